"""Every test, in ``tests`` or in a module's own folder, has the same fixtures."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["tests.fixtures", "tests.rulebook.engines"]

ROOT = Path(__file__).resolve().parent
SHARED = "tests/journeys"
"""One site for all of them, so one worker."""
LONG = ("tests/doors/test_matrix.py", "tests/doors", SHARED, "tests/project")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Workers take a file at a time; the longest begin first, so that none is waited for alone."""
    for item in items:
        path = item.path.relative_to(ROOT)
        group = SHARED if path.is_relative_to(SHARED) else str(path)
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    path = item.path.relative_to(ROOT)
    return next((n for n, folder in enumerate(LONG) if path.is_relative_to(folder)), len(LONG))
