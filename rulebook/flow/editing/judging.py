"""What is to be said of a process that is being drawn: faults, doubts, gaps of conditions."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from rulebook.errors import RulebookError
from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.flow.editing.parts import out_of
from rulebook.flow.model import Flow, Gateway, GatewayKind, Process
from rulebook.flow.program import compile_process, values_of
from rulebook.flow.soundness import doubts
from rulebook.malformed import Malformed
from rulebook.proofs import prove_table
from rulebook.proofs.words import facts_said
from rulebook.tables import Table
from rulebook.tables.describe import Aggregation, HitPolicy, Input, Output, Row


class Weight(enum.StrEnum):
    """How much a remark matters: it cannot run, it may surprise, good to know."""

    FAULT = "fault"
    DOUBT = "doubt"
    NOTE = "note"


@dataclass(frozen=True)
class Remark:
    """One remark, in Chinese, and how much it matters."""

    weight: Weight
    words: str


def opinion(
    process: Process, scope: Scope, others: Mapping[str, Process] | None = None
) -> tuple[Remark, ...]:
    """Everything wrong or worth knowing; with a fault nothing else is looked for."""
    process = _told(process)
    try:
        compile_process(process, scope, others)
    except Malformed as refusal:
        title = f"流程“{process.label or process.id}”"
        said = (words.removeprefix(title) for words in refusal.problems)
        return tuple(Remark(Weight.FAULT, words) for words in said)
    found = [Remark(Weight.DOUBT, words) for words in doubts(process)]
    names = scope.extended(values_of([process]))
    for node in process.nodes:
        if isinstance(node, Gateway) and node.kind is not GatewayKind.PARALLEL:
            found += _covered(process, node, names)
    return tuple(found)


def _told(process: Process) -> Process:
    """The process with words for whatever has none, since remarks name things by their words."""
    nodes = tuple(
        replace(node, label=node.label or "汇合") if isinstance(node, Gateway) else node
        for node in process.nodes
    )
    known = replace(process, nodes=nodes)
    ends = {node.id for node in nodes}
    flows = tuple(
        replace(f, label=_named(known, f)) if f.target in ends else f for f in process.flows
    )
    return replace(known, flows=flows)


def _covered(process: Process, gate: Gateway, scope: Scope) -> Iterator[Remark]:
    """Where no condition of a gateway holds, where two do, and conditions that never hold."""
    ways = [flow for flow in out_of(process, gate.id) if flow.condition]
    if not ways:
        return
    try:
        proof = prove_table(_table(ways), scope)
    except RulebookError:
        return
    default = next((f for f in out_of(process, gate.id) if f.id == gate.default), None)
    other = _named(process, default) if default else ""
    if not proof.gaps and not proof.undecided:
        yield Remark(Weight.DOUBT, f"“{gate.title}”的条件已包括一切情况，“{other}”永远走不到")
    for gap in proof.gaps[:1]:
        yield Remark(Weight.NOTE, f"“{gate.title}”都不满足时走“{other}”{_example(gap.example)}")
    for hidden in proof.unreachable:
        way = _named(process, ways[hidden.row - 1])
        yield Remark(
            Weight.DOUBT,
            f"“{gate.title}”的“{way}”永远走不到：{hidden.reason or '被前面的条件盖住'}",
        )
    if gate.kind is GatewayKind.EXCLUSIVE:
        yield from _shared(process, gate, ways, scope)
    for open_ in proof.undecided:
        yield Remark(Weight.NOTE, f"“{gate.title}”的条件有无遗漏未能判定：{open_.reason}")


def _shared(process: Process, gate: Gateway, ways: list[Flow], scope: Scope) -> Iterator[Remark]:
    """Pairs of ways that are both open; the one written first is taken."""
    for one, two in combinations(ways, 2):
        for found in prove_table(_table([one, two]), scope).overlaps[:1]:
            first, second = _named(process, one), _named(process, two)
            yield Remark(
                Weight.DOUBT,
                f"“{gate.title}”的“{first}”和“{second}”会同时满足{_example(found.example)}，"
                f"届时只走“{first}”",
            )


def _table(ways: list[Flow]) -> Table:
    """The conditions as a table of one column each, so that its proof speaks of them."""
    inputs = tuple(Input(flow.condition, flow.condition, type=t.BOOLEAN) for flow in ways)
    rows = tuple(
        Row(tuple("true" if place == number else "-" for place in range(len(ways))), (str(number),))
        for number in range(len(ways))
    )
    return Table(
        "分支", HitPolicy.UNIQUE, Aggregation.NONE, inputs, (Output("去向", t.NUMBER),), rows
    )


def _named(process: Process, flow: Flow) -> str:
    """A way by its own words, else by the step it leads to, else by its condition."""
    target = process.node(flow.target)
    return flow.label or target.label or flow.condition or "直接往下"


def _example(facts: Mapping[str, Any]) -> str:
    return f"（例如 {facts_said(facts)}）" if facts else ""
