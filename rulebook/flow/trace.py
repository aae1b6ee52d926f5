"""The trace people read: a Chinese line for every event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from rulebook.flow import events as e
from rulebook.flow.state import Owner, Phase, State, TaskKind

Names = Callable[[Owner], str]
PHASES = {
    Phase.DONE: "办结",
    Phase.REJECTED: "因不同意而结束",
    Phase.WITHDRAWN: "撤回办件",
    Phase.CANCELLED: "撤销办件",
    Phase.TERMINATED: "终止办件",
    Phase.VOID: "作废办件",
}
QUIET = frozenset({e.Moved, e.Opened, e.TimerSet, e.TaskResumed, e.TaskClosed, e.SeatMoved})
"""Events of the machinery; the short trace leaves them out, the full one shows them."""


def plain(owner: Owner) -> str:
    """An owner by its keys alone."""
    return owner.person or f"{owner.unit}{owner.post}"


def line(event: e.Event, before: State, names: Names = plain) -> str:
    """What an event says; ``before`` is the state it happened to, ``names`` how owners are called.

    Actor first, with the one acted for; the opinion last.
    """
    told = Trace(before, names)
    words = LINES[type(event)](told, event)
    opinion = getattr(event, "opinion", "")
    return f"{told.actor(event)}{words}{f'：{opinion}' if opinion else ''}"


@dataclass(frozen=True)
class Trace:
    """Lines about events that happened to one state."""

    before: State
    names: Names

    def actor(self, event: e.Event) -> str:
        """Who did it, and for whom; empty for the platform."""
        if not event.by:
            return ""
        behalf = f"（代{self.names(Owner(event.behalf))}）" if event.behalf else ""
        return f"{self.names(Owner(event.by))}{behalf}"

    def _all(self, owners: Iterable[Owner]) -> str:
        return "、".join(self.names(owner) for owner in dict.fromkeys(owners))

    def _whose(self, task: int) -> str:
        return self.names(self.before.tasks[task].owner)

    def _submitted(self, _event: e.Submitted) -> str:
        return "重新提交申请" if self.before.version else "提交申请"

    def _moved(self, event: e.Moved) -> str:
        to = "、".join(event.targets)
        if not to:
            return f"到达“{event.label}”"
        return f"由“{event.label}”流转到“{to}”" if event.label else f"从“{to}”开始流转"

    def _called(self, event: e.Called) -> str:
        return f"进入子流程“{event.label}”"

    def _opened(self, event: e.Opened) -> str:
        owners = self._all(owner for seat in event.seats for owner in seat.owners)
        return f"进入“{event.label}”，{'会签人' if event.multi else '办理人'}：{owners}"

    def _seat_added(self, event: e.SeatAdded) -> str:
        place = "并加签" if event.seat.after is None else "后加签"
        return f"在“{event.label}”{place}{self._all(event.seat.owners)}"

    def _seat_removed(self, event: e.SeatRemoved) -> str:
        return f"在“{event.label}”减签{self._all(event.owners)}"

    def _seat_moved(self, event: e.SeatMoved) -> str:
        return f"“{event.label}”的待办岗位改为{self._all(event.owners)}"

    def _skipped(self, event: e.Skipped) -> str:
        return f"跳过{self.names(event.owner)}在“{event.label}”的办理：{event.why}"

    def _task_opened(self, event: e.TaskOpened) -> str:
        task, who = event.task, self.names(event.task.owner)
        if task.vacant:
            return f"“{task.label}”无人可办，由{who}负责落实办理人"
        if task.kind is TaskKind.STALL:
            return f"在“{task.label}”等待的分支无法到齐，由{who}处理"
        kind = "" if task.kind is TaskKind.HANDLE else f"（{task.kind.label}）"
        return f"{who}待办“{task.label}”{kind}"

    def _task_done(self, event: e.TaskDone) -> str:
        if event.target:
            direct = "（办后直达）" if event.direct else ""
            return f"将“{event.label}”退回到“{event.target}”{direct}"
        return f"{event.verb}“{event.label}”"

    def _task_closed(self, event: e.TaskClosed) -> str:
        return f"{self._whose(event.task)}的待办“{event.label}”取消：{event.why}"

    def _parked(self, event: e.TaskParked) -> str:
        if event.suspended:
            return f"{self._whose(event.task)}的“{event.label}”等待退回件办好"
        if not event.to:
            return f"{self._whose(event.task)}的“{event.label}”继续等待他人意见"
        return f"在“{event.label}”{event.verb}{self._all(event.to)}"

    def _resumed_task(self, event: e.TaskResumed) -> str:
        return f"{self._whose(event.task)}继续办理“{event.label}”"

    def _reassigned(self, event: e.Reassigned) -> str:
        to = self.names(event.owner)
        if event.vacant:
            return f"{event.verb}后“{event.label}”无人可办，由{to}负责落实办理人"
        return f"{event.verb}“{event.label}”：由{self.names(event.former)}改为{to}"

    def _rewound(self, event: e.Rewound) -> str:
        return f"因{event.verb}回到“{event.label}”，其后的办理不再计入"

    def _valued(self, event: e.Valued) -> str:
        pairs = "，".join(f"{name}为{_shown(value)}" for name, value in event.values.items())
        why = f"（{event.why}）" if event.why else ""
        return f"“{event.label}”得出{pairs}{why}"

    def _timer_set(self, event: e.TimerSet) -> str:
        return f"定时“{event.label}”开始计时"

    def _timer_stopped(self, event: e.TimerStopped) -> str:
        return f"定时“{event.label}”到时" if event.fired else f"“{event.label}”的定时取消"

    def _triggered(self, event: e.Triggered) -> str:
        return f"收到“{event.name}”"

    def _passed(self, event: e.Passed) -> str:
        return f"{self._whose(event.task)}的“{event.label}”超过时限"

    def _paused(self, _event: e.Paused) -> str:
        return "暂停计时"

    def _resumed(self, _event: e.Resumed) -> str:
        return "恢复计时"

    def _rescheduled(self, event: e.Rescheduled) -> str:
        tasks = [
            f"“{self.before.tasks[due.number].label}”至{_moment(due.due_at)}"
            for due in event.dues
            if not due.timer
        ]
        more = f"：{'、'.join(tasks)}" if tasks else ""
        return f"工作日历有变，重算{len(event.dues)}项时限{more}"

    def _reminded(self, event: e.Reminded) -> str:
        return f"{self._whose(event.task)}的“{event.label}”临近时限，已提醒"

    def _renewed(self, event: e.Renewed) -> str:
        notes = f"：{'；'.join(event.notes)}" if event.notes else ""
        return f"新版标准施行，办件转入“{event.name or event.process}”继续办理{notes}"

    def _urged(self, event: e.Urged) -> str:
        return f"催办{self._all(self.before.tasks[number].owner for number in event.tasks)}"

    def _copied(self, event: e.Copied) -> str:
        return f"抄送{self._all(Owner(copy.person) for copy in event.copies)}"

    def _copy_read(self, _event: e.CopyRead) -> str:
        return "已阅"

    def _failed(self, event: e.Failed) -> str:
        return f"“{event.label}”处理失败：{event.why}"

    def _closed(self, event: e.Closed) -> str:
        return PHASES[event.phase]


def _shown(value: Any) -> str:
    words = {True: "是", False: "否", None: "未知"}
    return words[value] if value is None or isinstance(value, bool) else str(value)


def _moment(at: dt.datetime | None) -> str:
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}" if at else "未定"


LINES: dict[type[e.Event], Callable[[Trace, Any], str]] = {
    e.Submitted: Trace._submitted,
    e.Moved: Trace._moved,
    e.Called: Trace._called,
    e.Opened: Trace._opened,
    e.SeatAdded: Trace._seat_added,
    e.SeatRemoved: Trace._seat_removed,
    e.SeatMoved: Trace._seat_moved,
    e.Skipped: Trace._skipped,
    e.TaskOpened: Trace._task_opened,
    e.TaskDone: Trace._task_done,
    e.TaskClosed: Trace._task_closed,
    e.TaskParked: Trace._parked,
    e.TaskResumed: Trace._resumed_task,
    e.Reassigned: Trace._reassigned,
    e.Rewound: Trace._rewound,
    e.Valued: Trace._valued,
    e.TimerSet: Trace._timer_set,
    e.TimerStopped: Trace._timer_stopped,
    e.Triggered: Trace._triggered,
    e.Passed: Trace._passed,
    e.Paused: Trace._paused,
    e.Resumed: Trace._resumed,
    e.Rescheduled: Trace._rescheduled,
    e.Reminded: Trace._reminded,
    e.Renewed: Trace._renewed,
    e.Urged: Trace._urged,
    e.Copied: Trace._copied,
    e.CopyRead: Trace._copy_read,
    e.Failed: Trace._failed,
    e.Closed: Trace._closed,
}
