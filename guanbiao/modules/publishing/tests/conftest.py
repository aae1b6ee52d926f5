"""A working day that does not move, and a bureau with all standards published."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from guanbiao.modules.publishing.tests import makers
from guanbiao.modules.publishing.tests.makers import Clock, House


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is the same Wednesday morning until a test moves it."""
    moved = Clock()
    monkeypatch.setattr(timezone, "now", lambda: moved.now)
    return moved


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has its own audit folder: runs at the same frozen moment would share one."""
    monkeypatch.setattr(settings, "HOME", tmp_path)


@pytest.fixture
def house(standards: None, clock: Clock) -> House:
    """The bureau within a transaction."""
    return makers.make(clock)
