"""A process made runnable: conditions compiled, nodes and flows looked up by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rulebook.errors import FeelError
from rulebook.feel import Expression, Scope, compile_expression
from rulebook.feel import types as t
from rulebook.flow.checks import faults
from rulebook.flow.joins import reachable
from rulebook.flow.model import (
    COUNTERS,
    Boundary,
    CallActivity,
    Flow,
    Gateway,
    GatewayKind,
    MultiInstance,
    Node,
    Process,
    RuleTask,
    ServiceTask,
    UserTask,
)
from rulebook.malformed import Malformed


@dataclass(frozen=True)
class Ballot:
    """The compiled conditions of a multi-instance task."""

    completion: Expression
    passes: Expression


@dataclass(frozen=True)
class Graph:
    """One process, ready to be walked."""

    process: Process
    nodes: Mapping[str, Node]
    out: Mapping[str, tuple[Flow, ...]]
    into: Mapping[str, tuple[Flow, ...]]
    edges: Mapping[str, tuple[Boundary, ...]]
    conditions: Mapping[str, Expression]
    ballots: Mapping[str, Ballot]
    reach: Mapping[str, Mapping[str, frozenset[str]]]

    def joins(self, node: Node) -> bool:
        """Whether tokens wait for each other here."""
        return (
            isinstance(node, Gateway)
            and node.kind is not GatewayKind.EXCLUSIVE
            and len(self.into[node.id]) > 1
        )


@dataclass(frozen=True)
class Program:
    """A process with those it calls."""

    root: str
    graphs: Mapping[str, Graph]

    @property
    def process(self) -> Process:
        """The process of the case itself."""
        return self.graphs[self.root].process

    @property
    def asks(self) -> bool:
        """Whether anything on the way looks at the facts: a condition or a decision."""
        return any(graph.conditions for graph in self.graphs.values()) or any(self.decisions)

    @property
    def decisions(self) -> Iterator[RuleTask]:
        """The rule tasks of all its processes."""
        for graph in self.graphs.values():
            yield from (node for node in graph.process.nodes if isinstance(node, RuleTask))

    @property
    def services(self) -> Iterator[ServiceTask]:
        """What the platform itself does on the way."""
        for graph in self.graphs.values():
            yield from (node for node in graph.process.nodes if isinstance(node, ServiceTask))


def compile_process(
    process: Process, scope: Scope, others: Mapping[str, Process] | None = None
) -> Program:
    """Check and compile. ``scope`` are the facts' names and types, ``others`` the processes called.

    Raises `Malformed` with every fault found, in Chinese.
    """
    called = _called(process, others or {})
    problems = [fault for each in called.values() for fault in faults(each, called)]
    if problems:
        raise Malformed(problems)
    names = scope.extended(values_of(called.values()))
    graphs = {name: _graph(each, names, problems) for name, each in called.items()}
    if problems:
        raise Malformed(problems)
    return Program(process.id, graphs)


def _called(process: Process, others: Mapping[str, Process]) -> dict[str, Process]:
    found, waiting = {process.id: process}, [process]
    while waiting:
        for node in waiting.pop().nodes:
            if not isinstance(node, CallActivity) or node.process in found:
                continue
            if node.process in others:
                found[node.process] = others[node.process]
                waiting.append(others[node.process])
    return found


def values_of(processes: Iterable[Process]) -> dict[str, t.Type]:
    """Names that rule tasks and votes add to the facts."""
    found: dict[str, t.Type] = {}
    for process in processes:
        for node in process.nodes:
            if isinstance(node, RuleTask):
                found |= node.outputs
            elif isinstance(node, UserTask) and node.outcome:
                found[node.outcome] = t.STRING
    return found


def _graph(process: Process, scope: Scope, problems: list[str]) -> Graph:
    out: dict[str, list[Flow]] = {node.id: [] for node in process.nodes}
    into: dict[str, list[Flow]] = {node.id: [] for node in process.nodes}
    edges: dict[str, list[Boundary]] = {node.id: [] for node in process.nodes}
    for flow in process.flows:
        out[flow.source].append(flow)
        into[flow.target].append(flow)
    for node in process.nodes:
        if isinstance(node, Boundary):
            edges[node.host].append(node)
    return Graph(
        process,
        {node.id: node for node in process.nodes},
        {name: tuple(flows) for name, flows in out.items()},
        {name: tuple(flows) for name, flows in into.items()},
        {name: tuple(found) for name, found in edges.items()},
        _conditions(process, scope, problems),
        _ballots(process, scope, problems),
        reachable(process),
    )


def _conditions(process: Process, scope: Scope, problems: list[str]) -> dict[str, Expression]:
    found = {}
    for flow in process.flows:
        if flow.condition:
            place = f"流程“{process.label}”流向“{flow.label or flow.id}”的条件"
            compiled = _compiled(flow.condition, scope, place, problems)
            if compiled is not None:
                found[flow.id] = compiled
    return found


def _ballots(process: Process, scope: Scope, problems: list[str]) -> dict[str, Ballot]:
    found = {}
    counted = scope.extended(COUNTERS)
    for node in process.nodes:
        if isinstance(node, UserTask):
            multi = node.multi or MultiInstance()
            place = f"流程“{process.label}”环节“{node.title}”的"
            ends = _compiled(multi.completion, counted, place + "完成条件", problems)
            passes = _compiled(multi.passes, counted, place + "通过条件", problems)
            if ends is not None and passes is not None:
                found[node.id] = Ballot(ends, passes)
    return found


def _compiled(text: str, scope: Scope, place: str, problems: list[str]) -> Expression | None:
    try:
        compiled = compile_expression(text, scope)
    except FeelError as refusal:
        problems.append(f"{place}：{refusal}")
        return None
    if compiled.type not in (t.BOOLEAN, t.ANY, t.NULL):
        problems.append(f"{place}“{text}”得出的不是真假：请写成能回答是或否的式子")
        return None
    return compiled
