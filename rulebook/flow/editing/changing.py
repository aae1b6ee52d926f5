"""What is put into a process: steps, blocks of ways, further ways, other goals."""

from __future__ import annotations

from dataclasses import replace

from rulebook.flow.editing.outline import meeting
from rulebook.flow.editing.parts import (
    EditError,
    changed,
    flow_of,
    free,
    grown,
    linked,
    node_of,
    out_of,
    redirected,
)
from rulebook.flow.editing.removing import tidy
from rulebook.flow.model import End, Flow, Gateway, GatewayKind, Process, Start, UserTask

NEW = "新环节"
DEFAULT = "其他情况"
SPLITS = {
    GatewayKind.EXCLUSIVE: ("choice", "按条件选一条"),
    GatewayKind.PARALLEL: ("both", "同时办理"),
    GatewayKind.INCLUSIVE: ("some", "按条件选几条"),
}


def begin(name: str, label: str, act: str, clause: str) -> Process:
    """A process with one step that nobody does yet."""
    nodes = (Start("start", "提交申请", clause), UserTask("step1", NEW, clause), End("end", "办结"))
    flows = (Flow("start.to.step1", "start", "step1"), Flow("step1.to.end", "step1", "end"))
    return Process(name, label, nodes, flows, act, clause)


def insert(process: Process, flow: str, clause: str = "") -> tuple[Process, str]:
    """A step within a flow, and its id; the flow's condition stays before it."""
    way = flow_of(process, flow)
    name = free(process, "step")
    led = grown(redirected(process, {flow: name}), (UserTask(name, NEW, clause),))
    return grown(led, flows=(linked(led, name, way.target),)), name


def branch(process: Process, flow: str, kind: GatewayKind, clause: str = "") -> tuple[Process, str]:
    """A block of two ways within a flow, and the id of its gateway.

    Under a condition: a way with a step, and the way of all other cases, which goes on at once.
    In parallel: two ways with a step each.
    """
    way = flow_of(process, flow)
    base, label = SPLITS[kind]
    split = free(process, base)
    join = f"{split}.end"
    made = redirected(process, {flow: split})
    made = grown(made, (Gateway(split, label, clause, kind=kind), Gateway(join, kind=kind)))
    made = grown(made, flows=(linked(made, join, way.target),))
    made = _way(made, split, join, clause)
    if kind is GatewayKind.PARALLEL:
        return _way(made, split, join, clause), split
    other = replace(linked(made, split, join), label=DEFAULT)
    gate = made.node(split)
    assert isinstance(gate, Gateway)
    return changed(grown(made, flows=(other,)), replace(gate, default=other.id)), split


def _way(process: Process, split: str, join: str, clause: str) -> Process:
    """A further way with one step between two gateways."""
    name = free(process, "step")
    made = grown(process, (UserTask(name, NEW, clause),))
    made = grown(made, flows=(linked(made, split, name),))
    return grown(made, flows=(linked(made, name, join),))


def widen(process: Process, split: str, clause: str = "") -> Process:
    """A further way from a gateway to where its ways meet; the way of all other cases stays last.

    Raises `EditError` where the ways do not meet.
    """
    gate = node_of(process, split)
    goal = meeting(process).get(split)
    if goal is None or not isinstance(gate, Gateway) or len(out_of(process, split)) < 2:
        raise EditError("这些分支没有汇合的地方，请先让一条分支接到后面的环节。")
    made = _way(process, split, goal, clause)
    last = [flow for flow in made.flows if flow.id == gate.default]
    rest = [flow for flow in made.flows if flow.id != gate.default]
    return replace(made, flows=(*rest, *last))


def lead(process: Process, flow: str, target: str) -> Process:
    """A flow led elsewhere: to an earlier step, or to the end."""
    flow_of(process, flow)
    if isinstance(node_of(process, target), Start):
        raise EditError("不能接回开始，请选择一个环节或办结。")
    return tidy(process, redirected(process, {flow: target}))
