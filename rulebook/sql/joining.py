"""Tables with columns of equalities as a join on a list of values.

The rows are found by their equalities alone, which every database does by hashing. What the
other columns ask is written out once for each *pattern*, a combination of their cells: of
``级别 × 地区 × 面积 (≤ 100 | > 100)`` the first two are joined and the two patterns of the third
become conditions on what was joined. A pattern is a group of columns in the list: whether the
key has such a row, and that row's outputs.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from rulebook.feel import tree as n
from rulebook.feel import types as t
from rulebook.sql.membership import cell
from rulebook.sql.terms import Term, cast, literal, number, paren

if TYPE_CHECKING:
    from rulebook.sql.compiler import Compiler
    from rulebook.sql.tables import Sheet

MOST_ROWS = 5_000
"""Rows a list may have after cells that list several values are written out."""
MOST_PATTERNS = 8
JOINED = frozenset({t.STRING, t.NUMBER, t.BOOLEAN, t.DATE})

Key = tuple[Hashable, ...]
Slots = dict[int, int]
"""Pattern → row."""


@dataclass(frozen=True)
class Slot:
    """A pattern in SQL: whether it applies to a record, and the outputs its row has then."""

    applies: exp.Expr
    outputs: tuple[Term, ...]


@dataclass(frozen=True)
class Joined:
    """The join that brings a table's rows in, and its patterns in the order of decision."""

    join: exp.Join
    slots: tuple[Slot, ...]


def joined(compiler: Compiler, sheet: Sheet, alias: str) -> Joined | None:
    """The table as a join; None where a CASE over its rows does as well or better.

    Some column must list constants in every cell, the outputs be constant, the patterns few,
    and no two rows have the same equalities and the same pattern.
    """
    listing = _Listing(compiler, sheet, alias)
    if not listing.columns or not listing.keys or not _constant_outputs(sheet):
        return None
    slots = tuple(listing.slot(pattern) for pattern in range(len(listing.patterns)))
    return Joined(listing.join(), slots)


def _constant_outputs(sheet: Sheet) -> bool:
    every = [term for row in sheet.outputs for term in row]
    return all(not list(term.sql.find_all(exp.Column)) for term in every)


@dataclass(frozen=True)
class _Listing:
    """A table on its way into a list of values."""

    compiler: Compiler
    sheet: Sheet
    alias: str

    @cached_property
    def columns(self) -> Mapping[int, list[list[Any]]]:
        """Column → the values its cells list, for the columns that do nothing else."""
        found = {}
        for place, value in enumerate(self.sheet.values):
            listed = [_constants(cells[place], value.type) for cells in self.sheet.cells]
            if value.type in JOINED and all(one is not None for one in listed):
                found[place] = [one for one in listed if one is not None]
        return found

    @cached_property
    def patterns(self) -> Mapping[tuple[str, ...], int]:
        """Texts of the cells that are conditions → number, in the order of decision."""
        found: dict[tuple[str, ...], int] = {}
        for row in self.sheet.order:
            found.setdefault(self._pattern(row), len(found))
        return found

    def _pattern(self, row: int) -> tuple[str, ...]:
        texts = self.sheet.texts[row]
        return tuple(text for place, text in enumerate(texts) if place not in self.columns)

    @cached_property
    def keys(self) -> Mapping[Key, Slots]:
        """Combination of equal values → its rows; empty when the table is no such table."""
        found: dict[Key, Slots] = {}
        few = len(self.patterns) <= min(MOST_PATTERNS, max(1, len(self.sheet.cells) // 2))
        for row in self.sheet.order if few else ():
            pattern = self.patterns[self._pattern(row)]
            for key in product(*(listed[row] for listed in self.columns.values())):
                slots = found.setdefault(key, {})
                if any(pattern <= other for other in slots) or len(found) > MOST_ROWS:
                    return {}
                slots[pattern] = row
        return found

    def join(self) -> exp.Join:
        """LEFT JOIN on the equal columns."""
        names = [f"k{place}" for place in self.columns]
        rows = [(*self._key(key), *self._values(slots)) for key, slots in self.keys.items()]
        values = exp.values(rows, alias=self.alias, columns=[*names, *self._names()])
        on = [
            exp.EQ(this=self.sheet.values[place].copy, expression=self._column(f"k{place}"))
            for place in self.columns
        ]
        return exp.Join(this=values, side="LEFT", on=exp.and_(*on, wrap=False, copy=False))

    def _names(self) -> Iterator[str]:
        for pattern in range(len(self.patterns)):
            yield f"hit{pattern}"
            yield from (f"o{pattern}_{place}" for place in range(len(self.sheet.shapes)))

    def _key(self, key: Key) -> list[exp.Expr]:
        pairs = zip(self.columns, key, strict=True)
        return [_typed(self.sheet.values[place], constant) for place, constant in pairs]

    def _values(self, slots: Slots) -> Iterator[exp.Expr]:
        for pattern in range(len(self.patterns)):
            row = slots.get(pattern)
            yield exp.Boolean(this=row is not None)
            for place, shape in enumerate(self.sheet.shapes):
                term = literal(None) if row is None else self.sheet.outputs[row][place]
                yield cast(shape.of(term.copy))

    def _column(self, name: str) -> exp.Column:
        return exp.column(name, table=self.alias)

    def slot(self, pattern: int) -> Slot:
        """One pattern, and what its row says."""
        outputs = (
            shape.of(self._column(f"o{pattern}_{place}"))
            for place, shape in enumerate(self.sheet.shapes)
        )
        return Slot(self._applies(pattern), tuple(outputs))

    def _applies(self, pattern: int) -> exp.Expr:
        row = next(slots[pattern] for slots in self.keys.values() if pattern in slots)
        conditions: list[exp.Expr] = [self._column(f"hit{pattern}")]
        for place, value in enumerate(self.sheet.values):
            if place not in self.columns:
                asked = cell(self.compiler.testing(value), self.sheet.cells[row][place])
                conditions += [] if asked is None else [paren(asked)]
        return exp.and_(*conditions, wrap=False, copy=False)


def _constants(tests: n.UnaryTests, type_: t.Type) -> list[Any] | None:
    """The values a cell lists, each once; None when it does anything else."""
    if not tests.tests or tests.negated:
        return None
    found: dict[Any, None] = {}
    for test in tests.tests:
        operand = test.operand if isinstance(test, n.ValueTest) else None
        nodes: Sequence[n.Node] = operand.items if isinstance(operand, n.ListLiteral) else ()
        if isinstance(operand, n.Literal):
            nodes = [operand]
        if not nodes or not all(isinstance(x, n.Literal) and x.type == type_ for x in nodes):
            return None
        found.update(dict.fromkeys(x.value for x in nodes if isinstance(x, n.Literal)))
    return list(found)


def _typed(value: Term, constant: Any) -> exp.Expr:
    if value.type == t.NUMBER:
        term = number(constant)
        whole, scale = max(value.whole, term.whole), max(value.scale, term.scale)
        return cast(value.of(term.copy, whole=whole, scale=scale))
    return literal(constant).sql
