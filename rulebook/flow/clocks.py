"""Timers and deadlines: ringing, overdue tasks, pausing, reckoning anew."""

from __future__ import annotations

from rulebook.flow import activities, rights
from rulebook.flow import events as e
from rulebook.flow.apply import AGREE
from rulebook.flow.approving import voted
from rulebook.flow.commands import Expire, Pause, Remind, Reschedule, Resume, Ring
from rulebook.flow.model import Boundary, Overdue, UserTask
from rulebook.flow.moves import set_timer
from rulebook.flow.routing import trigger
from rulebook.flow.run import Run
from rulebook.flow.state import Task, TaskKind, TaskState, Timer


def ring(run: Run, command: Ring) -> None:
    """A boundary timer is due."""
    rights.running(run)
    rights.platform(run)
    timer = run.state.timers.get(command.timer)
    if timer is None or not timer.running:
        rights.demand(run, False, "该定时已不在计时", "无需处理")
        return
    _due(run, timer.due_at is not None and timer.due_at <= command.at)
    edge = run.graph(timer.token).nodes[timer.node]
    assert isinstance(edge, Boundary)
    run.follow(e.TimerStopped, timer=timer.number, label=edge.title, fired=True)
    if edge.repeat and not edge.interrupting:
        set_timer(run, timer.token, edge.id, edge.minutes)
    trigger(run, timer.token, edge.id)


def _due(run: Run, due: bool) -> None:
    rights.demand(run, run.state.paused_at is None, "办件已暂停计时", "请先恢复计时")
    rights.demand(run, due, "时限未到", "请到时再触发")


def expire(run: Run, command: Expire) -> None:
    """A task's deadline has passed: mark it, and do what the process says."""
    rights.running(run)
    rights.platform(run)
    task = rights.task_named(run)
    fit = task.state in (TaskState.OPEN, TaskState.WAITING) and not task.overdue
    rights.demand(run, fit, f"“{task.label}”{task.state.label}", "无需处理")
    _due(run, task.due_at is not None and task.due_at <= command.at)
    run.follow(e.Passed, task=task.number, label=task.label)
    node = run.node(task.token)
    if task.kind is TaskKind.HANDLE and isinstance(node, UserTask) and not task.vacant:
        if node.overdue is Overdue.AGREE and not task.act:
            _agree(run, task)
        elif node.overdue is Overdue.SUPERIOR:
            _escalate(run, task)


def _agree(run: Run, task: Task) -> None:
    run.close_tasks(activities.helpers(run, task), "超时自动同意")
    run.follow(e.TaskDone, task=task.number, label=task.label, verb=AGREE, opinion="超时自动同意")
    voted(run, task)


def _escalate(run: Run, task: Task) -> None:
    """上报: the owner's superior takes over; without one the task stays and is overdue."""
    holders = run.world.directory.holders(task.owner)
    above = run.world.directory.superior(holders[0], run.state) if holders else None
    if above is None or above == task.owner or not run.world.directory.holders(above):
        return
    due = run.world.after(run.command.at, task.minutes)
    run.follow(
        e.Reassigned, task=task.number, label=task.label, verb="超时上报", owner=above,
        former=task.owner, due_at=due,
    )  # fmt: skip


def pause(run: Run, command: Pause) -> None:
    """暂停计时: deadlines keep what is left of them."""
    rights.running(run)
    rights.administrator(run)
    rights.demand(run, run.state.paused_at is None, "办件已暂停计时", "无需再次暂停")
    dues = [
        e.Due(number=n.number, left=run.world.left(command.at, n.due_at, n.minutes),
              timer=isinstance(n, Timer))
        for n in _running(run)
    ]  # fmt: skip
    run.tell(e.Paused, dues=tuple(dues), opinion=command.opinion)


def _running(run: Run) -> list[Task | Timer]:
    """All clocks of the case."""
    tasks = [task for task in run.state.undone() if task.minutes is not None]
    return [*tasks, *(timer for timer in run.state.timers.values() if timer.running)]


def resume(run: Run, command: Resume) -> None:
    """恢复计时: what was left is reckoned from now."""
    rights.running(run)
    rights.administrator(run)
    rights.demand(run, run.state.paused_at is not None, "办件没有暂停计时", "无需恢复")
    dues = [
        e.Due(number=n.number, due_at=run.world.after(command.at, n.left),
              timer=isinstance(n, Timer))
        for n in _running(run)
    ]  # fmt: skip
    run.tell(e.Resumed, dues=tuple(dues), opinion=command.opinion)


def reschedule(run: Run, _command: Reschedule) -> None:
    """Reckon each deadline anew from where its clock started; nothing changed is no event."""
    rights.running(run)
    rights.platform(run)
    rights.demand(run, run.state.paused_at is None, "办件已暂停计时", "请先恢复计时")
    dues = []
    for each in _running(run):
        late = isinstance(each, Task) and each.overdue
        due = None if late else run.world.after(*each.clock)
        if due is not None and due != each.due_at:
            dues.append(e.Due(number=each.number, due_at=due, timer=isinstance(each, Timer)))
    if dues:
        run.follow(e.Rescheduled, dues=tuple(dues))


def remind(run: Run, command: Remind) -> None:
    """A task's deadline is near: whoever has it is told, once."""
    rights.running(run)
    rights.platform(run)
    task = rights.task_named(run)
    fit = task.state is TaskState.OPEN and not (task.overdue or task.reminded)
    rights.demand(run, fit and task.remind is not None, f"“{task.label}”无需提醒", "无需处理")
    left = run.world.left(command.at, task.due_at, task.minutes)
    near = task.due_at is not None and left is not None and left <= (task.remind or 0)
    _due(run, near)
    run.follow(e.Reminded, task=task.number, label=task.label)
