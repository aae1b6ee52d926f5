"""Every test, in ``tests`` or in a module's own folder, has the same fixtures."""

from __future__ import annotations

from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

pytest_plugins = ["tests.fixtures", "tests.rulebook.engines"]

ROOT = Path(__file__).resolve().parent
SHARED = "tests/journeys/"
"""One site for all of them, so one worker."""
LONG = (SHARED, "tests/doors/test_matrix.py", "tests/doors/", "tests/project/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin first, so that none is waited for alone."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    return next((n for n, start in enumerate(LONG) if item.nodeid.startswith(start)), len(LONG))


class ByFile(LoadScopeScheduling):
    """Workers take a file at a time, so that what its tests share is made once."""

    def _split_scope(self, nodeid: str) -> str:
        return SHARED if nodeid.startswith(SHARED) else nodeid.split("::", 1)[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """The scheduler above; files keep the order in which they were collected."""
    config.option.loadscopereorder = False
    return ByFile(config, log)
