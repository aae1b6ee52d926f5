"""A passage through the gate: what an act's ``apply`` is given, and what may come out."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from guanbiao.gate.describe import Act

if TYPE_CHECKING:
    from guanbiao.gate.models import Case
    from guanbiao.people.actor import Actor
    from guanbiao.people.models import Person, Unit
    from rulebook.rules import Finding


class Verb(enum.StrEnum):
    """What a person may do to a running case."""

    SUBMIT = "提交"
    AGREE = "同意"
    DISAGREE = "不同意"
    FINISH = "办理"
    RETURN = "退回"
    RETRIEVE = "取回"
    TRANSFER = "转办"
    DELEGATE = "委派"
    ADD = "加签"
    REMOVE = "减签"
    COPY = "抄送"
    URGE = "催办"
    WITHDRAW = "撤回"
    CANCEL = "撤销"
    TERMINATE = "终止"
    ANNUL = "作废"
    PAUSE = "暂停计时"
    RESUME = "恢复计时"
    EXPIRE = "超时处理"
    COMPLETE = "系统办结"
    FAIL = "报告失败"
    RING = "触发定时"
    REMIND = "到期提醒"
    NOTIFY = "通知流程"
    RECKON = "重算时限"
    RENEW = "转入新版"
    HAND_OVER = "离任移交"
    MOVE_UNIT = "单位合并"


@dataclass(frozen=True)
class Wish:
    """What the caller of `perform` asked for."""

    act: Act
    actor: Any
    subject: Any
    draft: Mapping[str, Any]
    files: Mapping[str, Any] | None
    on: dt.date
    rehearse: bool
    reasons: Mapping[str, str]
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Step:
    """A wish to move a case, carried out by the gate once the act is found lawful.

    ``task`` is the number of a task within the case (none: the actor's own open one); ``to`` who
    gets it, or who is to act next, and ``by`` when what is next has to be done; ``people`` are
    those added or told; ``place`` is where they sign (前加签、后加签、并加签), ``target`` and
    ``node`` where a return leads, ``direct`` that what was mended comes straight back. ``timer``
    is the number of a boundary timer; ``signal`` what the case is told, as a message to the first
    who waits for it if ``message``; ``units`` are the one merged and the one it goes into.
    """

    verb: Verb
    case: Case
    opinion: str = ""
    to: Person | None = None
    by: dt.datetime | None = None
    task: int | None = None
    people: tuple[Person, ...] = ()
    place: str = ""
    target: str = ""
    node: str = ""
    direct: bool = False
    timer: int = 0
    signal: str = ""
    message: bool = False
    units: tuple[Unit, ...] = ()


@dataclass
class Passage:
    """One act on its way: who, on what, with which draft, on which day.

    ``apply`` writes rows and returns the subject; it asks for moves of a case by `step` and
    for things to be told after the commit by `tell`. It never touches the world outside.
    """

    act: Act
    actor: Actor
    on: dt.date
    now: dt.datetime
    subject: Any = None
    draft: dict[str, Any] = field(default_factory=dict)
    rehearse: bool = False
    opened_at: dt.datetime | None = None
    receipt_id: uuid.UUID | None = None
    publication: int = -1
    """The number of the last publication when the passage began; −1 before it is open."""
    steps: list[Step] = field(default_factory=list)
    events: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    past: str = ""
    """The constraint an attempt looks past, so that the other clauses are heard too (`clash`)."""
    papers: list[tuple[str, str]] = field(default_factory=list)
    """Name and SHA-256 of each file that came with the act; the receipt keeps them."""

    @property
    def receipt(self) -> uuid.UUID:
        """The receipt this passage writes under; only once it is open."""
        if self.receipt_id is None:
            raise RuntimeError("the passage is not open yet")
        return self.receipt_id

    def clash(self, constraint: str, actual: str) -> None:
        """Another row excludes this one: raises `Conflict`, unless the attempt looks past it."""
        if constraint != self.past:
            raise Conflict(constraint, actual)

    def step(self, verb: Verb, case: Case, **more: Any) -> None:
        """Ask the gate to move ``case``; ``more`` are fields of `Step`."""
        self.steps.append(Step(verb, case, **more))

    def tell(self, event: str, **payload: Any) -> None:
        """Queue an event for after the commit; values must be JSON scalars."""
        self.events.append((event, payload))


class Conflict(Exception):
    """The database already holds what excludes this row; ``apply`` says so by `Passage.clash`.

    ``constraint`` is the key of ``Act.conflicts`` that names the clause; ``actual`` tells in
    Chinese what stands in the way.
    """

    def __init__(self, constraint: str, actual: str = "") -> None:
        super().__init__(constraint)
        self.constraint = constraint
        self.actual = actual


class Invalid(Exception):
    """Raised by ``apply`` for a draft that only the database shows to be wrong (field → text)."""

    def __init__(self, **errors: str) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = {name: [text] for name, text in errors.items()}


class Forbidden(Exception):
    """No grant in force lets this person do this act here and now. The message is Chinese."""


class NotFound(Exception):
    """The subject does not exist, or may not be known to exist by this person."""


@dataclass(frozen=True)
class Alternative:
    """A lawful way out, already tried against all clauses."""

    label: str
    changes: Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What came of an act.

    ``ok`` means written (or, rehearsed, that it would be). Otherwise exactly one of ``errors``
    (the draft is not well formed), ``wanting`` (warned clauses that still need a reason) or a
    stopping finding says why. Nothing typed is lost: the caller still holds the draft.
    """

    act: Act
    findings: tuple[Finding, ...] = ()
    subject: Any = None
    receipt_id: uuid.UUID | None = None
    receipt_number: str = ""
    refusal_id: int | None = None
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    wanting: tuple[str, ...] = ()
    case: Case | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    alternatives: Mapping[str, tuple[Alternative, ...]] = field(default_factory=dict)
    stopped: bool = False

    @property
    def ok(self) -> bool:
        """True when nothing stood in the way."""
        return not (self.stopped or self.errors or self.wanting)


def key_of(subject: Model | None) -> str:
    """The primary key as text, empty for none."""
    return "" if subject is None or subject.pk is None else str(subject.pk)
