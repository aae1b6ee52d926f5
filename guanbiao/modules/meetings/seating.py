"""Seat plans: where each seat of a layout stands, and who sits there. Pure geometry.

Lengths are in the units of the drawing, a seat being 80 wide. Names are given in order of
precedence: the first sits in the middle of the row that leads, the others left and right of it by
turns, row after row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from math import ceil

SEAT, STEP = 80, 100
ABREAST = {"课桌式": 8, "剧院式": 12}
Spot = tuple[int, int]
"""Column and row of a seat, in steps."""


@dataclass(frozen=True)
class Seat:
    """One seat: its number, its upper left corner, who sits there."""

    number: int
    x: int
    y: int
    name: str


@dataclass(frozen=True)
class Chart:
    """The whole drawing."""

    width: int
    height: int
    seats: tuple[Seat, ...]


def chart(layout: str, count: int, names: list[str]) -> Chart:
    """The plan of ``count`` seats, or of as many as there are names if they are more."""
    spots = list(LAYOUTS[layout](max(count, len(names), 1)))
    called = chain(names, [""] * len(spots))
    seats = tuple(
        Seat(number, column * STEP, row * STEP, name)
        for number, ((column, row), name) in enumerate(zip(spots, called, strict=False), 1)
    )
    width = max(seat.x for seat in seats) + SEAT
    return Chart(width, max(seat.y for seat in seats) + SEAT, seats)


def outward(count: int) -> list[int]:
    """Places of a row from its middle outwards: 2, 1, 3, 0, 4 for five."""
    middle = (count - 1) // 2
    return sorted(range(count), key=lambda place: (abs(place - middle), place))


def _rows(abreast: int) -> Callable[[int], Iterator[Spot]]:
    def spots(count: int) -> Iterator[Spot]:
        every = ((c, row) for row in range(ceil(count / abreast)) for c in outward(abreast))
        return islice(every, count)

    return spots


def _horseshoe(count: int) -> Iterator[Spot]:
    """The base faces the screen and leads; then the arms, from the base up."""
    base = max(ceil(count / 3), 1)
    arm = ceil((count - base) / 2)
    leading = ((column + 1, arm) for column in outward(base))
    arms = ((side, row) for row in reversed(range(arm)) for side in (0, base + 1))
    return islice(chain(leading, arms), count)


def _hollow(count: int) -> Iterator[Spot]:
    """The far side leads, the near side faces it; then the two short sides, by turns."""
    long = max(ceil(count / 3), 1)
    short = ceil(max(count - 2 * long, 0) / 2)
    far = ((column + 1, 0) for column in outward(long))
    near = ((column + 1, short + 1) for column in outward(long))
    sides = ((side, row + 1) for row in range(short) for side in (0, long + 1))
    return islice(chain(far, near, sides), count)


LAYOUTS: dict[str, Callable[[int], Iterator[Spot]]] = {
    "课桌式": _rows(ABREAST["课桌式"]),
    "剧院式": _rows(ABREAST["剧院式"]),
    "U形": _horseshoe,
    "回字形": _hollow,
}
