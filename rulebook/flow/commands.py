"""What may be asked of a case: one frozen value for each verb.

Every command says who (``actor``) and when (``at``). ``expected`` is the version the asker saw:
when the case has moved on since, the command is refused. Where a command names a task, the
task's own state guards against the second of two who act at once.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from rulebook.flow.program import Program
from rulebook.flow.state import Owner
from rulebook.flow.world import Actor


class Place(enum.StrEnum):
    """Where somebody is added: 前加签、后加签、并加签."""

    BEFORE = "前加签"
    AFTER = "后加签"
    BESIDE = "并加签"


class Target(enum.StrEnum):
    """Where a case is returned to."""

    PREVIOUS = "上一步"
    NODE = "指定环节"
    APPLICANT = "发起人"


@dataclass(frozen=True, kw_only=True)
class Command:
    """Common part. ``opinion`` is what the actor writes beside it."""

    verb: ClassVar[str] = ""
    actor: Actor
    at: dt.datetime
    expected: int | None = None
    opinion: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskCommand(Command):
    """A command on one task, by its number in the case."""

    task: int


@dataclass(frozen=True, kw_only=True)
class Submit(Command):
    """提交: begin the case, hand it in again after 退回 or 撤回. ``edition`` binds it."""

    verb: ClassVar[str] = "提交"
    edition: str = ""


@dataclass(frozen=True, kw_only=True)
class Agree(TaskCommand):
    """同意."""

    verb: ClassVar[str] = "同意"


@dataclass(frozen=True, kw_only=True)
class Disagree(TaskCommand):
    """不同意."""

    verb: ClassVar[str] = "不同意"


@dataclass(frozen=True, kw_only=True)
class Finish(TaskCommand):
    """办理: the business act ``act`` that the task waits for was done."""

    verb: ClassVar[str] = "办理"
    act: str


@dataclass(frozen=True, kw_only=True)
class Return(TaskCommand):
    """退回. ``direct``: what is mended comes straight back (直达); else all is walked again."""

    verb: ClassVar[str] = "退回"
    target: Target = Target.PREVIOUS
    node: str = ""
    direct: bool = False


@dataclass(frozen=True, kw_only=True)
class Transfer(TaskCommand):
    """转办; by the administrator 指派."""

    verb: ClassVar[str] = "转办"
    to: Owner


@dataclass(frozen=True, kw_only=True)
class Delegate(TaskCommand):
    """委派: another does the work, the owner confirms."""

    verb: ClassVar[str] = "委派"
    to: Owner


@dataclass(frozen=True, kw_only=True)
class AddSigners(TaskCommand):
    """加签."""

    verb: ClassVar[str] = "加签"
    people: tuple[str, ...]
    place: Place


@dataclass(frozen=True, kw_only=True)
class RemoveSigner(TaskCommand):
    """减签: ``task`` is that of the one who removes, ``person`` who has not acted yet."""

    verb: ClassVar[str] = "减签"
    person: str


@dataclass(frozen=True, kw_only=True)
class Retrieve(TaskCommand):
    """取回: take back one's own decision before the next stage has acted."""

    verb: ClassVar[str] = "取回"


@dataclass(frozen=True, kw_only=True)
class Withdraw(Command):
    """撤回: the applicant takes the case back and may submit it again."""

    verb: ClassVar[str] = "撤回"


@dataclass(frozen=True, kw_only=True)
class Cancel(Command):
    """撤销: the applicant gives it up for good."""

    verb: ClassVar[str] = "撤销"


@dataclass(frozen=True, kw_only=True)
class Terminate(Command):
    """终止: the administrator ends a running case."""

    verb: ClassVar[str] = "终止"


@dataclass(frozen=True, kw_only=True)
class Annul(Command):
    """作废: the administrator voids a finished case."""

    verb: ClassVar[str] = "作废"


@dataclass(frozen=True, kw_only=True)
class Urge(Command):
    """催办."""

    verb: ClassVar[str] = "催办"


@dataclass(frozen=True, kw_only=True)
class Send(Command):
    """抄送."""

    verb: ClassVar[str] = "抄送"
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Read(Command):
    """已阅."""

    verb: ClassVar[str] = "阅读"
    copy: int


@dataclass(frozen=True, kw_only=True)
class Ring(Command):
    """A boundary timer is due (platform)."""

    verb: ClassVar[str] = "触发定时"
    timer: int


@dataclass(frozen=True, kw_only=True)
class Expire(TaskCommand):
    """A task's deadline has passed (platform)."""

    verb: ClassVar[str] = "超时处理"


@dataclass(frozen=True, kw_only=True)
class Notify(Command):
    """A signal (``message`` false: all who listen) or a message (the first who listens)."""

    verb: ClassVar[str] = "通知流程"
    name: str
    message: bool = False


@dataclass(frozen=True, kw_only=True)
class Complete(TaskCommand):
    """A service has done its work (platform), with values for conditions."""

    verb: ClassVar[str] = "系统办结"
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Fail(TaskCommand):
    """A service could not do its work (platform); ``opinion`` says why."""

    verb: ClassVar[str] = "报告失败"


@dataclass(frozen=True, kw_only=True)
class Pause(Command):
    """暂停计时."""

    verb: ClassVar[str] = "暂停计时"


@dataclass(frozen=True, kw_only=True)
class Resume(Command):
    """恢复计时."""

    verb: ClassVar[str] = "恢复计时"


@dataclass(frozen=True, kw_only=True)
class Reschedule(Command):
    """Reckon deadlines anew: a calendar was published or amended since they were set."""

    verb: ClassVar[str] = "重算时限"


@dataclass(frozen=True, kw_only=True)
class Remind(TaskCommand):
    """A task's deadline is near (platform)."""

    verb: ClassVar[str] = "到期提醒"


@dataclass(frozen=True, kw_only=True)
class Renew(Command):
    """A new edition of the process is in force and takes the case over (platform).

    ``former`` is the program the case walked so far, ``name`` what the new edition is called.
    """

    verb: ClassVar[str] = "转入新版"
    former: Program
    edition: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class HandOver(Command):
    """离任移交: all that ``person`` still has goes to ``to``, else to the administrator."""

    verb: ClassVar[str] = "离任移交"
    person: str
    to: Owner | None = None


@dataclass(frozen=True, kw_only=True)
class MoveUnit(Command):
    """单位合并: what posts of ``old`` have goes to the same posts of ``new``."""

    verb: ClassVar[str] = "单位合并"
    old: str
    new: str
