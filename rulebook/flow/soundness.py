"""Whether a drawn process can get stuck: all its markings are walked, whatever the conditions say.

A marking says which flows hold a token (van der Aalst, “The application of Petri nets to workflow
management”, 1998: soundness). Conditions count as free, so a doubt may concern a combination that
facts exclude; at run time a join that waits in vain falls to the administrator all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rulebook.flow.joins import may_fire, reachable
from rulebook.flow.model import Boundary, End, Flow, Gateway, GatewayKind, Node, Process, Start

MOST = 2000
"""Markings looked at; beyond that what was found so far is told."""
Marking = tuple[str, ...]


def doubts(process: Process) -> list[str]:
    """Joins at which a case may wait in vain, each as a Chinese sentence; for a checked process."""
    net = _Net(process)
    seen: set[Marking] = set()
    waiting: list[Marking] = [
        (flow.id,) for flow in process.flows if isinstance(net.node(flow.source), Start)
    ]
    found: dict[str, None] = {}
    while waiting and len(seen) < MOST:
        marking = waiting.pop()
        if marking in seen:
            continue
        seen.add(marking)
        after = list(net.after(marking))
        waiting += [each for each in after if len(set(each)) == len(each)]
        if marking and not after:
            found |= dict.fromkeys(net.flows[name].target for name in marking)
    return [
        f"流程“{process.label or process.id}”可能停在“{net.node(name).title}”："
        "它等待的分支不会都来，请让汇合与分流用同一种网关"
        for name in found
    ]


@dataclass
class _Net:
    """How markings follow each other."""

    process: Process

    def __post_init__(self) -> None:
        self.flows = {flow.id: flow for flow in self.process.flows}
        self.nodes = {node.id: node for node in self.process.nodes}
        self.reach = reachable(self.process)
        self.into = {name: [f.id for f in self.process.flows if f.target == name]
                     for name in self.nodes}  # fmt: skip
        self.out = {name: self._out(name) for name in self.nodes}

    def node(self, name: str) -> Node:
        return self.nodes[name]

    def after(self, marking: Marking) -> Iterator[Marking]:
        """All markings one step away."""
        for name in dict.fromkeys(marking):
            node = self.nodes[self.flows[name].target]
            if isinstance(node, End):
                yield () if node.terminate else _without(marking, [name])
            elif isinstance(node, Gateway) and node.kind is not GatewayKind.EXCLUSIVE:
                yield from self._joined(marking, node)
            else:
                for flow in self.out[node.id]:
                    yield _with(_without(marking, [name]), [flow])

    def _out(self, node: str) -> list[Flow]:
        """Flows of a node, and of the events at its edge that interrupt it."""
        edges = {n.id for n in self.process.nodes
                 if isinstance(n, Boundary) and n.host == node and n.interrupting}  # fmt: skip
        return [flow for flow in self.process.flows if flow.source in {node, *edges}]

    def _joined(self, marking: Marking, node: Gateway) -> Iterator[Marking]:
        into = self.into[node.id]
        full = [name for name in into if name in marking]
        out = self.out[node.id]
        if node.kind is GatewayKind.PARALLEL:
            if len(full) == len(into):
                yield _with(_without(marking, full), out)
            return
        elsewhere = [self.flows[name].target for name in marking if name not in full]
        if may_fire(self.reach[node.id], full, elsewhere):
            for count in range(1, len(out) + 1):
                for chosen in combinations(out, count):
                    yield _with(_without(marking, full), chosen)


def _without(marking: Marking, gone: Sequence[str]) -> Marking:
    kept = list(marking)
    for name in gone:
        kept.remove(name)
    return tuple(kept)


def _with(marking: Marking, flows: Sequence[Flow]) -> Marking:
    return tuple(sorted([*marking, *(flow.id for flow in flows)]))
