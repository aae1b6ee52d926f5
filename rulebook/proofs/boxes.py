"""Boxes: a set of classes in every column. Exact set arithmetic on bit masks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rulebook.proofs.assuming import CannotDecide

Box = tuple[int, ...]
MOST_BOXES = 50_000


def meet(left: Box, right: Box) -> Box | None:
    """What two boxes share; None when nothing."""
    shared = tuple([a & b for a, b in zip(left, right, strict=True)])
    return shared if all(shared) else None


def minus(box: Box, taken: Box) -> list[Box]:
    """A box without another one, as boxes that do not overlap."""
    if meet(box, taken) is None:
        return [box]
    left: list[Box] = []
    for place, (own, other) in enumerate(zip(box, taken, strict=True)):
        outside = own & ~other
        if outside:
            left.append((*box[:place], outside, *box[place + 1 :]))
            box = (*box[:place], own & other, *box[place + 1 :])
    return left


def uncovered(box: Box, rows: Iterable[Box]) -> list[Box]:
    """What of a box no row covers; `CannotDecide` when that takes too many pieces."""
    left = [box]
    for row in rows:
        left = [piece for one in left for piece in minus(one, row)]
        if len(left) > MOST_BOXES:
            raise CannotDecide("未覆盖的情形过于零碎")
    return left


def largest(pieces: Iterable[Box], whole: Box, rows: Sequence[Box]) -> list[Box]:
    """Boxes that cover all the pieces, touch no row and cannot grow."""
    found: list[Box] = []
    for piece in pieces:
        if not any(_within(piece, box) for box in found):
            found.append(_widened(piece, whole, rows))
    return found


def _widened(box: Box, whole: Box, rows: Sequence[Box]) -> Box:
    """A box no row touches, grown in every column as far as no row comes to touch it."""
    for place, everything in enumerate(whole):
        grown = (*box[:place], everything, *box[place + 1 :])
        free = everything
        for row in rows:
            if meet(grown, row) is not None:
                free &= ~row[place]
        box = (*box[:place], free, *box[place + 1 :])
    return box


def _within(inner: Box, outer: Box) -> bool:
    return all(a & ~b == 0 for a, b in zip(inner, outer, strict=True))
