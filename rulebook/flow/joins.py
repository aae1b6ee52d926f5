"""When an inclusive join fires (BPMN 2.0, 13.4.3 Inclusive Gateway)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rulebook.flow.model import Boundary, Gateway, GatewayKind, Process

Reach = Mapping[str, frozenset[str]]


def reachable(process: Process) -> dict[str, Reach]:
    """For each inclusive join and each flow into it: the nodes before that flow.

    Those from which it can be reached without passing the join itself.
    """
    back: dict[str, list[str]] = {node.id: [] for node in process.nodes}
    for flow in process.flows:
        back[flow.target].append(flow.source)
    for node in process.nodes:
        if isinstance(node, Boundary):
            back[node.id].append(node.host)
    found: dict[str, Reach] = {}
    for node in process.nodes:
        if isinstance(node, Gateway) and node.kind is GatewayKind.INCLUSIVE:
            into = [flow for flow in process.flows if flow.target == node.id]
            found[node.id] = {flow.id: _before(flow.source, node.id, back) for flow in into}
    return found


def _before(last: str, join: str, back: Mapping[str, list[str]]) -> frozenset[str]:
    seen: set[str] = set()
    waiting = [last]
    while waiting:
        node = waiting.pop()
        if node != join and node not in seen:
            seen.add(node)
            waiting += back[node]
    return frozenset(seen)


def may_fire(reach: Reach, full: Iterable[str], elsewhere: Iterable[str]) -> bool:
    """Whether an inclusive join with tokens on the flows ``full`` need not wait any longer.

    It waits for a token on one of the nodes ``elsewhere`` that can still reach an empty flow and
    cannot reach a full one.
    """
    full = set(full)
    hopes = [nodes for flow, nodes in reach.items() if flow not in full]
    held = [nodes for flow, nodes in reach.items() if flow in full]
    return bool(full) and not any(
        any(node in nodes for nodes in hopes) and not any(node in nodes for nodes in held)
        for node in elsewhere
    )
