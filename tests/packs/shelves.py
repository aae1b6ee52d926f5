"""The packs of the repository, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from guanbiao.library.pack import Pack
from guanbiao.library.packs import read

FOLDER = Path(__file__).resolve().parents[2] / "packs"


@cache
def packs() -> tuple[Pack, ...]:
    """Every pack below ``packs/``, in the order of their folders."""
    return tuple(read(path.parent) for path in sorted(FOLDER.rglob("standard.toml")))


def title(pack: Pack) -> str:
    """How a test names a pack."""
    return f"{pack.head.number} {pack.head.edition}"
