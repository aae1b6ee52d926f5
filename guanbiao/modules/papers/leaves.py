"""The pages of a PDF as pictures, drawn by `drawing` in a process that is ended when it is slow."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from guanbiao.gate.papers import PDF
from guanbiao.modules.papers import child

MOST = 50
"""Pages that are shown; `drawing` counts with the same number."""
SCRIPT = Path(__file__).with_name("drawing.py")


@dataclass(frozen=True)
class Leaves:
    """What of a PDF is shown: sizes in pixels of its first pages; ``total`` is all of them."""

    sizes: tuple[tuple[int, int], ...] = ()
    total: int = 0


def of(kind: str, content: bytes) -> Leaves:
    """The pages that can be shown; none of anything but a PDF, nor of one that cannot be read."""
    told = child.asked(SCRIPT, content, "sizes") if kind == PDF else None
    if told is None:
        return Leaves()
    found = json.loads(told)
    return Leaves(tuple((w, h) for w, h in found["pages"]), found["total"])


def picture(content: bytes, number: int, mark: str) -> bytes | None:
    """A page as PNG with a watermark (or none for empty words); none if it cannot be drawn."""
    return child.asked(SCRIPT, content, str(number), mark)
