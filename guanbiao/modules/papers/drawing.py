"""Draws a page of a PDF, as a process of its own that may be ended: the file is a stranger's.

Run as a script: the PDF comes in by standard input; ``sizes`` answers the pages' sizes as JSON, a
number and the words of a watermark the picture of that page as PNG. Scripts in the PDF do not run.
"""

from __future__ import annotations

import json
import math
import resource
import sys
import tempfile
from pathlib import Path

import pypdfium2
import typst

WIDTH, HEIGHT = 1200, 3600
"""Pixels no picture exceeds."""
MOST = 50
SECONDS, OCTETS = 20, 2 * 1024**3
MARKS = Path(__file__).resolve().parents[2] / "exchange" / "typst" / "mark.typ"
PAGE = """
#import "mark.typ": mark
#let d = json("about.json")
#set page(width: d.width * 1pt, height: d.height * 1pt, margin: 0pt,
  foreground: mark(d.mark, size: 20pt))
#image(read("page", encoding: none), width: 100%,
  format: (encoding: "rgba8", width: d.width, height: d.height))
"""


def sizes(document: pypdfium2.PdfDocument) -> str:
    """Width and height in pixels of the first pages, and how many there are."""
    shown = [_size(*document.get_page_size(n)) for n in range(min(len(document), MOST))]
    return json.dumps({"pages": shown, "total": len(document)})


def _size(width: float, height: float) -> tuple[int, int]:
    scale = _scale(width, height)
    return math.ceil(width * scale), math.ceil(height * scale)


def _scale(width: float, height: float) -> float:
    return min(WIDTH / max(width, 1), HEIGHT / max(height, 1))


def picture(document: pypdfium2.PdfDocument, number: int, mark: str) -> bytes:
    """A page as PNG, the first is 1."""
    page = document[number - 1]
    drawn = page.render(scale=_scale(*page.get_size()), prefer_bgrx=True, rev_byteorder=True)
    about = {"width": drawn.width, "height": drawn.height, "mark": mark}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "page").write_bytes(bytes(drawn.buffer))
        (home / "about.json").write_text(json.dumps(about), encoding="utf-8")
        (home / "mark.typ").write_bytes(MARKS.read_bytes())
        (home / "main.typ").write_text(PAGE, encoding="utf-8")
        made: bytes = typst.compile(
            str(home / "main.typ"), root=folder, format="png", ppi=72.0,
            ignore_system_fonts=not mark,
        )  # fmt: skip
    return made


def main() -> None:
    """Answer one question and end."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (OCTETS, OCTETS))
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    if sys.argv[1] == "sizes":
        answer = sizes(document).encode()
    else:
        answer = picture(document, int(sys.argv[1]), sys.argv[2])
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
