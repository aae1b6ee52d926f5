"""How far a case has come, in terms of a drawing."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from rulebook.flow.model import Process
from rulebook.flow.state import State, Task, TaskKind


class Mark(enum.StrEnum):
    """Words on a node where something is to be done."""

    CURRENT = "当前"
    RETURNED = "退回"
    OVERDUE = "超时"
    VACANT = "无人可办"
    STALLED = "停滞"


@dataclass(frozen=True)
class Marks:
    """Nodes and flows passed, and nodes where the case stands, by id."""

    passed: frozenset[str] = frozenset()
    flows: frozenset[str] = frozenset()
    current: Mapping[str, Mark] = field(default_factory=dict)


def marks_of(process: Process, state: State) -> Marks:
    """What to light in the drawing of ``process`` (the case's own or one it called)."""
    scopes = {scope.number for scope in state.scopes.values() if scope.process == process.id}
    counted = [
        token for token in state.tokens.values()
        if token.number >= state.round and token.scope in scopes
        and token.number not in state.annulled
    ]  # fmt: skip
    current = {t.node: _mark(state, t.number) for t in counted if t.number in state.live}
    passed = frozenset(t.node for t in counted if t.number not in state.live)
    return Marks(passed - current.keys(), frozenset(t.flow for t in counted if t.flow), current)


def _mark(state: State, token: int) -> Mark:
    return max((_of(task) for task in state.tasks_of(token)), default=Mark.CURRENT, key=ORDER.index)


ORDER = (Mark.CURRENT, Mark.RETURNED, Mark.OVERDUE, Mark.VACANT, Mark.STALLED)


def _of(task: Task) -> Mark:
    if task.kind is TaskKind.STALL:
        return Mark.STALLED
    if task.vacant:
        return Mark.VACANT
    if task.overdue:
        return Mark.OVERDUE
    return Mark.RETURNED if task.kind is TaskKind.REVISE else Mark.CURRENT
