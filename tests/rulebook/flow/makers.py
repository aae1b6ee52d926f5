"""Small processes, a small office, and cases that are walked in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.flow import (
    PLATFORM,
    Actor,
    Owner,
    Program,
    State,
    Task,
    World,
    compile_process,
    decide,
)
from rulebook.flow.apply import apply, replay
from rulebook.flow.commands import Agree, Command, Submit
from rulebook.flow.events import Event
from rulebook.flow.model import End, Flow, MultiInstance, Node, Process, Start, UserTask
from rulebook.flow.trace import line
from rulebook.processes import Who, WhoKind

MORNING = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
SCOPE = Scope({"金额": t.NUMBER, "跨市": t.BOOLEAN, "x": t.NUMBER, "y": t.NUMBER, "z": t.NUMBER})
BOSS = Actor("管", administrator=True)
ADMINISTRATOR = Owner(post="流程管理员")


@dataclass
class Office:
    """Posts and their holders, superiors, and who has left."""

    posts: dict[str, list[str]] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    shared: bool = False

    def owners(self, who: Who, case: State, each: bool) -> Sequence[Owner]:
        if who.kind is WhoKind.APPLICANT:
            return [Owner(case.applicant)]
        if who.kind is WhoKind.PERSON:
            return [Owner(who.value)]
        if self.shared and not each:
            return [Owner(post=who.value, unit="局")]
        return [Owner(person) for person in self.posts.get(who.value, [])]

    def holders(self, owner: Owner) -> Sequence[str]:
        people = [owner.person] if owner.person else self.posts.get(owner.post, [])
        return [person for person in people if person not in self.gone]

    def superior(self, person: str, case: State) -> Owner | None:
        found = self.above.get(person)
        return Owner(found) if found else None

    def administrator(self) -> Owner:
        return ADMINISTRATOR


class Hours:
    """A calendar on which every minute is worked."""

    def add_working_minutes(self, start: dt.datetime, minutes: int) -> dt.datetime:
        return start + dt.timedelta(minutes=minutes)

    def working_minutes(self, start: dt.datetime, end: dt.datetime) -> int:
        return int((end - start).total_seconds() // 60)


def post(name: str) -> tuple[Who, ...]:
    return (Who(WhoKind.POST, name),)


def person(*names: str) -> tuple[Who, ...]:
    return tuple(Who(WhoKind.PERSON, name) for name in names)


def task(name: str, *people: str, multi: MultiInstance | None = None, **fields: Any) -> UserTask:
    return UserTask(
        name, f"{name}环节", who=person(*people or (name.upper(),)), multi=multi, **fields
    )


def process(nodes: Sequence[Node], flows: Sequence[str | Flow], **fields: Any) -> Process:
    """Flows as “a>b”, or written out."""
    made = [
        flow if isinstance(flow, Flow) else Flow(flow.replace(">", "."), *flow.split(">"))
        for flow in flows
    ]
    return Process("p", "审批", tuple(nodes), tuple(made), **fields)


def chain(*tasks: UserTask, **fields: Any) -> Process:
    """Start, these tasks one after the other, end."""
    nodes = [Start("s", "开始"), *tasks, End("e", "结束")]
    flows = [f"{a.id}>{b.id}" for a, b in pairwise(nodes)]
    return process(nodes, flows, **fields)


class Walk:
    """A case on its way: commands are given by name, the clock goes a minute with each."""

    def __init__(
        self,
        drawn: Process,
        office: Office | None = None,
        applicant: str = "申",
        others: Mapping[str, Process] | None = None,
        **world: Any,
    ) -> None:
        self.office = office or Office()
        self.program: Program = compile_process(drawn, SCOPE, others)
        self.facts: dict[str, Any] = {}
        self.world_fields = {"calendar": Hours(), **world}
        self.events: list[Event] = []
        self.state, self.now, self.applicant = State(), MORNING, applicant

    @property
    def world(self) -> World:
        return World(self.office, facts=self.facts, **self.world_fields)

    def do(self, kind: type[Command], actor: str | Actor = "", **fields: Any) -> list[Event]:
        self.now += dt.timedelta(minutes=1)
        who = actor if isinstance(actor, Actor) else Actor(actor) if actor else PLATFORM
        command = kind(actor=who, at=self.now, **fields)
        found = decide(self.program, self.state, command, self.world)
        for event in found:
            self.state = apply(self.state, event)
        self.events += found
        return list(found)

    def submit(self) -> Walk:
        self.do(Submit, self.applicant)
        return self

    def agree(self, *people: str) -> Walk:
        for each in people:
            self.do(Agree, each, task=self.of(each).number)
        return self

    def agree_on(self, task: Task) -> Walk:
        self.do(Agree, task.owner.person, task=task.number)
        return self

    def of(self, person: str) -> Task:
        """The open task of a person."""
        return next(task for task in self.state.open() if task.owner.person == person)

    @property
    def waiting(self) -> list[str]:
        """Who has an open task, in order."""
        return [task.owner.person or task.owner.post for task in self.state.open()]

    @property
    def lines(self) -> list[str]:
        state, found = State(), []
        for event in self.events:
            found.append(line(event, state))
            state = apply(state, event)
        return found

    def replayed(self) -> State:
        return replay(self.events)
