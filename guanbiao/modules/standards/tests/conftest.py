"""The bureau of the drafting tests, with all standards of the repository published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from guanbiao.library import in_force
from guanbiao.library.publish import publish_all
from guanbiao.modules.standards.tests import makers


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test keeps what it rehearses in a folder of its own."""
    monkeypatch.setattr(settings, "HOME", tmp_path)


@pytest.fixture
def house(db: None) -> Iterator[makers.House]:
    """Within a transaction; the shelf forgets it afterwards."""
    in_force.refresh()
    publish_all(settings.PACKS, lambda _: None)
    yield makers.make()
    in_force.refresh()
