"""A tree laid out as boxes and lines: branches spread sideways, lower ones written downward."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

LETTER, PAD, GAP = 16, 12, 10
"""Size of a letter, space within a box, space between boxes."""
ACROSS = 2
"""Levels written across; below them names run downward, so that many branches stand abreast."""
TALL = 34
BETWEEN = 36


@dataclass(frozen=True)
class Twig:
    """What is drawn: a name, a mark below it, whose row it is, whether it waits to be filled."""

    name: str
    mark: str
    row: Any
    open: bool
    below: Sequence[Twig]


@dataclass(frozen=True)
class Box:
    """A placed box; ``letters`` are its name letter by letter with their places, if downward."""

    x: float
    y: float
    width: float
    height: float
    twig: Twig
    down: bool

    @property
    def middle(self) -> float:
        """Where lines meet it."""
        return self.x + self.width / 2

    @property
    def letters(self) -> list[tuple[str, float]]:
        """The letters of a name that runs downward, with the foot of each."""
        top = self.y + PAD
        return [(letter, top + (n + 0.85) * LETTER) for n, letter in enumerate(self.twig.name)]


@dataclass(frozen=True)
class Line:
    """From a box down to one below it: down, across, down."""

    x: float
    y: float
    turn: float
    to_x: float
    to_y: float


@dataclass(frozen=True)
class Drawing:
    """All of it, and the paper it needs."""

    boxes: list[Box]
    lines: list[Line]
    width: float
    height: float


def draw(roots: Sequence[Twig]) -> Drawing:
    """Lay out trees beside each other; levels stand on one line each."""
    heights = _heights(roots)
    boxes: list[Box] = []
    lines: list[Line] = []
    left = 0.0
    for root in roots:
        _place(root, left, 0, heights, boxes, lines)
        left += _span(root, 0) + GAP
    height = sum(heights) + BETWEEN * max(len(heights) - 1, 0)
    return Drawing(boxes, lines, max(left - GAP, LETTER), max(height, LETTER))


def _wide(name: str) -> float:
    """Room a name needs across; a Latin letter takes half."""
    return sum(LETTER if ord(letter) > 255 else LETTER * 0.6 for letter in name)


def _size(twig: Twig, depth: int) -> tuple[float, float]:
    if depth < ACROSS:
        return _wide(twig.name) + 2 * PAD, TALL + (LETTER if twig.mark else 0)
    foot = LETTER * 1.4 if twig.mark else 0
    return max(LETTER + 2 * PAD, 44), len(twig.name) * LETTER + 2 * PAD + foot


def _span(twig: Twig, depth: int) -> float:
    """Room a branch needs sideways, with all below it."""
    below = [_span(each, depth + 1) for each in twig.below]
    return max(_size(twig, depth)[0], sum(below) + GAP * max(len(below) - 1, 0))


def _levels(twigs: Sequence[Twig], depth: int = 0) -> Iterator[tuple[int, Twig]]:
    for twig in twigs:
        yield depth, twig
        yield from _levels(twig.below, depth + 1)


def _heights(roots: Sequence[Twig]) -> list[float]:
    found: dict[int, float] = {}
    for depth, twig in _levels(roots):
        found[depth] = max(found.get(depth, 0), _size(twig, depth)[1])
    return [found[depth] for depth in sorted(found)]


def _place(
    twig: Twig, left: float, depth: int, heights: list[float], boxes: list[Box], lines: list[Line]
) -> Box:
    """Put a branch in the middle of its span, then those below it, with a line to each."""
    span, (width, _) = _span(twig, depth), _size(twig, depth)
    top = sum(heights[:depth]) + BETWEEN * depth
    box = Box(left + (span - width) / 2, top, width, heights[depth], twig, depth >= ACROSS)
    boxes.append(box)
    spans = [_span(each, depth + 1) for each in twig.below]
    inner = left + (span - sum(spans) - GAP * max(len(spans) - 1, 0)) / 2
    for each, room in zip(twig.below, spans, strict=True):
        under = _place(each, inner, depth + 1, heights, boxes, lines)
        foot = box.y + box.height
        lines.append(Line(box.middle, foot, foot + BETWEEN / 2, under.middle, under.y))
        inner += room + GAP
    return box
