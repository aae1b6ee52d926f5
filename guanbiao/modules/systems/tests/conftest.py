"""A working day that does not move, and a bureau that builds a system."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from guanbiao.modules.systems.tests import makers
from guanbiao.modules.systems.tests.makers import Bureau

NOW = dt.datetime(2026, 6, 3, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def bureau(standards: None) -> Bureau:
    """The bureau within a transaction, all standards published, a 1+4+N system built."""
    return makers.make()
