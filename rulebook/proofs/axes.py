"""A column of a decision table as finitely many classes of values that its cells cannot tell apart.

Cells that compare with constants cut the line of values into points and the gaps between them, or
the texts into those named and all others. Which rows a class satisfies is asked of the engine: of
its own look-up of the column where there is one, else of its compiled cells on one such value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rulebook.feel import Scope, compile_unary_tests
from rulebook.feel import tree as n
from rulebook.feel import types as t
from rulebook.feel.python.folding import folded
from rulebook.proofs.amounts import ORDERED, SPANS, amount, value_of
from rulebook.proofs.words import interval, interval_said, said, spelled
from rulebook.tables.columns import HashColumn, SortedColumn, column

OTHER_TEXT = "其他"
TESTS = (n.UnaryTests, n.OpTest, n.ValueTest, n.ConditionTest)
PLAIN = (n.And, n.Or, n.Compare, n.Between, n.In, n.RangeLiteral, n.ListLiteral, *TESTS)


@dataclass(frozen=True, slots=True)
class Class:
    """Values that no cell tells apart: a point, an open gap, null, or all other texts.

    ``low`` and ``high`` bound a gap (None: unbounded); ``value`` is one of them; ``rows`` the bit
    mask of the cells it satisfies.
    """

    kind: str
    value: Any
    rows: int
    low: Any = None
    high: Any = None


@dataclass(frozen=True, slots=True)
class Axis:
    """The classes of a column in order; a set of them is a bit mask."""

    label: str
    classes: tuple[Class, ...]

    @property
    def all(self) -> int:
        """All classes."""
        return (1 << len(self.classes)) - 1

    def of_row(self, row: int) -> int:
        """The classes that satisfy a cell."""
        return sum(1 << place for place, one in enumerate(self.classes) if one.rows >> row & 1)

    def value(self, chosen: int) -> Any:
        """A value of one of the classes: a number or text named by the table, if there is one."""
        members = list(self._members(chosen))
        order = {"point": 0, "gap": 1, "other": 2, "null": 3}
        return min(members, key=lambda one: order[one.kind]).value

    def _members(self, chosen: int) -> Iterator[Class]:
        return (one for place, one in enumerate(self.classes) if chosen >> place & 1)

    def cell(self, chosen: int) -> str:
        """The FEEL cell that accepts exactly these classes."""
        return self._written(chosen, lambda run: interval(*_ends(run)), spelled)

    def words(self, chosen: int) -> str:
        """The same in words; empty for all classes."""
        if chosen == self.all:
            return ""
        runs = list(_runs(self._members(chosen)))
        if len(runs) == 1 and runs[0][0].kind in ("point", "gap"):
            return interval_said(self.label, *_ends(runs[0]))
        names = self._written(chosen, lambda run: interval(*_ends(run)), said)
        if names.startswith("not("):
            return f"{self.label} 不是{names[4:-1].replace(', ', '、')}"
        return f"{self.label} = {names.replace(', ', ' 或 ')}"

    def _written(self, chosen: int, write: Any, constant: Any) -> str:
        if chosen == self.all:
            return "-"
        members = list(self._members(chosen))
        if any(one.kind == "other" for one in members):
            others = self._members(self.all & ~chosen)
            return f"not({', '.join(constant(one.value) for one in others)})"
        return ", ".join(
            constant(run[0].value) if len(run) == 1 and run[0].kind != "gap" else write(run)
            for run in _runs(members)
        )


def _runs(members: Iterable[Class]) -> Iterator[list[Class]]:
    """Points and gaps that touch each other, together."""
    run: list[Class] = []
    for one in members:
        if run and _touch(run[-1], one):
            run.append(one)
            continue
        if run:
            yield run
        run = [one]
    if run:
        yield run


def _touch(left: Class, right: Class) -> bool:
    if left.kind == "point" and right.kind == "gap":
        return bool(right.low == left.value)
    return left.kind == "gap" and right.kind == "point" and bool(left.high == right.value)


def _ends(run: list[Class]) -> tuple[Any, Any]:
    first, last = run[0], run[-1]
    low = (first.value, True) if first.kind == "point" else _open(first.low)
    high = (last.value, True) if last.kind == "point" else _open(last.high)
    return low, high


def _open(end: Any) -> Any:
    return None if end is None else (end, False)


@dataclass(frozen=True)
class Cells:
    """A column to be cut: its label, type, parsed cells and their texts; row n is bit n."""

    label: str
    type: t.Type
    trees: Sequence[n.UnaryTests]
    texts: Sequence[str]
    scope: Scope
    whole: bool = False


def axis_of(cells: Cells, with_null: bool) -> Axis | None:
    """The classes of a column; None when its cells do more than compare with constants."""
    if cells.type not in (*ORDERED, t.STRING, t.BOOLEAN):
        return None
    if not all(_pointwise(tree) for tree in cells.trees):
        return None
    known = column(cells.trees, cells.type)
    ask = _asked(known) if known is not None else _sampled(cells)
    values = _values(cells)
    ordered = cells.type in ORDERED
    if cells.type == t.STRING and not isinstance(known, HashColumn):
        return None
    found = list(_line(cells, values) if ordered else _names(cells, values))
    if with_null:
        found.append(("null", None, None, None))
    return Axis(cells.label, tuple(Class(kind, value, ask(value), low, high)
                                   for kind, value, low, high in found))  # fmt: skip


Cut = tuple[str, Any, Any, Any]


def _pointwise(tree: n.UnaryTests) -> bool:
    """Whether a cell only compares the value under test with constants."""
    return all(_plain(test.operand) for test in tree.tests)  # type: ignore[attr-defined]


def _plain(node: n.Node) -> bool:
    if folded(node) is not None or isinstance(node, n.Input):
        return True
    if isinstance(node, n.Call):
        negated = isinstance(node.function, n.BuiltinName) and node.function.name == "not"
        return negated and all(_plain(argument) for argument in node.arguments)
    if not isinstance(node, PLAIN):
        return False
    return all(_plain(part) for part in n.parts(node) if isinstance(part, n.Node))


def _values(cells: Cells) -> list[Any]:
    """The constants in the cells, in order, each once."""
    found: dict[Any, None] = {}
    for tree in cells.trees:
        for node in n.walk(tree):
            constant = folded(node) if not isinstance(node, TESTS) else None
            if constant is not None and constant.type == cells.type:
                found[constant.value] = None
    return list(found)


def _names(cells: Cells, values: list[Any]) -> Iterator[Cut]:
    if cells.type == t.BOOLEAN:
        values = [True, False]
    yield from (("point", value, None, None) for value in values)
    if cells.type == t.STRING:
        other = OTHER_TEXT
        while other in values:
            other += "的"
        yield "other", other, None, None


def _line(cells: Cells, values: list[Any]) -> Iterator[Cut]:
    """Points and the gaps around them that hold any value at all."""
    sizes = {amount(value): value for value in values}
    low: Any = None
    for size in [*sorted(sizes), None]:
        inside = _inside(cells, None if low is None else amount(low), size)
        if inside is not None:
            yield "gap", inside, low, None if size is None else sizes[size]
        if size is not None:
            yield "point", sizes[size], None, None
            low = sizes[size]


def _inside(cells: Cells, low: Fraction | None, high: Fraction | None) -> Any:
    """A simple value strictly between; None where there is none."""
    first, last = SPANS.get(cells.type, (None, None))
    steps = cells.whole or cells.type != t.NUMBER
    if low is None and high is None:
        return value_of(Fraction(first or 1), cells.type)
    if low is None or high is None:
        near = Fraction(low + 1) if low is not None else (high or 0) - 1
        near = Fraction(near.__floor__()) if low is not None else Fraction(near.__ceil__())
        inside = (first is None or near >= first) and (last is None or near <= last)
        return value_of(near, cells.type) if inside else None
    if steps and high.__ceil__() - low.__floor__() <= 1:
        return None
    near = Fraction(low.__floor__() + 1)
    return value_of(near if near < high else (low + high) / 2, cells.type)


def _asked(known: HashColumn | SortedColumn) -> Any:
    if isinstance(known, HashColumn):
        return lambda value: known.masks.get(value, known.other)
    return known.mask


def _sampled(cells: Cells) -> Any:
    """The rows a value satisfies, by the engine's compiled cells."""
    tests = [compile_unary_tests(text.strip() or "-", cells.scope, cells.type)
             for text in cells.texts]  # fmt: skip
    return lambda value: sum(1 << row for row, cell in enumerate(tests) if cell(value, {}) is True)
