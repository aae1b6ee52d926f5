"""A day that does not move, a bureau and two other units."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from guanbiao.modules.meetings.tests import makers
from guanbiao.modules.meetings.tests.makers import House
from guanbiao.people.models import Post
from tests.gate.makers import passage

NOW = dt.datetime(2026, 6, 3, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def house(standards: None, monkeypatch: pytest.MonkeyPatch) -> House:
    """The keeper writes notices of the bureau, the payer publishes them; the clerk's unit reads."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    made = makers.make()
    with passage():
        for who, unit in (("keeper", "bureau"), ("payer", "bureau"), ("colleague", "organ")):
            Post.objects.create(person=made.persons[who], unit=made.units[unit],
                                role="通知管理员", from_day=makers.SINCE)  # fmt: skip
    return made
