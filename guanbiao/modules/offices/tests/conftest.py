"""A working day that does not move, and a bureau with a house."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from guanbiao.modules.offices.tests import makers
from guanbiao.modules.offices.tests.makers import House

NOW = dt.datetime(2026, 6, 3, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def house(standards: None) -> House:
    """The bureau within a transaction, all standards published, one floor entered."""
    return makers.make()
