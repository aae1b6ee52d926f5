"""The process kernel alone: one step of an approval, without and with what the gate stores.

Six stages, two exclusive gateways, user tasks, as in the usual comparison of engines. A step is a
command decided and folded; “with store” also restores the case from its JSON snapshot, writes
the events as JSON and the snapshot anew, as a request of the gate would. Medians of CPU time over
the rounds. Run: ``make bench-flow``; aim ≤ 0.3 ms a step with store, ≤ 20 ms a drawing.
"""

from __future__ import annotations

import datetime as dt
import json
import statistics
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.flow import Actor, Owner, State, World, apply, compile_process, decide, replay
from rulebook.flow import commands as c
from rulebook.flow.bpmn import read, write
from rulebook.flow.codec import restore, snapshot, to_json
from rulebook.flow.diagram import draw
from rulebook.flow.model import End, Flow, Gateway, Node, Process, Start, UserTask
from rulebook.processes import Who, WhoKind

ROUNDS, CASES = 15, 20
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


class Office:
    """Everybody is there, and only there."""

    def owners(self, who: Who, _case: State, _each: bool) -> Sequence[Owner]:
        return [Owner(who.value)]

    def holders(self, owner: Owner) -> Sequence[str]:
        return [owner.person or owner.post]

    def superior(self, _person: str, _case: State) -> Owner | None:
        return None

    def administrator(self) -> Owner:
        return Owner(post="流程管理员")


class Hours:
    """Every minute is worked."""

    def add_working_minutes(self, start: dt.datetime, minutes: int) -> dt.datetime:
        return start + dt.timedelta(minutes=minutes)

    def working_minutes(self, start: dt.datetime, end: dt.datetime) -> int:
        return int((end - start).total_seconds() // 60)


def approval() -> Process:
    """Six stages, of which two stand behind a gateway."""
    tasks = [
        UserTask(f"t{n}", f"第{n}步审批", who=(Who(WhoKind.PERSON, f"p{n}"),), minutes=240)
        for n in range(6)
    ]
    nodes: list[Node] = [
        Start("s"), *tasks, Gateway("g1", default="y1"), Gateway("m1"), Gateway("g2", default="y2"),
        Gateway("m2"), End("e"),
    ]  # fmt: skip
    pairs = "s>t0 t0>t1 t1>g1 t2>m1 m1>t3 t3>g2 t4>m2 m2>t5 t5>e"
    flows = [Flow(pair.replace(">", "."), *pair.split(">")) for pair in pairs.split()]
    flows += [Flow("y1", "g1", "t2"), Flow("n1", "g1", "m1", "x > 9")]
    flows += [Flow("y2", "g2", "t4"), Flow("n2", "g2", "m2", "x > 9")]
    return Process("p", "六步审批", tuple(nodes), tuple(flows))


PROGRAM = compile_process(approval(), Scope({"x": t.NUMBER}))
WORLD = World(Office(), Hours(), facts={"x": Decimal(3)})


def next_command(state: State) -> c.Command:
    """Submit, then whoever is asked agrees."""
    task = next(state.open(), None)
    if task is None:
        return c.Submit(actor=Actor("me"), at=NOW)
    return c.Agree(actor=Actor(task.owner.person), at=NOW, task=task.number)


def in_memory() -> int:
    state, steps = State(), 0
    while state.phase != "done":
        for event in decide(PROGRAM, state, next_command(state), WORLD):
            state = apply(state, event)
        steps += 1
    return steps


def with_store() -> int:
    kept, steps, phase = json.dumps(snapshot(State())), 0, ""
    while phase != "done":
        state = restore(json.loads(kept))
        for event in decide(PROGRAM, state, next_command(state), WORLD):
            json.dumps(to_json(event))
            state = apply(state, event)
        kept, phase, steps = json.dumps(snapshot(state)), state.phase, steps + 1
    return steps


def by_spiff() -> int:
    """SpiffWorkflow 3: load, run one user task, save; its whole state is one JSON text."""
    workflow, steps = BpmnWorkflow(SPEC), 0
    workflow.do_engine_steps()
    kept = SERIALIZER.serialize_json(workflow)
    while not workflow.is_completed():
        workflow = SERIALIZER.deserialize_json(kept)
        (task,) = workflow.get_tasks(state=TaskState.READY, manual=True)
        task.data["x"] = 3
        task.run()
        workflow.do_engine_steps()
        kept, steps = SERIALIZER.serialize_json(workflow), steps + 1
    return steps


def long_history() -> list[Any]:
    """A case returned forty times."""
    state, events = State(), []
    for n in range(240):
        task = next(state.open(), None)
        command = next_command(state)
        if task is not None and n % 6 == 5:
            command = c.Return(actor=Actor(task.owner.person), at=NOW, task=task.number,
                               target=c.Target.NODE, node="t0")  # fmt: skip
        found = decide(PROGRAM, state, command, WORLD)
        for event in found:
            state = apply(state, event)
        events += found
    return events


HISTORY = long_history()
TEXT = write([PROGRAM.process])
SERIALIZER = BpmnWorkflowSerializer()
PARSER = BpmnParser()
PARSER.add_bpmn_str(TEXT.encode())
SPEC = PARSER.get_spec("p")


def once(work: Callable[[], object]) -> Callable[[], int]:
    """A measurement of one piece of work."""

    def run() -> int:
        work()
        return 1

    return run


SUBJECTS: dict[str, Callable[[], int]] = {
    "a step in memory": in_memory,
    "a step with store": with_store,
    "the same by SpiffWorkflow": by_spiff,
    f"replaying {len(HISTORY)} events": once(lambda: replay(HISTORY)),
    "compiling the process": once(lambda: compile_process(approval(), Scope({"x": t.NUMBER}))),
    "drawing it as SVG": once(lambda: draw(PROGRAM.process)),
    "writing BPMN": once(lambda: write([PROGRAM.process])),
    "reading BPMN": once(lambda: read(TEXT)),
}


def measure(work: Callable[[], int]) -> float:
    """CPU milliseconds a step."""
    started, steps = time.process_time(), 0
    for _ in range(CASES):
        steps += work()
    return (time.process_time() - started) / steps * 1e3


def main() -> None:
    """Print the medians."""
    rounds: dict[str, list[float]] = {name: [] for name in SUBJECTS}
    for _ in range(ROUNDS):
        for name, work in SUBJECTS.items():
            rounds[name].append(measure(work))
    for name, times in rounds.items():
        print(f"{name:28s} {statistics.median(times):8.3f} ms")
