"""Processes as BPMN 2.0 draws them (OMG formal/2013-12-09, the subset named here), frozen.

A `Process` is only written down here; `rulebook.flow.checks` says what is wrong with it,
`rulebook.flow.program` makes it runnable.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from rulebook.feel import types as t
from rulebook.processes import Who

COUNTERS: Mapping[str, t.Type] = dict.fromkeys(
    (
        "nrOfInstances",
        "nrOfActiveInstances",
        "nrOfCompletedInstances",
        "nrOfTerminatedInstances",
        "nrOfAgreed",
        "nrOfDisagreed",
    ),
    t.NUMBER,
)
"""The counters of a multi-instance task that its conditions may name; the last two are ours."""


class Dedup(enum.StrEnum):
    """同人去重: whether a person who has already agreed is asked again."""

    NEVER = "never"
    ADJACENT = "adjacent"
    ALWAYS = "always"


class Own(enum.StrEnum):
    """What happens when the approver is the applicant: 自办、跳过、上报."""

    ALLOW = "allow"
    SKIP = "skip"
    SUPERIOR = "superior"


class Overdue(enum.StrEnum):
    """What the platform does by itself with a task past its deadline: 提醒、自动同意、上报."""

    REMIND = "remind"
    AGREE = "agree"
    SUPERIOR = "superior"


class Withdrawal(enum.StrEnum):
    """How long the applicant may take the case back: 办结前、无人办理前."""

    UNFINISHED = "unfinished"
    UNTOUCHED = "untouched"


class GatewayKind(enum.StrEnum):
    """排他、并行、包容."""

    EXCLUSIVE = "exclusive"
    PARALLEL = "parallel"
    INCLUSIVE = "inclusive"


class Trigger(enum.StrEnum):
    """What a boundary event waits for."""

    TIMER = "timer"
    SIGNAL = "signal"
    MESSAGE = "message"


@dataclass(frozen=True)
class MultiInstance:
    """One task for each person: how many must act, and what counts as agreement.

    ``completion`` (FEEL over `COUNTERS` and the facts) ends the task early, as BPMN's
    completionCondition does; ``passes`` tells whether the outcome is agreement; under ``veto``
    one disagreement decides at once (一票否决).
    """

    sequential: bool = False
    completion: str = "nrOfCompletedInstances = nrOfInstances"
    passes: str = "nrOfAgreed = nrOfInstances"
    veto: bool = True

    @classmethod
    def everybody(cls, veto: bool = True) -> MultiInstance:
        """会签: all of them, side by side."""
        return cls(veto=veto)

    @classmethod
    def in_turn(cls, veto: bool = True) -> MultiInstance:
        """依次审批: all of them, one after the other."""
        return cls(sequential=True, veto=veto)

    @classmethod
    def first(cls) -> MultiInstance:
        """或签: whoever acts first decides."""
        return cls(completion="nrOfCompletedInstances >= 1", passes="nrOfAgreed >= 1")

    @classmethod
    def share(cls, part: Decimal) -> MultiInstance:
        """比例签: agreed as soon as ``part`` (0 < part ≤ 1) agree, or can no longer do so."""
        enough = f"nrOfAgreed >= {part} * nrOfInstances"
        hopeless = f"nrOfInstances - nrOfDisagreed < {part} * nrOfInstances"
        return cls(completion=f"{enough} or {hopeless}", passes=enough, veto=False)


@dataclass(frozen=True)
class Node:
    """A node of a process. ``id`` is an XML name, ``label`` what people read."""

    id: str
    label: str = ""
    clause: str = ""

    @property
    def title(self) -> str:
        """What messages call it."""
        return self.label or self.id


@dataclass(frozen=True)
class Start(Node):
    """Where a case begins; exactly one."""


@dataclass(frozen=True)
class End(Node):
    """Where a token ends; the last one ends the case. With ``terminate`` it ends all the others."""

    terminate: bool = False


@dataclass(frozen=True)
class UserTask(Node):
    """A task for people.

    ``who`` are asked in this order; without ``multi`` they are alternatives (whoever acts first).
    ``minutes`` is the deadline in working time. ``act`` is the business act which completes the
    task (empty: 同意 or 不同意 does). With ``outcome`` a disagreement does not end the case:
    “同意” or “不同意” is kept under that name and the drawn flow goes on. ``remind`` is how many
    working minutes before the deadline the owner is reminded.
    """

    who: tuple[Who, ...] = ()
    multi: MultiInstance | None = None
    minutes: int | None = None
    act: str = ""
    outcome: str = ""
    overdue: Overdue = Overdue.REMIND
    own: Own | None = None
    remind: int | None = None


@dataclass(frozen=True)
class ServiceTask(Node):
    """Work of the platform itself, done outside the kernel and reported back."""

    operation: str = ""


@dataclass(frozen=True)
class RuleTask(Node):
    """A decision of the standard; its ``outputs`` become values that conditions may name."""

    decision: str = ""
    outputs: Mapping[str, t.Type] = field(default_factory=dict)


@dataclass(frozen=True)
class CallActivity(Node):
    """Another process, walked to its end."""

    process: str = ""


@dataclass(frozen=True)
class Gateway(Node):
    """Where ways part and meet. ``default`` is the flow taken when no condition holds."""

    kind: GatewayKind = GatewayKind.EXCLUSIVE
    default: str = ""


@dataclass(frozen=True)
class Boundary(Node):
    """An event at the edge of a task. ``minutes`` (working time) of a timer, else ``name``.

    ``repeat`` makes a timer that does not interrupt ring again and again.
    """

    host: str = ""
    trigger: Trigger = Trigger.TIMER
    interrupting: bool = True
    minutes: int = 0
    name: str = ""
    repeat: bool = False


@dataclass(frozen=True)
class Flow:
    """A sequence flow; ``condition`` is FEEL, empty for none."""

    id: str
    source: str
    target: str
    condition: str = ""
    label: str = ""


@dataclass(frozen=True)
class Process:
    """A process: nodes and flows, under a clause, with the policies of the whole."""

    id: str
    label: str
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    act: str = ""
    clause: str = ""
    dedup: Dedup = Dedup.NEVER
    own: Own = Own.ALLOW
    withdrawal: Withdrawal = Withdrawal.UNFINISHED

    def node(self, name: str) -> Node:
        """The node with this id; KeyError when there is none."""
        for node in self.nodes:
            if node.id == name:
                return node
        raise KeyError(name)

    def policy(self, node: UserTask) -> Own:
        """What holds at this task when the approver is the applicant."""
        return self.own if node.own is None else node.own
