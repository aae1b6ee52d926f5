"""A bureau with all standards published, on a day that stands still."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from guanbiao.audit import usage
from guanbiao.modules.evaluation.tests import makers
from guanbiao.modules.evaluation.tests.makers import Clock, Office


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is the same Wednesday morning until a test moves it; tallies are always counted anew."""
    moved = Clock()
    monkeypatch.setattr(timezone, "now", lambda: moved.now)
    monkeypatch.setattr(usage, "STALE", -1.0)
    return moved


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has its own audit folder: runs at the same frozen moment would share one."""
    monkeypatch.setattr(settings, "HOME", tmp_path)


@pytest.fixture
def office(standards: None, clock: Clock) -> Office:
    """The bureau within a transaction."""
    return makers.make(clock)
