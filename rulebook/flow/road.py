"""The road ahead: which tasks a case may be expected to pass, by what its facts say today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rulebook.flow.model import (
    CallActivity,
    Flow,
    Gateway,
    GatewayKind,
    Process,
    RuleTask,
    Start,
    UserTask,
)
from rulebook.flow.program import Graph, Program
from rulebook.flow.world import Decide


def expected(
    program: Program, facts: Mapping[str, Any], rules: Decide | None = None
) -> list[UserTask]:
    """The tasks on the flows these facts choose, in walking order.

    Conditions choose as they will at run time, decisions by ``rules``; what only comes up on the
    way (an outcome, a timer) counts as unknown. A called process stands where it is called.
    """
    return list(_walk(program, program.root, dict(facts), rules))


def tasks(process: Process) -> list[UserTask]:
    """All tasks of a process, as drawn."""
    return [node for node in process.nodes if isinstance(node, UserTask)]


def _walk(
    program: Program, name: str, facts: dict[str, Any], rules: Decide | None
) -> Iterator[UserTask]:
    """Breadth first, so that branches side by side stay together; decisions add to ``facts``."""
    graph = program.graphs[name]
    waiting = [node.id for node in graph.process.nodes if isinstance(node, Start)]
    seen: set[str] = set()
    for place in waiting:
        if place in seen:
            continue
        seen.add(place)
        node = graph.nodes[place]
        if isinstance(node, UserTask):
            yield node
        elif isinstance(node, CallActivity):
            yield from _walk(program, node.process, facts, rules)
        elif isinstance(node, RuleTask) and rules is not None:
            facts |= rules(node.decision, facts).values
        waiting += [flow.target for flow in chosen(graph, place, facts)]


def chosen(graph: Graph, place: str, facts: Mapping[str, Any]) -> Sequence[Flow]:
    """The flows a token takes from a node when conditions see these facts."""
    node, flows = graph.nodes[place], graph.out[place]
    if not isinstance(node, Gateway) or node.kind is GatewayKind.PARALLEL or len(flows) == 1:
        return flows
    held: list[Flow] = []
    for flow in flows:
        if flow.id != node.default and graph.conditions[flow.id](facts) is True:
            held.append(flow)
            if node.kind is GatewayKind.EXCLUSIVE:
                break
    return held or [flow for flow in flows if flow.id == node.default]
