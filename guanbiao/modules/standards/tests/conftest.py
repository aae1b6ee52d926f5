"""The bureau of the drafting tests, with all standards of the repository published."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from guanbiao.modules.standards.tests import makers


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test keeps what it rehearses in a folder of its own."""
    monkeypatch.setattr(settings, "HOME", tmp_path)


@pytest.fixture
def house(standards: None) -> makers.House:
    """The bureau within a transaction."""
    return makers.make()
