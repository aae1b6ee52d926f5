"""What has happened to a case: plain frozen values, one a row, never changed, never deleted.

Every event says when (``at``), by whom (``by``, a person's key; empty: the platform) and for
whom (``behalf``: the one an agent or a holder of a lent post acted for). Nothing is worked out
again when events are folded: they hold results, not questions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rulebook.flow.state import Copy, Owner, Phase, Scope, Seat, Task, Timer, Token


@dataclass(frozen=True, kw_only=True)
class Event:
    """Common part of all events."""

    at: dt.datetime
    by: str = ""
    behalf: str = ""


@dataclass(frozen=True, kw_only=True)
class Submitted(Event):
    """提交: the case begins, or begins again after 撤回, under an edition."""

    process: str
    edition: str = ""
    applicant: str
    opinion: str = ""


@dataclass(frozen=True, kw_only=True)
class Moved(Event):
    """Tokens went on: ``consumed`` died, ``placed`` live now; ``label`` is where they left."""

    label: str = ""
    consumed: tuple[int, ...] = ()
    placed: tuple[Token, ...] = ()
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Called(Event):
    """A call activity was entered: the called process runs in a scope of its own."""

    scope: Scope
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Opened(Event):
    """A user task was reached: its seats."""

    token: int
    label: str
    seats: tuple[Seat, ...]
    multi: bool = False


@dataclass(frozen=True, kw_only=True)
class SeatAdded(Event):
    """加签（后、并）: one more instance."""

    token: int
    label: str
    seat: Seat
    opinion: str = ""


@dataclass(frozen=True, kw_only=True)
class SeatRemoved(Event):
    """减签: an instance that has not voted is gone."""

    token: int
    label: str
    seat: int
    owners: tuple[Owner, ...] = ()
    opinion: str = ""


@dataclass(frozen=True, kw_only=True)
class SeatMoved(Event):
    """A seat that waits for its turn has other owners now."""

    token: int
    label: str
    seat: int
    owners: tuple[Owner, ...]


@dataclass(frozen=True, kw_only=True)
class Skipped(Event):
    """跳过: a seat counts as agreed without being asked."""

    token: int
    label: str
    seat: int
    owner: Owner
    why: str


@dataclass(frozen=True, kw_only=True)
class TaskOpened(Event):
    """Somebody has a task; its ``parent`` is the task that waits for it (前加签、委派)."""

    task: Task


@dataclass(frozen=True, kw_only=True)
class TaskDone(Event):
    """A task was finished with a verb; ``target`` is where 退回 leads, ``direct`` is 直达."""

    task: int
    label: str
    verb: str
    opinion: str = ""
    target: str = ""
    direct: bool = False


@dataclass(frozen=True, kw_only=True)
class TaskClosed(Event):
    """A task fell away, and why."""

    task: int
    label: str
    why: str


@dataclass(frozen=True, kw_only=True)
class TaskParked(Event):
    """A task waits: for helpers (委派、前加签), or ``suspended`` for what was sent back."""

    task: int
    label: str
    suspended: bool = False
    verb: str = ""
    to: tuple[Owner, ...] = ()
    opinion: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskResumed(Event):
    """A waiting task is open again; ``due_at`` its new deadline."""

    task: int
    label: str
    due_at: dt.datetime | None = None
    left: int | None = None


@dataclass(frozen=True, kw_only=True)
class Reassigned(Event):
    """A task has another owner: 转办、指派、上报、移交、单位合并 (``verb``)."""

    task: int
    label: str
    verb: str
    owner: Owner
    former: Owner
    vacant: bool = False
    due_at: dt.datetime | None = None
    opinion: str = ""


@dataclass(frozen=True, kw_only=True)
class Rewound(Event):
    """The case went back: ``annulled`` tokens no longer count, ``restored`` wait at joins again."""

    label: str
    verb: str
    annulled: tuple[int, ...]
    restored: tuple[int, ...]
    placed: Token


@dataclass(frozen=True, kw_only=True)
class Valued(Event):
    """Values from a rule, a service or a vote; conditions may name them. ``why`` says by what."""

    label: str
    values: Mapping[str, Any]
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class TimerSet(Event):
    """A boundary timer runs."""

    timer: Timer
    label: str


@dataclass(frozen=True, kw_only=True)
class TimerStopped(Event):
    """A boundary timer no longer runs; ``fired`` when it rang."""

    timer: int
    label: str
    fired: bool = False


@dataclass(frozen=True, kw_only=True)
class Triggered(Event):
    """A signal or message came in."""

    kind: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Passed(Event):
    """A task's deadline has passed."""

    task: int
    label: str


@dataclass(frozen=True, kw_only=True)
class Due:
    """A new deadline of a task or (``timer``) a boundary timer, with minutes left when paused."""

    number: int
    due_at: dt.datetime | None = None
    left: int | None = None
    timer: bool = False


@dataclass(frozen=True, kw_only=True)
class Paused(Event):
    """All clocks of the case stand still."""

    dues: tuple[Due, ...]
    opinion: str = ""


@dataclass(frozen=True, kw_only=True)
class Resumed(Event):
    """The clocks run again, with deadlines reckoned from now."""

    dues: tuple[Due, ...]
    opinion: str = ""


@dataclass(frozen=True, kw_only=True)
class Rescheduled(Event):
    """Deadlines were reckoned anew (a calendar was published late)."""

    dues: tuple[Due, ...]


@dataclass(frozen=True, kw_only=True)
class Reminded(Event):
    """Whoever has a task was told that its deadline is near."""

    task: int
    label: str


@dataclass(frozen=True, kw_only=True)
class Renewed(Event):
    """The case goes on under a new edition, called ``name``.

    ``renamed`` nodes have another id in the new process; ``gone`` are places passed that it does
    not have; ``notes`` say what became of stages that fell away.
    """

    process: str
    edition: str
    name: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    gone: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Urged(Event):
    """催办: whoever has an open task is asked to hurry."""

    tasks: tuple[int, ...]
    opinion: str = ""


@dataclass(frozen=True, kw_only=True)
class Copied(Event):
    """抄送."""

    copies: tuple[Copy, ...]
    opinion: str = ""


@dataclass(frozen=True, kw_only=True)
class CopyRead(Event):
    """已阅."""

    copy: int


@dataclass(frozen=True, kw_only=True)
class Failed(Event):
    """A service did not do its work; the task stays."""

    task: int
    label: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Closed(Event):
    """The case reached an end, and which."""

    phase: Phase
    opinion: str = ""


EVENTS: Mapping[str, type[Event]] = {kind.__name__: kind for kind in Event.__subclasses__()}
"""Every kind of event by the name its JSON form bears."""
