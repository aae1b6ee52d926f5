"""A working day that does not move, and a bureau with a supervisor and somebody in charge."""

from __future__ import annotations

import pytest
from django.utils import timezone

from guanbiao.modules.oversight.tests import makers
from guanbiao.modules.oversight.tests.makers import Office


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> makers.Clock:
    """It is the same Wednesday morning until a test moves it."""
    moved = makers.Clock()
    monkeypatch.setattr(timezone, "now", lambda: moved.now)
    return moved


@pytest.fixture
def office(standards: None) -> Office:
    """The bureau within a transaction, all standards published."""
    return makers.make()
