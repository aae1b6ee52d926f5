"""Folding events: `apply(state, event)` is the next state; `replay(events)` all of them.

Nothing here asks or decides; an event already holds every result.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

from rulebook.flow import events as e
from rulebook.flow.state import Owner, Phase, Scope, Seat, State, Task, TaskKind, TaskState, changed

AGREE, DISAGREE, FINISH = "同意", "不同意", "办理"
VOTES = frozenset({AGREE, DISAGREE, FINISH})


def replay(events: Iterable[e.Event]) -> State:
    """The state after all these events, from the beginning."""
    return reduce(apply, events, State())


def apply(state: State, event: e.Event) -> State:
    """The state after one more event."""
    fold = FOLDS.get(type(event))
    after = fold(state, event) if fold else state
    return changed(after, version=state.version + 1)


def _submitted(state: State, event: e.Submitted) -> State:
    return changed(
        state,
        phase=Phase.RUNNING,
        process=event.process,
        edition=event.edition,
        applicant=event.applicant,
        scopes={**state.scopes, 0: Scope(0, event.process)},
        round=len(state.tokens) + 1,
    )


def _moved(state: State, event: e.Moved) -> State:
    placed = {token.number: token for token in event.placed}
    return changed(
        state,
        tokens={**state.tokens, **placed},
        live=frozenset((state.live - set(event.consumed)) | placed.keys()),
    )


def _called(state: State, event: e.Called) -> State:
    return changed(state, scopes={**state.scopes, event.scope.number: event.scope})


def _opened(state: State, event: e.Opened) -> State:
    return changed(state, seats={**state.seats, event.token: event.seats})


def _seat_added(state: State, event: e.SeatAdded) -> State:
    """A seat after another goes right behind it, any other to the end."""
    seats = list(state.seats[event.token])
    numbers = [seat.number for seat in seats]
    after = event.seat.after
    seats.insert(len(seats) if after is None else numbers.index(after) + 1, event.seat)
    return changed(state, seats={**state.seats, event.token: tuple(seats)})


def _seat_removed(state: State, event: e.SeatRemoved) -> State:
    kept = tuple(seat for seat in state.seats[event.token] if seat.number != event.seat)
    return changed(state, seats={**state.seats, event.token: kept})


def _seat(state: State, token: int, number: int, /, **changes: Any) -> State:
    seats = tuple(
        changed(seat, **changes) if seat.number == number else seat for seat in state.seats[token]
    )
    return changed(state, seats={**state.seats, token: seats})


def _seat_moved(state: State, event: e.SeatMoved) -> State:
    return _seat(state, event.token, event.seat, owners=event.owners)


def _skipped(state: State, event: e.Skipped) -> State:
    return _seat(state, event.token, event.seat, vote=AGREE)


def _task(state: State, number: int, /, **changes: Any) -> State:
    return changed(state, tasks={**state.tasks, number: changed(state.tasks[number], **changes)})


def _task_opened(state: State, event: e.TaskOpened) -> State:
    return changed(state, tasks={**state.tasks, event.task.number: event.task})


def _task_done(state: State, event: e.TaskDone) -> State:
    task = state.tasks[event.task]
    after = _task(
        state, event.task, state=TaskState.DONE, verb=event.verb, opinion=event.opinion,
        done_by=event.by, behalf=event.behalf, done_at=event.at,
    )  # fmt: skip
    if task.kind is TaskKind.HANDLE and task.seat is not None and event.verb in VOTES:
        return _seat(after, task.token, task.seat, vote=event.verb)
    return after


def _task_closed(state: State, event: e.TaskClosed) -> State:
    return _task(state, event.task, state=TaskState.CLOSED, verb=event.why, done_at=event.at)


def _task_parked(state: State, event: e.TaskParked) -> State:
    to = TaskState.SUSPENDED if event.suspended else TaskState.WAITING
    return _task(state, event.task, state=to)


def _task_resumed(state: State, event: e.TaskResumed) -> State:
    task = state.tasks[event.task]
    same = task.due_at == event.due_at
    anew = {} if same else {"since": event.at, "span": None}
    return _task(
        state, event.task, state=TaskState.OPEN, due_at=event.due_at, left=event.left,
        overdue=task.overdue and same, **anew,
    )  # fmt: skip


def _reassigned(state: State, event: e.Reassigned) -> State:
    changes: dict[str, Any] = {"owner": event.owner, "vacant": event.vacant}
    task = state.tasks[event.task]
    if event.due_at is not None:
        changes |= {"due_at": event.due_at, "overdue": False}
        if event.due_at != task.due_at:
            changes |= {"since": event.at, "span": None}
    return _seated(_task(state, event.task, **changes), task, event.former, event.owner)


def _seated(state: State, task: Task, former: Owner, owner: Owner) -> State:
    """The seat of a reassigned task names the new owner."""
    if task.seat is None or task.kind is not TaskKind.HANDLE:
        return state
    seat: Seat = state.seat(task.token, task.seat)
    owners = tuple(owner if each == former else each for each in seat.owners)
    owners = (owner,) if len(owners) == 1 else owners
    return _seat(state, task.token, task.seat, owners=owners)


def _rewound(state: State, event: e.Rewound) -> State:
    gone = set(event.annulled)
    return changed(
        state,
        tokens={**state.tokens, event.placed.number: event.placed},
        live=(state.live - gone) | set(event.restored) | {event.placed.number},
        annulled=state.annulled | gone,
    )


def _valued(state: State, event: e.Valued) -> State:
    return changed(state, values={**state.values, **event.values})


def _timer_set(state: State, event: e.TimerSet) -> State:
    return changed(state, timers={**state.timers, event.timer.number: event.timer})


def _timer_stopped(state: State, event: e.TimerStopped) -> State:
    timer = changed(state.timers[event.timer], running=False)
    return changed(state, timers={**state.timers, event.timer: timer})


def _passed(state: State, event: e.Passed) -> State:
    return _task(state, event.task, overdue=True)


def _dues(state: State, dues: tuple[e.Due, ...], since: dt.datetime | None = None) -> State:
    """New deadlines; with ``since`` what was left of each is reckoned from then."""
    timers, tasks = dict(state.timers), dict(state.tasks)
    for due in dues:
        rows: dict[int, Any] = timers if due.timer else tasks
        anew = {"since": since, "span": rows[due.number].left} if since else {}
        rows[due.number] = changed(
            rows[due.number], due_at=due.due_at, left=due.left, **anew
        )  # fmt: skip
    return changed(state, timers=timers, tasks=tasks)


def _paused(state: State, event: e.Paused) -> State:
    return changed(_dues(state, event.dues), paused_at=event.at)


def _resumed(state: State, event: e.Resumed) -> State:
    return changed(_dues(state, event.dues, event.at), paused_at=None)


def _rescheduled(state: State, event: e.Rescheduled) -> State:
    return _dues(state, event.dues)


def _failed(state: State, event: e.Failed) -> State:
    failures = state.tasks[event.task].failures + 1
    return _task(state, event.task, failures=failures, failed_at=event.at)


def _reminded(state: State, event: e.Reminded) -> State:
    return _task(state, event.task, reminded=True)


def _renewed(state: State, event: e.Renewed) -> State:
    tokens = {
        number: token
        if token.scope
        else changed(token, node=event.renamed.get(token.node, token.node))
        for number, token in state.tokens.items()
    }
    return changed(
        state,
        process=event.process,
        edition=event.edition,
        scopes={**state.scopes, 0: Scope(0, event.process)},
        tokens=tokens,
        gone=state.gone | set(event.gone),
    )


def _copied(state: State, event: e.Copied) -> State:
    return changed(state, copies={**state.copies, **{copy.number: copy for copy in event.copies}})


def _copy_read(state: State, event: e.CopyRead) -> State:
    copy = changed(state.copies[event.copy], read_at=event.at)
    return changed(state, copies={**state.copies, event.copy: copy})


def _closed(state: State, event: e.Closed) -> State:
    return changed(state, phase=event.phase, live=frozenset(), paused_at=None)


FOLDS: dict[type[e.Event], Callable[[State, Any], State]] = {
    e.Submitted: _submitted,
    e.Moved: _moved,
    e.Called: _called,
    e.Opened: _opened,
    e.SeatAdded: _seat_added,
    e.SeatRemoved: _seat_removed,
    e.SeatMoved: _seat_moved,
    e.Skipped: _skipped,
    e.TaskOpened: _task_opened,
    e.TaskDone: _task_done,
    e.TaskClosed: _task_closed,
    e.TaskParked: _task_parked,
    e.TaskResumed: _task_resumed,
    e.Reassigned: _reassigned,
    e.Rewound: _rewound,
    e.Valued: _valued,
    e.TimerSet: _timer_set,
    e.TimerStopped: _timer_stopped,
    e.Passed: _passed,
    e.Paused: _paused,
    e.Resumed: _resumed,
    e.Rescheduled: _rescheduled,
    e.Reminded: _reminded,
    e.Failed: _failed,
    e.Renewed: _renewed,
    e.Copied: _copied,
    e.CopyRead: _copy_read,
    e.Closed: _closed,
}
"""Events without a line here (催办, an incoming signal) change nothing but the trace."""
