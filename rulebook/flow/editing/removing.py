"""What is taken out of a process: steps, ways, whole blocks; what nothing leads to goes with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from rulebook.flow.editing.parts import (
    EditError,
    changed,
    flow_of,
    into,
    node_of,
    out_of,
    redirected,
)
from rulebook.flow.model import Boundary, End, Flow, Gateway, GatewayKind, Process, Start


def drop(process: Process, name: str) -> Process:
    """Without a step, an event at an edge, or a gateway with all ways but the last one."""
    node = node_of(process, name)
    if isinstance(node, Start | End):
        raise EditError("开始和办结不能删除。")
    if isinstance(node, Gateway):
        return close(process, name)
    edges = {each.id for each in process.nodes if isinstance(each, Boundary) and each.host == name}
    made = _without(process, edges)
    ways = out_of(made, name)
    if not isinstance(node, Boundary) and ways:
        made = redirected(made, {flow.id: ways[0].target for flow in into(made, name)})
    return tidy(process, _without(made, {name}))


def drop_way(process: Process, flow: str) -> Process:
    """Without one way of a block; with one way left, the block is gone."""
    way = flow_of(process, flow)
    gate = node_of(process, way.source)
    ways = out_of(process, gate.id)
    if not isinstance(gate, Gateway) or len(ways) < 2:
        raise EditError("只有分支可以删除，环节请在环节上删除。")
    rest = [each for each in ways if each.id != flow]
    made = replace(process, flows=tuple(f for f in process.flows if f.id != flow))
    if gate.default == flow:
        made = _defaulted(made, gate, rest[-1])
    return tidy(process, made)


def close(process: Process, name: str) -> Process:
    """A block reduced to the way of all other cases, or to its first one."""
    gate = node_of(process, name)
    ways = out_of(process, name)
    if not isinstance(gate, Gateway) or len(ways) < 2:
        raise EditError("这里没有分支。")
    kept = next((flow for flow in ways if flow.id == gate.default), ways[0])
    gone = {flow.id for flow in ways if flow.id != kept.id}
    flows = tuple(each for each in process.flows if each.id not in gone)
    return tidy(process, _defaulted(replace(process, flows=flows), gate, kept))


def _defaulted(process: Process, gate: Gateway, flow: Flow) -> Process:
    made = changed(process, replace(gate, default=flow.id))
    flows = tuple(replace(f, condition="") if f.id == flow.id else f for f in made.flows)
    return replace(made, flows=flows)


def swap(process: Process, first: str, second: str) -> Process:
    """Two steps that follow each other, the other way round."""
    between = [flow for flow in out_of(process, first) if flow.target == second]
    before, after = into(process, first), out_of(process, second)
    if len(between) != 1 or len(after) != 1 or len(into(process, second)) != 1:
        raise EditError("只有前后相连的两个环节可以对调。")
    moved = {flow.id: replace(flow, target=second) for flow in before}
    moved[between[0].id] = replace(between[0], source=second, target=first)
    moved[after[0].id] = replace(after[0], source=first)
    flows = tuple(moved.get(flow.id, flow) for flow in process.flows)
    return replace(process, flows=flows)


def _without(process: Process, names: Iterable[str]) -> Process:
    gone = set(names)
    return replace(
        process,
        nodes=tuple(node for node in process.nodes if node.id not in gone),
        flows=tuple(f for f in process.flows if f.source not in gone and f.target not in gone),
    )


def tidy(before: Process, process: Process) -> Process:
    """Without what a change cut off, and without gateways that part or join nothing any more.

    What nothing led to ``before`` the change stays: its author may be about to connect it.
    """
    lost = _reached(before) - _reached(process)
    process = _without(process, lost & {node.id for node in process.nodes})
    while (idle := _idle(process)) is not None:
        process = idle
    return process


def _reached(process: Process) -> set[str]:
    links: dict[str, list[str]] = {}
    for flow in process.flows:
        links.setdefault(flow.source, []).append(flow.target)
    for node in process.nodes:
        if isinstance(node, Boundary):
            links.setdefault(node.host, []).append(node.id)
    seen: set[str] = set()
    waiting = [node.id for node in process.nodes if isinstance(node, Start)]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += links.get(name, [])
    return seen


def _idle(process: Process) -> Process | None:
    """The process without one idle gateway or doubled flow; none when there is no such thing."""
    for node in process.nodes:
        if not isinstance(node, Gateway):
            continue
        ways, ends = out_of(process, node.id), {f.target for f in out_of(process, node.id)}
        if len(ways) > 1 and (len(ends) == 1 or node.kind is GatewayKind.PARALLEL):
            twice = _doubled(node, ways)
            if twice:
                kept = tuple(flow for flow in process.flows if flow.id not in twice)
                return replace(process, flows=kept)
        if len(ways) == 1 and len(into(process, node.id)) <= 1:
            return _dissolved(process, node, ways[0])
        if len(ways) == 1 and node.default:
            return _chosen(process, node, ways[0])
    return None


def _chosen(process: Process, gate: Gateway, way: Flow) -> Process:
    """A gateway that chooses no more asks nothing."""
    return changed(_defaulted(process, gate, way), replace(gate, default=""))


def _doubled(gate: Gateway, ways: list[Flow]) -> set[str]:
    """Flows beside another one to the same place; of those of a choice the default stays."""
    kept = {flow.target: flow.id for flow in reversed(ways)}
    kept |= {flow.target: flow.id for flow in ways if flow.id == gate.default}
    targets = Counter(flow.target for flow in ways)
    return {f.id for f in ways if targets[f.target] > 1 and kept[f.target] != f.id}


def _dissolved(process: Process, gate: Gateway, way: Flow) -> Process:
    """Whatever led to the gateway leads to where its only way goes."""
    led = redirected(process, {flow.id: way.target for flow in into(process, gate.id)})
    return _without(led, {gate.id})
