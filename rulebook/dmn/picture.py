"""Diagrams as frozen values (DMNDI: DMN 1.5, chapter 13). Lengths in pixels, y grows downward."""

from __future__ import annotations

from dataclasses import dataclass

from rulebook.dmn.marks import PLAIN, Fragment, Meta


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a line."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle by its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        """The centre."""
        return Point(self.x + self.width / 2, self.y + self.height / 2)


@dataclass(frozen=True, slots=True)
class Label:
    """Where a name stands, and other words for it."""

    bounds: Bounds | None = None
    text: str = ""
    meta: Meta = PLAIN


@dataclass(frozen=True, slots=True)
class Shape:
    """An element drawn. ``divider`` is the line that parts a decision service, () if none."""

    element: str
    bounds: Bounds | None
    collapsed: bool = False
    listed: bool = False
    divider: tuple[Point, ...] = ()
    label: Label | None = None
    meta: Meta = PLAIN


@dataclass(frozen=True, slots=True)
class Edge:
    """A requirement or association drawn, from what is required to what requires it."""

    element: str
    points: tuple[Point, ...]
    label: Label | None = None
    meta: Meta = PLAIN


@dataclass(frozen=True, slots=True)
class Diagram:
    """One picture of a model. ``size`` is (width, height)."""

    name: str
    size: tuple[float, float] | None
    drawn: tuple[Shape | Edge, ...]
    meta: Meta = PLAIN


@dataclass(frozen=True, slots=True)
class Pictures:
    """All diagrams of a model, with the styles they share."""

    diagrams: tuple[Diagram, ...] = ()
    styles: tuple[Fragment, ...] = ()


NOTHING = Pictures()
