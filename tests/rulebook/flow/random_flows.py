"""Random processes and random offices for property tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from rulebook.feel import types as t
from rulebook.flow.model import (
    Boundary,
    CallActivity,
    Dedup,
    End,
    Flow,
    Gateway,
    GatewayKind,
    MultiInstance,
    Node,
    Overdue,
    Own,
    Process,
    RuleTask,
    ServiceTask,
    Start,
    Trigger,
    UserTask,
    Withdrawal,
)
from tests.rulebook.flow.makers import person, post

PEOPLE = ("甲", "乙", "丙", "丁", "申")
BALLOTS = (
    None,
    None,
    MultiInstance.everybody(),
    MultiInstance.everybody(veto=False),
    MultiInstance.in_turn(),
    MultiInstance.first(),
    MultiInstance.share(Decimal("0.6")),
)
SIMPLE = ("seq", "exclusive", "parallel", "inclusive")
"""Blocks that BPMN engines agree upon."""
WILD = (*SIMPLE, "crossed", "loop", "timer", "signal", "short")
"""Blocks with everything; “crossed” ones meet where not all can come."""
SINGLE = ("task", "task", "task", "task", "service", "rule", "call")


def block(rng: Random, kinds: Sequence[str], depth: int = 3) -> Any:
    """A random block: kind, a number that settles its details, inner blocks."""
    pick = rng.randrange(1000)
    if depth == 0 or rng.random() < 0.25:
        return (rng.choice(SINGLE) if kinds is WILD else "task", pick)
    kind = rng.choice(kinds)
    if kind in ("loop", "timer", "signal", "short"):
        return kind, pick, block(rng, kinds, depth - 1)
    return kind, pick, [block(rng, kinds, depth - 1) for _ in range(rng.randint(2, 3))]


@dataclass
class Drawing:
    """A process under construction. Each ``draw_…`` appends a block and returns its last node."""

    plain: bool = False
    prefix: str = ""
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)

    def add(self, node: Node) -> str:
        self.nodes.append(node)
        return node.id

    def name(self, letter: str) -> str:
        return f"{self.prefix}{letter}{len(self.nodes)}"

    def link(self, source: str, target: str, condition: str = "") -> str:
        self.flows.append(Flow(f"{self.prefix}f{len(self.flows)}", source, target, condition))
        return self.flows[-1].id

    def draw(self, block: Any, last: str, condition: str = "") -> str:
        return getattr(self, f"draw_{block[0]}", self.draw_split)(block, last, condition)

    def draw_task(self, block: Any, last: str, condition: str) -> str:
        name, pick = self.name("t"), block[1]
        people = [PEOPLE[(pick + n) % 5] for n in range(1 + pick // 5 % 3)]
        desk = {3: "空岗", 4: "处", 5: "处"}.get(pick % 12)
        who = post(desk) if desk else person(*people)
        made = UserTask(
            name, f"环节{name}", who=who, multi=BALLOTS[pick // 15 % 7],
            minutes=(None, 30)[pick % 2], act="" if self.plain or pick % 11 else "a.b.c",
            outcome="结论" if pick % 13 == 1 else "", overdue=list(Overdue)[pick % 3],
        )  # fmt: skip
        self.link(last, name, condition)
        return self.add(made)

    def _single(self, node: Node, last: str, condition: str) -> str:
        self.link(last, node.id, condition)
        return self.add(node)

    def draw_service(self, block: Any, last: str, condition: str) -> str:
        return self._single(
            ServiceTask(self.name("v"), "发通知", operation="send"), last, condition
        )

    def draw_rule(self, block: Any, last: str, condition: str) -> str:
        node = RuleTask(self.name("r"), "判定", decision="d", outputs={"级别": t.NUMBER})
        return self._single(node, last, condition)

    def draw_call(self, block: Any, last: str, condition: str) -> str:
        return self._single(CallActivity(self.name("c"), "子流程", process="q"), last, condition)

    def draw_seq(self, block: Any, last: str, condition: str) -> str:
        for inner in block[2]:
            last, condition = self.draw(inner, last, condition), ""
        return last

    def draw_split(self, block: Any, last: str, condition: str) -> str:
        """Ways that part and meet again; “crossed” ones meet where all are waited for."""
        crossed = block[0] == "crossed"
        kind = GatewayKind.EXCLUSIVE if crossed else GatewayKind(block[0])
        split = self.name("g")
        self.link(last, split, condition)
        place = len(self.nodes)
        self.add(Gateway(split, kind=kind))
        choosing = kind is not GatewayKind.PARALLEL
        firsts, lasts = [], []
        for n, inner in enumerate(block[2]):
            firsts.append(len(self.flows))
            asked = f"{'xyz'[(block[1] + n) % 3]} > {(block[1] + n) % 4}"
            lasts.append(self.draw(inner, split, asked if choosing and n else ""))
        if choosing:
            self.nodes[place] = Gateway(split, kind=kind, default=self.flows[firsts[0]].id)
        join = self.add(Gateway(self.name("j"), kind=GatewayKind.PARALLEL if crossed else kind))
        for each in lasts:
            self.link(each, join)
        return join

    def draw_loop(self, block: Any, last: str, condition: str) -> str:
        merge = self._single(Gateway(self.name("m")), last, condition)
        task = self.draw(("task", block[1]), merge)
        inner = self.draw(block[2], task)
        place, asks = len(self.nodes), self.name("g")
        self.link(inner, asks)
        self.add(Gateway(asks))
        self.link(asks, merge, "x > 2")
        out = self.name("o")
        self.nodes[place] = Gateway(asks, default=self.link(asks, out))
        return self.add(Gateway(out))

    def _bounded(self, block: Any, last: str, condition: str, **fields: Any) -> str:
        """A task with an event at its edge that leads around to behind the inner block."""
        host = self.draw(("task", block[1]), last, condition)
        edge = self.add(Boundary(self.name("b"), "边界", host=host, **fields))
        inner = self.draw(block[2], host)
        merge = self.add(Gateway(self.name("m")))
        self.link(inner, merge)
        self.link(edge, merge)
        return merge

    def draw_timer(self, block: Any, last: str, condition: str) -> str:
        interrupting = bool(block[1] % 2)
        repeat = not interrupting and block[1] % 4 == 0
        return self._bounded(
            block, last, condition, minutes=10, interrupting=interrupting, repeat=repeat
        )

    def draw_signal(self, block: Any, last: str, condition: str) -> str:
        kind = (Trigger.SIGNAL, Trigger.MESSAGE)[block[1] % 2]
        stops = bool(block[1] // 2 % 2)
        return self._bounded(block, last, condition, trigger=kind, name="变更", interrupting=stops)

    def draw_short(self, block: Any, last: str, condition: str) -> str:
        """A way out that ends everything."""
        asks = self._single(Gateway(self.name("g")), last, condition)
        place = len(self.nodes) - 1
        first = len(self.flows)
        inner = self.draw(block[2], asks)
        self.nodes[place] = Gateway(asks, default=self.flows[first].id)
        self.link(asks, self.add(End(self.name("e"), "提前结束", terminate=True)), "z > 2")
        return inner

    def finish(self, name: str, block: Any, pick: int = 0) -> Process:
        last = self.draw(block, self.add(Start(f"{self.prefix}s", "开始")))
        self.link(last, self.add(End(f"{self.prefix}e", "结束")))
        return Process(
            name, "审批", tuple(self.nodes), tuple(self.flows), dedup=list(Dedup)[pick % 3],
            own=list(Own)[pick // 3 % 3], withdrawal=list(Withdrawal)[pick % 2],
        )  # fmt: skip


def processes(rng: Random) -> tuple[Process, Process]:
    """A process with everything, and the one it may call."""
    called = Drawing(prefix="q").finish("q", block(rng, SIMPLE, 1))
    return Drawing().finish("p", block(rng, WILD), rng.randrange(1000)), called
