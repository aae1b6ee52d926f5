"""What pages of a system read: its tree, its detail table, its numbers, its matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from guanbiao.gate import registry
from guanbiao.library import in_force
from guanbiao.library.shelf import Published
from guanbiao.modules.systems.drawing import Twig
from guanbiao.modules.systems.models import (
    THERE,
    WANTED,
    Duty,
    Entry,
    Link,
    Node,
    Sort,
    Stage,
    Standing,
    System,
)
from rulebook.designation import Rank


@dataclass(frozen=True)
class Branch:
    """A node in its tree: depth from 0, nodes above it, lines in it and below it."""

    node: Node
    depth: int
    below: tuple[Branch, ...]
    entries: tuple[Entry, ...]

    @property
    def wanted(self) -> int:
        """Lines the branch should hold, those below it included."""
        mine = sum(each.state in WANTED for each in self.entries)
        return mine + sum(each.wanted for each in self.below)

    @property
    def there(self) -> int:
        """Lines that are there to be followed, those below it included."""
        mine = sum(each.state in THERE for each in self.entries)
        return mine + sum(each.there for each in self.below)

    def walk(self) -> list[Branch]:
        """Itself and all below it, in order."""
        return [self, *(each for under in self.below for each in under.walk())]


def listed(system: System) -> list[Entry]:
    """Its lines, without those taken out."""
    rows = Entry.objects.filter(system=system).exclude(state=Stage.TAKEN_OUT)
    return list(rows.select_related("unit", "node").order_by("place"))


def tree(system: System, entries: Iterable[Entry]) -> tuple[Branch, ...]:
    """Its branches that stand, with their lines."""
    nodes = Node.objects.filter(system=system, state=Standing.KEPT).order_by("place", "code")
    under: dict[int | None, list[Node]] = {}
    for node in nodes:
        under.setdefault(node.parent_id, []).append(node)
    held: dict[int, list[Entry]] = {}
    for entry in entries:
        held.setdefault(entry.node_id, []).append(entry)

    def grow(above: int | None, depth: int) -> tuple[Branch, ...]:
        return tuple(
            Branch(node, depth, grow(node.pk, depth + 1), tuple(held.get(node.pk, ())))
            for node in under.get(above, ())
        )

    return grow(None, 0)


def walk(branches: Iterable[Branch]) -> list[Branch]:
    """All branches in the order of the detail table."""
    return [each for branch in branches for each in branch.walk()]


def twigs(branches: Sequence[Branch]) -> list[Twig]:
    """The branches as they are drawn, marked with what is there of what should be."""
    return [
        Twig(
            each.node.name, f"{each.there}/{each.wanted}" if each.wanted else "", each.node,
            each.node.open and not each.wanted, twigs(each.below),
        )
        for each in branches
    ]  # fmt: skip


@dataclass(frozen=True)
class Bound:
    """An edition of the library that a line names, and what it executes."""

    edition: Published
    clauses: tuple[str, ...]
    acts: tuple[tuple[str, tuple[str, ...]], ...]
    """Label of each act it judges, with the clauses that do."""


def library(entries: Iterable[Entry]) -> dict[int, Bound]:
    """Line → the published edition it names, where the library holds it."""
    known: dict[tuple[str, str], Published] = {}
    newest: dict[str, Published] = {}
    for each in in_force.everything():
        known[each.head.number, each.head.edition] = each
        if each.head.number not in newest or newest[each.head.number].from_day < each.from_day:
            newest[each.head.number] = each
    found = {}
    for entry in entries:
        year = entry.number.rpartition("—")[2]
        edition = known.get((entry.base, year)) or newest.get(entry.number)
        if edition is not None and entry.state in THERE:
            found[entry.pk] = _bound(edition)
    return found


def _bound(edition: Published) -> Bound:
    executed = [each for each in edition.pack.binds if each.kind != "none"]
    clauses = tuple(dict.fromkeys(each.clause for each in executed))
    labels = {act.name: act.label for act in registry.acts()}
    acts: dict[str, dict[str, None]] = {}
    for bind in executed:
        for act in (each for each in bind.acts if each in labels):
            acts.setdefault(labels[act], {})[bind.clause] = None
    return Bound(edition, clauses, tuple((act, tuple(by)) for act, by in acts.items()))


@dataclass(frozen=True)
class Tally:
    """How many lines of a kind there should be and are, and how they stand."""

    label: str
    states: Counter[str]

    @property
    def wanted(self) -> int:
        """What there should be (应有)."""
        return sum(self.states[each] for each in WANTED)

    @property
    def there(self) -> int:
        """What is there (已有)."""
        return sum(self.states[each] for each in THERE)

    @property
    def share(self) -> str:
        """已有 ÷ 应有, in percent."""
        return f"{self.there * 100 / self.wanted:.2f}%" if self.wanted else "—"


def tallies(entries: Iterable[Entry]) -> list[Tally]:
    """The statistics of the detail table: levels with lines, documents, then all together."""
    rows = list(entries)
    groups: dict[str, list[Entry]] = {rank.value: [] for rank in Rank}
    groups[Sort.DOCUMENT.value] = []
    for each in rows:
        groups[each.level if each.sort == Sort.STANDARD else each.sort].append(each)
    groups["合计"] = rows
    return [
        Tally(label, Counter(each.state for each in held)) for label, held in groups.items() if held
    ]


@dataclass(frozen=True)
class Row:
    """A duty with the lines that cover it, branch by branch."""

    duty: Duty
    cells: tuple[tuple[Entry, ...], ...]
    beside: tuple[Entry, ...] = field(default=())
    """Lines of other systems."""

    @property
    def entries(self) -> list[Entry]:
        """All of them."""
        return [each for cell in (*self.cells, self.beside) for each in cell]

    @property
    def covered(self) -> bool:
        """Whether a standard in force is among them."""
        return any(each.state in THERE for each in self.entries)

    @property
    def planned(self) -> bool:
        """Whether one is at least on its way."""
        return bool(self.entries)


def columns(branches: Sequence[Branch]) -> list[Branch]:
    """The branches that head the matrix; a root without any below heads it itself."""
    found: list[Branch] = []
    for root in branches:
        found += root.below or (root,)
    return found


def matrix(heads: Sequence[Branch], duties: Iterable[Duty]) -> list[Row]:
    """A row for each duty: what covers it under each heading branch."""
    links = Link.objects.filter(state=Standing.KEPT, duty__in=duties).exclude(
        entry__state=Stage.TAKEN_OUT
    )
    held: dict[int, list[Entry]] = {}
    for each in links.select_related("entry__node", "entry__unit").order_by("entry__place"):
        held.setdefault(each.duty_id, []).append(each.entry)
    place = {under.node.pk: n for n, head in enumerate(heads) for under in head.walk()}
    return [_row(duty, held.get(duty.pk, []), place, len(heads)) for duty in duties]


def _row(duty: Duty, entries: list[Entry], place: dict[int, int], wide: int) -> Row:
    cells: list[list[Entry]] = [[] for _ in range(wide + 1)]
    for each in entries:
        cells[place.get(each.node_id, wide)].append(each)
    return Row(duty, tuple(tuple(cell) for cell in cells[:wide]), tuple(cells[wide]))
