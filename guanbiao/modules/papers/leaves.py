"""The pages of a PDF as pictures, drawn by `drawing` in a process that is ended when it is slow."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from guanbiao.gate.papers import PDF

SECONDS = 20
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
    told = _asked(content, "sizes") if kind == PDF else None
    if told is None:
        return Leaves()
    found = json.loads(told)
    return Leaves(tuple((w, h) for w, h in found["pages"]), found["total"])


def picture(content: bytes, number: int, mark: str) -> bytes | None:
    """A page as PNG with a watermark (or none for empty words); none if it cannot be drawn."""
    return _asked(content, str(number), mark)


def _asked(content: bytes, *words: str) -> bytes | None:
    """What the script answers; a file of a stranger may make it fail or take for ever."""
    command = [sys.executable, "-P", str(SCRIPT), *words]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None
