"""Proofs over one decision table: gaps, overlaps, rows that never decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from typing import Any, NamedTuple

from rulebook.errors import FeelError
from rulebook.feel import Scope
from rulebook.feel import tree as n
from rulebook.feel.operators.comparison import same
from rulebook.feel.python.folding import folded
from rulebook.proofs.assuming import COMPLETE, Assumptions, CannotDecide
from rulebook.proofs.axes import Axis, Cells, axis_of
from rulebook.proofs.boxes import Box, largest, meet, uncovered
from rulebook.proofs.deciding import ReadTable
from rulebook.proofs.findings import Gap, Overlap, Undecided, Unreachable
from rulebook.proofs.general import GeneralTable
from rulebook.proofs.words import Region
from rulebook.rules.compiling import type_of
from rulebook.tables import HitPolicy, Table, compile_table
from rulebook.tables.policies import rank

NEVER = "它的条件自相矛盾，或在允许值之外"


@dataclass(frozen=True)
class TableProof:
    """All that is wrong with a table, and what could not be decided; empty and falsy: nothing."""

    gaps: tuple[Gap, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    unreachable: tuple[Unreachable, ...] = ()
    undecided: tuple[Undecided, ...] = ()

    @property
    def findings(self) -> tuple[Gap | Overlap | Unreachable | Undecided, ...]:
        """Everything, in this order."""
        return (*self.gaps, *self.overlaps, *self.unreachable, *self.undecided)

    def __bool__(self) -> bool:
        return bool(self.findings)


def prove_table(
    table: Table,
    scope: Scope,
    values: Mapping[str, Any] | None = None,
    assume: Assumptions = COMPLETE,
) -> TableProof:
    """Every gap, overlap and unreachable row of a table.

    ``scope`` holds the facts, ``values`` the dated values the cells name. Inputs are taken to be
    known unless ``assume`` says otherwise; then null is a value like others. A gap is no gap where
    the table has a default. Raises `TableError` when a cell does not compile.
    """
    constants = dict(values or {})
    types = {name: type_of(value) for name, value in constants.items()}
    read = ReadTable(table, scope.extended(types), constants)
    try:
        read.parse()
        subject = BoxTable.of(read, assume) or GeneralTable(read, assume)
        return _proved(subject, read)
    except CannotDecide as failure:
        return TableProof(undecided=(Undecided(f"决策表“{table.name}”", str(failure)),))
    except FeelError:
        compile_table(table, read.scope)  # says in which row and column
        raise


def _proved(subject: BoxTable | GeneralTable, read: ReadTable) -> TableProof:
    undecided: list[Undecided] = []
    name = read.table.name

    def tried(what: str, find: Callable[[], list[Any]]) -> tuple[Any, ...]:
        try:
            return tuple(find())
        except CannotDecide as failure:
            undecided.append(Undecided(f"决策表“{name}”{what}", str(failure)))
            return ()

    return TableProof(
        tried("有无遗漏", lambda: [] if read.has_default else list(subject.gaps())),
        tried("各行有无重叠", lambda: list(_overlaps(subject, read))),
        tried("各行能否生效", lambda: list(_unreachable(subject, read))),
        tuple(undecided),
    )


def _overlaps(subject: BoxTable | GeneralTable, read: ReadTable) -> Iterator[Overlap]:
    policy = read.table.hit_policy
    if policy not in (HitPolicy.UNIQUE, HitPolicy.ANY):
        return
    for first, second in combinations(range(len(read.rows)), 2):
        differing = policy is HitPolicy.ANY
        if differing and _same_result(read, first, second):
            continue
        found = subject.shared(first, second)
        if found is not None:
            rows = (first + 1, second + 1)
            yield Overlap(read.table.name, rows, *found, differing=differing)


def _same_result(read: ReadTable, first: int, second: int) -> bool:
    """Whether two rows put out the same constants; `CannotDecide` when they are calculated."""
    texts = [read.table.rows[row].cells_out for row in (first, second)]
    if texts[0] == texts[1]:
        return True
    pairs = [(folded(a), folded(b)) for a, b in zip(*(read.results[r] for r in (first, second)),
                                                    strict=True)]  # fmt: skip
    if any(a is None or b is None for a, b in pairs):
        raise CannotDecide(f"第{first + 1}行与第{second + 1}行的结果由计算得出，无法比较")
    return all(same(a.value, b.value) for a, b in pairs if a is not None and b is not None)


def _unreachable(subject: BoxTable | GeneralTable, read: ReadTable) -> Iterator[Unreachable]:
    name = read.table.name
    for row in range(len(read.rows)):
        if not subject.possible(row):
            yield Unreachable(name, row + 1, reason=NEVER)
            continue
        before = _preferred(read, row)
        if before and subject.covered(row, before):
            needed = list(before)
            for other in before:
                fewer = [one for one in needed if one != other]
                if subject.covered(row, fewer):
                    needed = fewer
            yield Unreachable(name, row + 1, tuple(one + 1 for one in needed))


def _preferred(read: ReadTable, row: int) -> list[int]:
    """Rows that decide instead of ``row`` wherever they apply too."""
    if read.table.hit_policy is HitPolicy.FIRST:
        return list(range(row))
    if read.table.hit_policy is not HitPolicy.PRIORITY:
        return []
    ranks = [_rank(read, each) for each in range(len(read.rows))]
    return [other for other, one in enumerate(ranks) if (one, other) < (ranks[row], row)]


def _rank(read: ReadTable, row: int) -> tuple[int, ...]:
    found = [folded(node) for node in read.results[row]]
    if any(one is None for one in found):
        raise CannotDecide(f"第{row + 1}行的结果由计算得出，无法排先后")
    return rank(tuple(one.value for one in found if one is not None), read.priorities)


class Told(NamedTuple):
    """Classes of a column: its label, their FEEL cell, their words and one value of them."""

    label: str
    cell: str
    words: str
    value: Any


@dataclass(frozen=True)
class BoxTable:
    """A table each of whose columns compares a fact of its own with constants."""

    read: ReadTable
    axes: tuple[Axis, ...]
    said: dict[tuple[int, int], Told] = field(default_factory=dict)

    @classmethod
    def of(cls, read: ReadTable, assume: Assumptions) -> BoxTable | None:
        """The table cut into boxes; None when its columns cannot be cut independently."""
        names = [tree.name if isinstance(tree, n.Fact) else None for tree in read.inputs]
        if None in names or len(set(names)) < len(names):
            return None
        axes = [_axis(read, place, assume) for place in range(len(names))]
        if any(axis is None for axis in axes):
            return None
        return cls(read, tuple(axis for axis in axes if axis is not None))

    @cached_property
    def whole(self) -> Box:
        """All inputs that are allowed."""
        return tuple(axis.all for axis in self.axes)

    @cached_property
    def boxes(self) -> list[Box]:
        """The box of each row; one with an empty column applies to nothing."""
        rows = range(len(self.read.rows))
        return [tuple(axis.of_row(row) for axis in self.axes) for row in rows]

    def gaps(self) -> Iterator[Gap]:
        """The largest regions that no row answers."""
        rows = [box for box in self.boxes if all(box)]
        pieces = uncovered(self.whole, rows) if all(self.whole) else []
        for box in largest(pieces, self.whole, rows):
            yield Gap(self.read.table.name, *self._shown(box))

    def shared(self, first: int, second: int) -> tuple[Region, Mapping[str, Any]] | None:
        """Where two rows both apply, with an example."""
        box = meet(self.boxes[first], self.boxes[second])
        return None if box is None else self._shown(box)

    def possible(self, row: int) -> bool:
        """Whether a row applies to anything."""
        return all(self.boxes[row])

    def covered(self, row: int, by: Sequence[int]) -> bool:
        """Whether others apply wherever a row does."""
        return not uncovered(self.boxes[row], [self.boxes[other] for other in by])

    def _shown(self, box: Box) -> tuple[Region, Mapping[str, Any]]:
        told = [self._told(place, chosen) for place, chosen in enumerate(box)]
        limited = [each for each in told if each.cell != "-"]
        cells = {each.label: each.cell for each in limited}
        words = tuple(each.words for each in limited)
        return Region(cells, (), words), {each.label: each.value for each in told}

    def _told(self, place: int, chosen: int) -> Told:
        """Classes of a column in words; many regions share them."""
        key = (place, chosen)
        if key not in self.said:
            axis = self.axes[place]
            self.said[key] = Told(
                axis.label, axis.cell(chosen), axis.words(chosen), axis.value(chosen)
            )
        return self.said[key]


def _axis(read: ReadTable, place: int, assume: Assumptions) -> Axis | None:
    """A column's classes within what the table and the assumptions allow."""
    given, tree = read.table.inputs[place], read.inputs[place]
    assert isinstance(tree, n.Fact)
    if tree.name in read.constants or read.types[place] != tree.type:
        return None
    limits = [given.allowed, assume.allowed.get(tree.name, "")]
    texts = [*(row.cells_in[place] for row in read.table.rows), *limits]
    trees = [*(row[place] for row in read.rows), *(read.tests(text, place) for text in limits)]
    whole = tree.name in assume.whole
    axis = axis_of(Cells(given.label, tree.type, trees, texts, read.scope, whole),
                   not assume.complete)  # fmt: skip
    if axis is None:
        return None
    both = 0b11 << len(read.rows)
    allowed = [one for one in axis.classes if one.kind == "null" or one.rows & both == both]
    return replace(axis, classes=tuple(allowed))
