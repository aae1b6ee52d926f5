"""Where the DMN Technology Compatibility Kit lies.

Level 2 is part of the repository. Level 3 is large and is looked for in the folder that the
setting ``GUANBIAO_TCK`` names, then in ``data/tck`` and ``../shared/data/tck``.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEVEL_2 = Path(__file__).parent / "tck" / "compliance-level-2"
PLACES = (os.environ.get("GUANBIAO_TCK", ""), ROOT / "data/tck", ROOT / "../shared/data/tck")
ABSENT = "level 3 of the DMN TCK is not here: set GUANBIAO_TCK to its folder"


def level_3() -> Path | None:
    """The folder of level 3, if it is here."""
    for place in PLACES:
        folder = Path(place) / "compliance-level-3"
        if place and folder.is_dir():
            return folder
    return None


def absent() -> object:
    """The parameter that stands for level 3 where it is not here."""
    return pytest.param(None, id="level-3-absent", marks=pytest.mark.skip(reason=ABSENT))


def models() -> list[object]:
    """Every model of the kit, as parameters of a test."""
    level = level_3()
    found = [*LEVEL_2.rglob("*.dmn"), *(level.rglob("*.dmn") if level else ())]
    return [*(pytest.param(path, id=path.stem) for path in sorted(found)),
            *(() if level else (absent(),))]  # fmt: skip
