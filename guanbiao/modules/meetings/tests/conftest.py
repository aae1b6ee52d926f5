"""A working day that does not move, and a bureau with a meeting room."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from guanbiao.modules.meetings.tests import makers
from guanbiao.modules.meetings.tests.makers import House

NOW = dt.datetime(2026, 6, 3, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


class Clock:
    """The time of the test; ``set`` moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def set(self, text: str) -> None:
        """Local time as ``2026-06-04T10:00``."""
        self.now = dt.datetime.fromisoformat(text).replace(tzinfo=NOW.tzinfo)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    return made


@pytest.fixture
def house(standards: None) -> House:
    """The bureau within a transaction, all standards published."""
    return makers.make()
