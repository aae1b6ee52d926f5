"""One decision under way: events are noted and folded at once, so that later steps see them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from rulebook.flow import events as e
from rulebook.flow.apply import apply
from rulebook.flow.commands import Command
from rulebook.flow.model import Node, UserTask
from rulebook.flow.program import Graph, Program
from rulebook.flow.state import Owner, State, Task, TaskKind, Token
from rulebook.flow.world import World

E = TypeVar("E", bound=e.Event)


@dataclass
class Run:
    """What a decision works on. ``queue`` holds tokens that have still to act on their node."""

    program: Program
    world: World
    command: Command
    state: State
    behalf: str = ""
    events: list[e.Event] = field(default_factory=list)
    queue: deque[int] = field(default_factory=deque)
    skipped: set[str] = field(default_factory=set)

    def note(self, event: e.Event) -> None:
        """Add an event and fold it."""
        self.events.append(event)
        self.state = apply(self.state, event)

    def tell(self, kind: type[E], /, **fields: Any) -> None:
        """Note what the actor did."""
        actor = self.command.actor
        by = "" if actor.platform else actor.person
        self.note(kind(at=self.command.at, by=by, behalf=self.behalf, **fields))

    def follow(self, kind: type[E], /, **fields: Any) -> None:
        """Note what came of it, without an actor."""
        self.note(kind(at=self.command.at, **fields))

    @property
    def facts(self) -> Mapping[str, Any]:
        """What conditions see: the case's facts and the values found on the way."""
        return {**self.world.facts, **self.state.values}

    def token(self, number: int) -> Token:
        """A token by number."""
        return self.state.tokens[number]

    def graph(self, token: int) -> Graph:
        """The process a token walks."""
        return self.program.graphs[self.state.scopes[self.token(token).scope].process]

    def node(self, token: int) -> Node:
        """The node a token stands on."""
        return self.graph(token).nodes[self.token(token).node]

    def user_task(self, token: int) -> UserTask:
        """The user task a token stands on."""
        node = self.node(token)
        assert isinstance(node, UserTask)
        return node

    def open_task(self, token: int, kind: TaskKind, owner: Owner, **fields: Any) -> Task:
        """Give somebody a task, with its deadline: the process's, else the hour it is about."""
        node = self.node(token)
        minutes = fields.setdefault("minutes", getattr(node, "minutes", None))
        paused = self.state.paused_at is not None
        by = self.world.by if minutes is None and kind is TaskKind.HANDLE else None
        task = Task(
            number=len(self.state.tasks) + 1,
            token=token,
            node=node.id,
            label=fields.pop("label", node.title),
            kind=kind,
            owner=owner,
            opened_at=self.command.at,
            due_at=by if paused else by or self.world.after(self.command.at, minutes),
            left=minutes if paused else None,
            remind=getattr(node, "remind", None) if minutes is not None else None,
            **fields,
        )
        self.follow(e.TaskOpened, task=task)
        return task

    def close_tasks(self, tasks: Iterable[Task], why: str) -> None:
        """Let tasks fall away."""
        for task in list(tasks):
            self.follow(e.TaskClosed, task=task.number, label=task.label, why=why)

    def stop_timers(self, tokens: Iterable[int]) -> None:
        """Disarm the boundary timers of these tokens."""
        gone = set(tokens)
        for timer in list(self.state.timers.values()):
            if timer.running and timer.token in gone:
                label = self.node(timer.token).title
                self.follow(e.TimerStopped, timer=timer.number, label=label)

    def clear(self, tokens: Iterable[int], why: str) -> None:
        """Tasks and timers of these tokens fall away; the tokens themselves are the caller's."""
        gone = set(tokens)
        self.close_tasks((task for task in self.state.undone() if task.token in gone), why)
        self.stop_timers(gone)
        self.queue = deque(number for number in self.queue if number not in gone)

    def below(self, token: int) -> set[int]:
        """Living tokens in the processes called by this token, at any depth."""
        found: set[int] = set()
        for scope in self.state.scopes.values():
            if scope.parent == token:
                for inner in self.state.living(scope.number):
                    found |= {inner.number} | self.below(inner.number)
        return found
