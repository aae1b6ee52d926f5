"""Columns as bit masks: which rows a value leaves possible.

A column whose cells only compare with constants is turned into a lookup. Row n is bit n. Where all
cells ask for equality, a dictionary gives the mask of a value; where they ask for order, the
constants cut the line into points and gaps, and a bisection finds the place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from rulebook.feel import types as t
from rulebook.feel.python.folding import folded
from rulebook.feel.tree import (
    ListLiteral,
    Literal,
    Node,
    OpTest,
    RangeLiteral,
    Test,
    UnaryTests,
    ValueTest,
)

HASHED = frozenset({t.NUMBER, t.STRING, t.BOOLEAN, t.DATE, t.MONTHS_DURATION})
SORTED = frozenset({t.NUMBER, t.STRING, t.DATE, t.MONTHS_DURATION})


@dataclass(frozen=True, slots=True)
class HashColumn:
    """``masks.get(value, other)``."""

    masks: dict[Any, int]
    other: int

    @property
    def every(self) -> frozenset[int]:
        """The masks of all values there are."""
        return frozenset((*self.masks.values(), self.other))


@dataclass(frozen=True, slots=True)
class SortedColumn:
    """Masks at each constant (``at``) and in the gaps around them (``between``)."""

    bounds: list[Any]
    at: list[int]
    between: list[int]
    null: int

    @property
    def every(self) -> frozenset[int]:
        """The masks of all values there are."""
        return frozenset((*self.at, *self.between, self.null))

    def mask(self, value: Any) -> int:
        """Rows that a value leaves possible."""
        if value is None:
            return self.null
        place = bisect_left(self.bounds, value)
        if place < len(self.bounds) and self.bounds[place] == value:
            return self.at[place]
        return self.between[place]


Column = HashColumn | SortedColumn


def column(cells: Sequence[UnaryTests], type_: t.Type) -> Column | None:
    """The lookup for a column, None if its cells do more than compare with constants."""
    if type_ not in HASHED or not all(_constant_cell(cell, type_) for cell in cells):
        return None
    ordered = any(_needs_order(test) for cell in cells for test in cell.tests)
    if ordered and type_ not in SORTED:
        return None
    values = _constants(cells)
    return _sorted_column(cells, values) if ordered else _hash_column(cells, values)


def disjoint(cells: Sequence[Sequence[UnaryTests]], types: Sequence[t.Type]) -> bool:
    """Whether the cells (one row a rule) exclude that two rows ever apply together.

    False also means: not known, because cells do more than compare with constants.
    """
    together = [(1 << len(cells)) - 1] * len(cells)
    for place, type_ in enumerate(types):
        found = column([row[place] for row in cells], type_)
        if found is None:
            continue
        for row in range(len(cells)):
            masks = [mask for mask in found.every if mask >> row & 1]
            together[row] &= reduce(or_, masks, 0)
    return all(mask in (0, 1 << row) for row, mask in enumerate(together))


def _constant_cell(cell: UnaryTests, type_: t.Type) -> bool:
    return all(_constant_test(test, type_) for test in cell.tests)


def _constant_test(test: Test, type_: t.Type) -> bool:
    if isinstance(test, OpTest):
        return _constant(test.operand, type_)
    if not isinstance(test, ValueTest):
        return False
    operand = test.operand
    if isinstance(operand, ListLiteral):
        return all(_constant(item, type_) for item in operand.items)
    if isinstance(operand, RangeLiteral):
        ends = (operand.low, operand.high)
        return all(end is None or _constant(end, type_) for end in ends) and any(ends)
    return _constant(operand, type_) or _is_null(operand)


def _constant(node: Node, type_: t.Type) -> bool:
    found = folded(node)
    return found is not None and found.type == type_ and found.value is not None


def _is_null(node: Node) -> bool:
    return isinstance(node, Literal) and node.value is None


def _needs_order(test: Test) -> bool:
    if isinstance(test, OpTest):
        return test.op not in ("=", "!=")
    return isinstance(test, ValueTest) and isinstance(test.operand, RangeLiteral)


def _constants(cells: Sequence[UnaryTests]) -> list[Any]:
    found: dict[Any, None] = {}
    for cell in cells:
        for test in cell.tests:
            for node in _literals(test):
                found[node.value] = None
    found.pop(None, None)
    return list(found)


def _literals(test: Test) -> list[Literal]:
    operand = test.operand if isinstance(test, OpTest | ValueTest) else None
    nodes: Sequence[Node | None] = [operand]
    if isinstance(operand, ListLiteral):
        nodes = operand.items
    elif isinstance(operand, RangeLiteral):
        nodes = [operand.low, operand.high]
    return [found for node in nodes if node is not None and (found := folded(node))]


def _hash_column(cells: Sequence[UnaryTests], values: list[Any]) -> HashColumn:
    """Cell by cell: one that only lists values touches those, others are tried at each place."""
    places: dict[Any, int] = {value: 2 * index + 1 for index, value in enumerate(values)}
    masks: dict[Any, int] = dict.fromkeys([*values, None], 0)
    everywhere = other = 0
    for row, cell in enumerate(cells):
        listed = _listed(cell)
        if not cell.tests:
            everywhere |= 1 << row
        elif listed is None:
            other |= _accepts(cell, 0, places) << row
            for value in masks:
                masks[value] |= _accepts(cell, places.get(value), places) << row
        else:
            for value in listed:
                masks[value] |= 1 << row
    return HashColumn({key: mask | everywhere for key, mask in masks.items()}, other | everywhere)


def _listed(cell: UnaryTests) -> list[Any] | None:
    """The values a cell lists, None if it says something else about them."""
    if cell.negated or not all(isinstance(test, ValueTest) for test in cell.tests):
        return None
    return [node.value for test in cell.tests for node in _literals(test)]


def _sorted_column(cells: Sequence[UnaryTests], values: list[Any]) -> SortedColumn:
    bounds = sorted(values)
    places = {value: 2 * index + 1 for index, value in enumerate(bounds)}
    at = [_mask(cells, places[value], places) for value in bounds]
    between = [_mask(cells, 2 * index, places) for index in range(len(bounds) + 1)]
    return SortedColumn(bounds, at, between, _mask(cells, None, places))


Places = dict[Any, int]


def _mask(cells: Sequence[UnaryTests], place: int | None, places: Places) -> int:
    """Rows whose cell accepts a value at a place (odd: a constant; even: a gap; None: null)."""
    return sum(1 << row for row, cell in enumerate(cells) if _accepts(cell, place, places))


def _accepts(cell: UnaryTests, place: int | None, places: Places) -> bool:
    if not cell.tests:
        return True
    found = [_test(test, place, places) for test in cell.tests]
    if not cell.negated:
        return any(one is True for one in found)
    return all(one is False for one in found)


def _test(test: Test, place: int | None, places: Places) -> bool | None:
    if isinstance(test, OpTest):
        return _compare(test.op, place, places[_literals(test)[0].value])
    assert isinstance(test, ValueTest)
    operand = test.operand
    if isinstance(operand, RangeLiteral):
        return _inside(operand, place, places)
    return any(_equals(node, place, places) for node in _literals(test))


def _equals(node: Literal, place: int | None, places: Places) -> bool:
    return place is None if node.value is None else place == places[node.value]


def _compare(op: str, place: int | None, other: int) -> bool | None:
    if place is None:
        return {"=": False, "!=": True}.get(op)
    return {
        "=": place == other,
        "!=": place != other,
        "<": place < other,
        "<=": place <= other,
        ">": place > other,
        ">=": place >= other,
    }[op]


def _inside(node: RangeLiteral, place: int | None, places: Places) -> bool | None:
    if place is None:
        return None
    low = _end(node.low, places, -1)
    high = _end(node.high, places, 1 << 60)
    above = place >= low if node.low_closed else place > low
    return above and (place <= high if node.high_closed else place < high)


def _end(node: Node | None, places: Places, unbounded: int) -> int:
    found = None if node is None else folded(node)
    return unbounded if found is None else places[found.value]
