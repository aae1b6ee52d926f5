"""Looking things up in a process, and the small changes all others are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rulebook.errors import RulebookError
from rulebook.flow.model import Flow, Node, Process


class EditError(RulebookError):
    """A change that cannot be made; says why, in Chinese."""


def free(process: Process, base: str) -> str:
    """An id that nothing in the process has yet: ``base1``, then ``base2``, and so on."""
    taken = {*(node.id for node in process.nodes), *(flow.id for flow in process.flows)}
    number = 1
    while f"{base}{number}" in taken:
        number += 1
    return f"{base}{number}"


def flow_of(process: Process, name: str) -> Flow:
    """The flow of that id; raises `EditError` where another change took it away."""
    for flow in process.flows:
        if flow.id == name:
            return flow
    raise EditError("这条流向已经不在了，请按现在的图再选一次。")


def node_of(process: Process, name: str) -> Node:
    """The node of that id; raises `EditError`."""
    try:
        return process.node(name)
    except KeyError:
        raise EditError("这个环节已经不在了，请按现在的图再选一次。") from None


def out_of(process: Process, name: str) -> list[Flow]:
    """The flows that leave a node, in their order."""
    return [flow for flow in process.flows if flow.source == name]


def into(process: Process, name: str) -> list[Flow]:
    """The flows that reach a node."""
    return [flow for flow in process.flows if flow.target == name]


def redirected(process: Process, moves: Mapping[str, str]) -> Process:
    """Flows led to other targets: id of the flow → node."""
    flows = tuple(
        replace(flow, target=moves[flow.id]) if flow.id in moves else flow for flow in process.flows
    )
    return replace(process, flows=flows)


def grown(process: Process, nodes: tuple[Node, ...] = (), flows: tuple[Flow, ...] = ()) -> Process:
    """The process with more in it."""
    return replace(process, nodes=(*process.nodes, *nodes), flows=(*process.flows, *flows))


def changed(process: Process, node: Node) -> Process:
    """The process with another node in place of the one of the same id."""
    node_of(process, node.id)
    nodes = tuple(node if each.id == node.id else each for each in process.nodes)
    return replace(process, nodes=nodes)


def linked(process: Process, source: str, target: str, condition: str = "") -> Flow:
    """A new flow with an id of its own."""
    return Flow(free(process, f"{source}.to."), source, target, condition)
