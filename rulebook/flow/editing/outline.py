"""A process read as a list: steps one below the other, ways indented below the choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rulebook.flow.editing.parts import out_of
from rulebook.flow.model import Boundary, End, Flow, Gateway, Node, Process, Start

DONE = "\N{NULL}"
"""What all ends lead to, so that every node has a place where its ways meet."""


@dataclass(frozen=True)
class Way:
    """One way of a choice: its flow, the items on it, and where it goes in the end.

    ``last`` is the flow at its end, into which a further step may be put (empty: none);
    ``goal`` the node it jumps to, none where it meets the others.
    """

    flow: Flow
    items: tuple[Item, ...]
    last: str
    goal: Node | None = None


@dataclass(frozen=True)
class Item:
    """A node in the list; ``flow`` leads to it alone (empty where several do)."""

    node: Node
    flow: str = ""
    ways: tuple[Way, ...] = ()
    edges: tuple[tuple[Boundary, Way], ...] = field(default=())


def outline(process: Process) -> tuple[Item, ...]:
    """The list from the start on; what nothing leads to stands behind it, node by node."""
    reader = _Reader(process)
    start = next((node for node in process.nodes if isinstance(node, Start)), None)
    items = [Item(start)] if start else []
    if start:
        reader.seen.add(start.id)
        for flow in out_of(process, start.id)[:1]:
            items += reader.walk(flow, frozenset()).items
    rest = [node for node in process.nodes if node.id not in reader.seen]
    return (*items, *(Item(node) for node in rest))


def meeting(process: Process) -> dict[str, str]:
    """Gateway → the node at which all its ways meet again; left out where only ends follow.

    The nearest node that lies on every way to the end (immediate post-dominator).
    """
    names = [node.id for node in process.nodes]
    after = {name: [flow.target for flow in out_of(process, name)] or [DONE] for name in names}
    found: dict[str, frozenset[str]] = dict.fromkeys(names, frozenset([*names, DONE]))
    found[DONE] = frozenset([DONE])
    moved = True
    while moved:
        moved = False
        for name in reversed(names):
            every = [found[each] for each in after[name] if each in found]
            now = frozenset.intersection(*every) | {name} if every else frozenset([name])
            if now != found[name]:
                found[name], moved = now, True
    nearest = {}
    for node in process.nodes:
        others = found[node.id] - {node.id, DONE}
        if isinstance(node, Gateway) and others:
            nearest[node.id] = max(others, key=lambda name: len(found[name]))
    return nearest


@dataclass
class _Reader:
    """Walks a process once; a node is listed where it is first met."""

    process: Process
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.nodes: Mapping[str, Node] = {node.id: node for node in self.process.nodes}
        self.meeting = meeting(self.process)
        self.edges: dict[str, list[Boundary]] = {}
        for node in self.process.nodes:
            if isinstance(node, Boundary):
                self.edges.setdefault(node.host, []).append(node)

    def walk(self, flow: Flow, stops: frozenset[str]) -> Way:
        """Everything from a flow on, until the ways meet, an end is reached or it jumps."""
        items: list[Item] = []
        last, lead = flow, flow.id
        while True:
            node = self.nodes.get(last.target)
            if node is None or node.id in stops:
                return Way(flow, tuple(items), lead)
            if node.id in self.seen:
                return Way(flow, tuple(items), lead, node)
            self.seen.add(node.id)
            ways = out_of(self.process, node.id)
            if isinstance(node, Gateway) and len(ways) > 1:
                items.append(self._block(node, lead, ways, stops))
                goal = self.meeting.get(node.id)
                if goal is None or goal in stops or goal in self.seen:
                    return Way(flow, tuple(items), "")
                last, lead = Flow("", node.id, goal), ""
                continue
            if not isinstance(node, Gateway):
                items.append(Item(node, lead, edges=self._edges(node, stops)))
            if not ways or isinstance(node, End):
                return Way(flow, tuple(items), "")
            last, lead = ways[0], ways[0].id

    def _block(self, node: Gateway, lead: str, ways: list[Flow], stops: frozenset[str]) -> Item:
        goal = self.meeting.get(node.id)
        within = stops | {goal} if goal else stops
        return Item(node, lead, tuple(self.walk(flow, within) for flow in ways))

    def _edges(self, node: Node, stops: frozenset[str]) -> tuple[tuple[Boundary, Way], ...]:
        """Events at the edge of a step, with what follows them until the step's own way."""
        own = {flow.target for flow in out_of(self.process, node.id)}
        found: list[tuple[Boundary, Way]] = []
        for edge in self.edges.get(node.id, []):
            self.seen.add(edge.id)
            ways = out_of(self.process, edge.id)[:1]
            found += [(edge, self.walk(flow, stops | own)) for flow in ways]
        return tuple(found)
