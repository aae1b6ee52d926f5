"""What is known of a case: tokens, tasks, seats, timers – all of it folded from its events."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar


class Phase(enum.StrEnum):
    """Where a case stands."""

    NEW = "new"
    RUNNING = "running"
    DONE = "done"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    TERMINATED = "terminated"
    VOID = "void"

    @property
    def label(self) -> str:
        """The word users know."""
        return _PHASES[self]


_PHASES = {
    Phase.NEW: "草稿",
    Phase.RUNNING: "在办",
    Phase.DONE: "办结",
    Phase.REJECTED: "不同意",
    Phase.WITHDRAWN: "已撤回",
    Phase.CANCELLED: "已撤销",
    Phase.TERMINATED: "已终止",
    Phase.VOID: "已作废",
}


class TaskKind(enum.StrEnum):
    """Why somebody has a task."""

    HANDLE = "handle"
    CONSULT = "consult"
    DELEGATE = "delegate"
    REVISE = "revise"
    SERVICE = "service"
    STALL = "stall"

    @property
    def label(self) -> str:
        """The word users know."""
        return _KINDS[self]


_KINDS = {
    TaskKind.HANDLE: "办理",
    TaskKind.CONSULT: "前加签",
    TaskKind.DELEGATE: "委派",
    TaskKind.REVISE: "退回修改",
    TaskKind.SERVICE: "系统处理",
    TaskKind.STALL: "流程停滞",
}


class TaskState(enum.StrEnum):
    """Where a task stands. ``WAITING`` for its helpers, ``SUSPENDED`` while others revise."""

    OPEN = "open"
    WAITING = "waiting"
    SUSPENDED = "suspended"
    DONE = "done"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The word users know."""
        return _STATES[self]


_STATES = {
    TaskState.OPEN: "待办",
    TaskState.WAITING: "等待他人意见",
    TaskState.SUSPENDED: "等待退回件",
    TaskState.DONE: "已办",
    TaskState.CLOSED: "已取消",
}
UNDONE = frozenset({TaskState.OPEN, TaskState.WAITING, TaskState.SUSPENDED})


@dataclass(frozen=True)
class Owner:
    """A person by key, or whoever holds ``post`` in ``unit``; keys are the caller's."""

    person: str = ""
    post: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Token:
    """A place reached on the way. ``parents`` are the tokens it came from, ``flow`` its way in."""

    number: int
    scope: int
    node: str
    flow: str = ""
    parents: tuple[int, ...] = ()


@dataclass(frozen=True)
class Scope:
    """A running process: 0 the case's own, others called by ``parent``, a token."""

    number: int
    process: str
    parent: int | None = None


@dataclass(frozen=True)
class Seat:
    """One instance of a task: its alternative owners and, once given, their vote.

    ``after`` is the seat which must have voted before (后加签); ``added_by`` who added it.
    """

    number: int
    owners: tuple[Owner, ...]
    vote: str = ""
    after: int | None = None
    added_by: str = ""
    vacant: bool = False


@dataclass(frozen=True)
class Task:
    """A to-do: one row, whatever becomes of it.

    ``since`` and ``span`` are set where its deadline was reckoned anew, after a pause for instance;
    ``failures`` counts how often the platform could not do it, ``failed_at`` when last.
    """

    number: int
    token: int
    node: str
    label: str
    kind: TaskKind
    owner: Owner
    opened_at: dt.datetime
    seat: int | None = None
    parent: int | None = None
    act: str = ""
    minutes: int | None = None
    due_at: dt.datetime | None = None
    left: int | None = None
    vacant: bool = False
    overdue: bool = False
    state: TaskState = TaskState.OPEN
    verb: str = ""
    opinion: str = ""
    done_by: str = ""
    behalf: str = ""
    done_at: dt.datetime | None = None
    remind: int | None = None
    reminded: bool = False
    since: dt.datetime | None = None
    span: int | None = None
    failures: int = 0
    failed_at: dt.datetime | None = None

    @property
    def clock(self) -> tuple[dt.datetime, int | None]:
        """From when and over how many working minutes its deadline is reckoned."""
        span = self.minutes if self.span is None else self.span
        return self.since or self.opened_at, span


@dataclass(frozen=True)
class Timer:
    """A boundary timer. ``left`` holds the working minutes while the clock is paused."""

    number: int
    token: int
    node: str
    minutes: int
    due_at: dt.datetime | None
    set_at: dt.datetime
    left: int | None = None
    running: bool = True
    since: dt.datetime | None = None
    span: int | None = None

    @property
    def clock(self) -> tuple[dt.datetime, int | None]:
        """From when and over how many working minutes it is reckoned."""
        return self.since or self.set_at, self.minutes if self.span is None else self.span


@dataclass(frozen=True)
class Copy:
    """抄送: who was shown the case, and since when it is read."""

    number: int
    person: str
    read_at: dt.datetime | None = None


@dataclass(frozen=True)
class State:
    """A case, folded from its events.

    ``version`` counts the events; ``tokens`` keeps all, ``live`` names the living, ``annulled``
    those a return has undone; ``seats`` are those of each user task's token; ``round`` is the
    first token since the last submission; ``gone`` are tokens passed on nodes that a new edition of
    the process no longer has.
    """

    version: int = 0
    phase: Phase = Phase.NEW
    process: str = ""
    edition: str = ""
    applicant: str = ""
    scopes: Mapping[int, Scope] = field(default_factory=dict)
    tokens: Mapping[int, Token] = field(default_factory=dict)
    live: frozenset[int] = frozenset()
    annulled: frozenset[int] = frozenset()
    seats: Mapping[int, tuple[Seat, ...]] = field(default_factory=dict)
    tasks: Mapping[int, Task] = field(default_factory=dict)
    timers: Mapping[int, Timer] = field(default_factory=dict)
    copies: Mapping[int, Copy] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    paused_at: dt.datetime | None = None
    round: int = 1
    gone: frozenset[int] = frozenset()

    @property
    def returned(self) -> bool:
        """Whether the applicant has it back to revise (已退回)."""
        mine = (task for task in self.undone() if task.kind is TaskKind.REVISE)
        return any(task.owner.person == self.applicant for task in mine)

    def undone(self) -> Iterator[Task]:
        """Tasks that are neither done nor closed, oldest first."""
        return (task for task in self.tasks.values() if task.state in UNDONE)

    def open(self) -> Iterator[Task]:
        """Tasks that wait for somebody now."""
        return (task for task in self.tasks.values() if task.state is TaskState.OPEN)

    def tasks_of(self, token: int) -> Iterator[Task]:
        """Tasks of one token that are not finished."""
        return (task for task in self.undone() if task.token == token)

    def seat(self, token: int, number: int) -> Seat:
        """A seat of a task; KeyError when there is none."""
        for seat in self.seats.get(token, ()):
            if seat.number == number:
                return seat
        raise KeyError(number)

    def living(self, scope: int) -> list[Token]:
        """Living tokens of one scope, oldest first."""
        return [self.tokens[n] for n in sorted(self.live) if self.tokens[n].scope == scope]


R = TypeVar("R")


def changed(record: R, /, **changes: Any) -> R:
    """`dataclasses.replace` for records without ``__post_init__``, at a fraction of its cost."""
    copy = object.__new__(type(record))
    copy.__dict__.update(record.__dict__, **changes)
    return copy
