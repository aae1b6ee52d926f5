"""Outlines of shapes and heads of lines, as the notation has them (DMN 1.5, tables 3 and 4)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from rulebook.dmn.drawing.graph import Kind, Tie
from rulebook.dmn.picture import Bounds, Point

ARROW, BARB, DOT = 11.0, 5.0, 4.5
CORNER, WAVE, ROUND, BRACKET, FOLD = 12.0, 7.0, 10.0, 12.0, 14.0


def number(value: float) -> str:
    """A length in as few digits as show."""
    return f"{value:.1f}".removesuffix(".0").replace("-0", "0", 1) if value else "0"


def path(*parts: str | float) -> str:
    """Commands and lengths as the text of a path."""
    return " ".join(part if isinstance(part, str) else number(part) for part in parts)


def outline(kind: Kind, b: Bounds) -> str:
    """The path of a shape."""
    return _OUTLINES[kind](b)


def _rectangle(b: Bounds) -> str:
    return path("M", b.x, b.y, "h", b.width, "v", b.height, "h", -b.width, "z")


def _clipped(b: Bounds) -> str:
    """A rectangle without its upper left and lower right corner."""
    cut = min(CORNER, b.width / 4, b.height / 4)
    right, bottom = b.x + b.width, b.y + b.height
    return path("M", b.x + cut, b.y, "H", right, "V", bottom - cut, "L", right - cut, bottom,
                "H", b.x, "V", b.y + cut, "z")  # fmt: skip


def _stadium(b: Bounds) -> str:
    r = min(b.width, b.height) / 2
    return path("M", b.x + r, b.y, "H", b.x + b.width - r, "a", r, r, 0, 0, 1, 0, b.height,
                "H", b.x + r, "a", r, r, 0, 0, 1, 0, -b.height, "z")  # fmt: skip


def _document(b: Bounds) -> str:
    """Three straight sides and a wave below."""
    line, half = b.y + b.height - WAVE, b.width / 2
    return path("M", b.x, b.y, "h", b.width, "V", line,
                "Q", b.x + b.width * 0.75, line - 2 * WAVE, b.x + half, line,
                "Q", b.x + b.width * 0.25, line + 2 * WAVE, b.x, line, "z")  # fmt: skip


def _rounded(b: Bounds) -> str:
    r = min(ROUND, b.width / 2, b.height / 2)
    wide, high = b.width - 2 * r, b.height - 2 * r
    return path("M", b.x + r, b.y, "h", wide, "a", r, r, 0, 0, 1, r, r, "v", high,
                "a", r, r, 0, 0, 1, -r, r, "h", -wide, "a", r, r, 0, 0, 1, -r, -r, "v", -high,
                "a", r, r, 0, 0, 1, r, -r, "z")  # fmt: skip


def _bracket(b: Bounds) -> str:
    return path("M", b.x + BRACKET, b.y, "H", b.x, "v", b.height, "h", BRACKET)


def folded(b: Bounds) -> str:
    """The boxed plus at the lower edge of a service whose inside is not shown."""
    x, y, side = b.x + b.width / 2 - FOLD / 2, b.y + b.height - FOLD, FOLD
    box = ("M", x, y, "h", side, "v", side, "h", -side, "z")
    across = ("M", x + 3, y + side / 2, "h", side - 6, "M", x + side / 2, y + 3, "v", side - 6)
    return path(*box, *across)


_OUTLINES: dict[Kind, Callable[[Bounds], str]] = {
    Kind.DECISION: _rectangle,
    Kind.KNOWLEDGE: _clipped,
    Kind.INPUT: _stadium,
    Kind.SOURCE: _document,
    Kind.SERVICE: _rounded,
    Kind.ANNOTATION: _bracket,
    Kind.GROUP: _rounded,
}


def top_edge(_: Kind, b: Bounds, x: float) -> Point:
    """The point of a shape's upper edge at a place."""
    return Point(x, b.y)


def lower_edge(kind: Kind, b: Bounds, x: float) -> Point:
    """The point of a shape's lower edge at a place; that of a knowledge source is a wave."""
    bottom = b.y + b.height
    if kind != Kind.SOURCE:
        return Point(x, bottom)
    wave = math.sin(2 * math.pi * (0.5 - (x - b.x) / b.width))
    return Point(x, round(bottom - WAVE + WAVE * wave, 1))


def line(points: Sequence[Point], back: tuple[float, float]) -> str:
    """The path of a line, drawn short of its ends by some lengths."""
    found = list(points)
    found[0] = _towards(found[0], found[1], back[0])
    found[-1] = _towards(found[-1], points[-2], back[1])
    steps = [part for point in found[1:] for part in ("L", point.x, point.y)]
    return path("M", found[0].x, found[0].y, *steps)


def _towards(start: Point, end: Point, length: float) -> Point:
    whole = math.hypot(end.x - start.x, end.y - start.y)
    if not whole:
        return start
    share = min(length / whole, 1.0)
    return Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)


def head(tie: Tie, tip: Point, before: Point) -> tuple[str, bool, float]:
    """(path of a line's head, whether it is filled, the length it takes from the line).

    Information has a solid arrow, knowledge an open one, authority a solid dot.
    """
    if tie == Tie.AUTHORITY:
        dot = ("a", DOT, DOT, 0, 1, 1, 2 * DOT, 0, "a", DOT, DOT, 0, 1, 1, -2 * DOT, 0, "z")
        centre = _towards(tip, before, DOT)
        return path("M", centre.x - DOT, centre.y, *dot), True, DOT
    base = _towards(tip, before, ARROW)
    whole = math.hypot(tip.x - base.x, tip.y - base.y) or 1.0
    x, y = (tip.y - base.y) / whole * BARB, (base.x - tip.x) / whole * BARB
    barbs = ("M", base.x + x, base.y + y, "L", tip.x, tip.y, "L", base.x - x, base.y - y)
    if tie == Tie.INFORMATION:
        return path(*barbs, "z"), True, ARROW - 1
    return path(*barbs), False, 0.0
