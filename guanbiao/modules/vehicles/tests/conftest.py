"""A working day that does not move, and the bureau of these tests with all standards published."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import timezone

from guanbiao.library.publish import publish_all
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.makers import Fleet


@pytest.fixture(autouse=True)
def still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is always the same Wednesday morning."""
    monkeypatch.setattr(timezone, "now", lambda: makers.NOW)


@pytest.fixture
def fleet(standards: None) -> Fleet:
    """The bureau within a transaction."""
    return makers.make()


@pytest.fixture
def committed_fleet(fresh_database: str) -> Fleet:
    """The bureau in a database of the test's own."""
    publish_all(settings.PACKS, lambda _: None)
    return makers.make()
