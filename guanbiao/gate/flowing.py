"""Cases and the process kernel: how a case's state is read, and how what happened is kept.

One row an event (append-only), one row a task (as it stands); the state itself is never stored
but folded from the events, so that what lists show can be checked against what happened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from guanbiao.gate import judging, offices, registry, storing
from guanbiao.gate.models import Case, CaseState
from guanbiao.gate.passage import Forbidden, Passage
from guanbiao.library import in_force
from guanbiao.people.models import Person, Unit
from rulebook import flow
from rulebook.calendar import CalendarMissing
from rulebook.flow import codec, commands, trace
from rulebook.flow import events as e

VERBS: Mapping[type[e.Event], str] = {
    e.Submitted: "提交", e.SeatAdded: "加签", e.SeatRemoved: "减签", e.Urged: "催办",
    e.Copied: "抄送", e.CopyRead: "已阅", e.Skipped: "跳过", e.Passed: "超时",
    e.Reminded: "提醒", e.Renewed: "转入新版",
    e.Triggered: "通知流程", e.Paused: "暂停计时", e.Resumed: "恢复计时",
    e.Rescheduled: "重算时限", e.Failed: "未成",
}  # fmt: skip
"""What an event is called in the trace, where it does not say so itself."""
ENDS = {
    flow.Phase.WITHDRAWN: "撤回", flow.Phase.CANCELLED: "撤销", flow.Phase.TERMINATED: "终止",
    flow.Phase.VOID: "作废", flow.Phase.DONE: "办结", flow.Phase.REJECTED: "结束",
}  # fmt: skip


@lru_cache(maxsize=500)
def _program(digest: str, name: str, act: str) -> flow.Program:
    roads = in_force.processes_of(digest)
    return flow.compile_process(roads[name], registry.scope_of(act), roads)


def program_of(case: Case) -> flow.Program:
    """The process a case is bound to, as its edition laid it down."""
    return _program(case.edition_digest, case.process, case.act)


def state_of(case: Case) -> flow.State:
    """The state folded from all events of a case."""
    return flow.replay(codec.from_json(body) for body in storing.bodies(case))


def carry_out(
    passage: Passage, case: Case, command: commands.Command,
    next_one: Person | None = None, before: flow.State | None = None,
    by: dt.datetime | None = None,
) -> None:  # fmt: skip
    """Decide a command on a locked case and keep what came of it; `Forbidden` when it may not.

    ``before`` is its state, where the caller has read it from the locked case; ``by`` when what is
    next has to be done, where the act knows it.
    """
    before = before or (state_of(case) if case.pk else flow.State())
    program = program_of(case)
    world = flow.World(
        directory=offices.Offices(case.unit, str(case.applicant_id), passage.on, next_one),
        calendar=in_force.calendar_on(passage.on, case.unit),
        facts=facts_of(case, program),
        rules=rules_of(case, program, passage.on),
        by=by,
    )
    try:
        happened = flow.decide(program, before, command, world)
    except flow.Refused as refusal:
        raise Forbidden(str(refusal)) from refusal
    keep(passage, case, before, happened)


def facts_of(case: Case, program: flow.Program) -> Mapping[str, Any]:
    """What conditions and decisions see: the facts of the case's record; none if nothing asks."""
    if not program.asks:
        return {}
    found = judging.read_facts(registry.act(case.act).facts, [case.key])
    return found[0].values if found else {}


def rules_of(case: Case, program: flow.Program, on: dt.date) -> flow.Decide:
    """How rule tasks are decided: by the tables of the case's own edition, looked up when asked."""

    def decide(decision: str, facts: Mapping[str, Any]) -> flow.Decision:
        scope = registry.scope_of(case.act)
        return in_force.decisions_of(case.edition_digest, program, on, scope)(decision, facts)

    return decide


def keep(
    passage: Passage, case: Case, before: flow.State, happened: Sequence[e.Event]
) -> flow.State:
    """Write the events and what they change of the case and its tasks."""
    names = _Names(_known(passage))
    rows, state = [], before
    for event in happened:
        rows.append(_row(passage, case, state, event, names))
        state = flow.apply(state, event)
    was = case.state
    _move(passage, case, state)
    changed = [task for key, task in state.tasks.items() if before.tasks.get(key) != task]
    keys = storing.store(case, rows, [_task_row(case, task) for task in changed])
    if case.state not in (was, CaseState.RUNNING):
        _tell(passage, case, "case.closed", number=state.version, state=case.state)
    for task in changed:
        if task.state is flow.TaskState.OPEN and _new(before.tasks.get(task.number), task):
            announce(passage, case, task, keys[task.number])
    for event in happened:
        _spread(passage, case, state, event)
    return state


def _row(
    passage: Passage, case: Case, state: flow.State, event: e.Event, names: _Names
) -> storing.Row:
    stage = getattr(event, "label", "") or ("提交申请" if isinstance(event, e.Submitted) else "")
    quiet = type(event) in trace.QUIET or isinstance(event, e.TaskOpened | e.Rewound | e.Valued)
    return {
        "number": state.version, "at": event.at, "actor_id": _key(event.by),
        "on_behalf_id": _key(event.behalf), "verb": _verb(event), "stage": stage,
        "words": trace.line(event, state, names), "opinion": getattr(event, "opinion", ""),
        "to_person_id": _key(_receiver(event)), "receipt": str(passage.receipt),
        "minutes": _minutes(case, state, event), "quiet": quiet, "body": codec.to_json(event),
    }  # fmt: skip


def _verb(event: e.Event) -> str:
    if isinstance(event, e.Closed):
        return ENDS[event.phase]
    named: str = getattr(event, "verb", "") or VERBS.get(type(event), "")
    return named


def _receiver(event: e.Event) -> str:
    """The one person an event hands something to."""
    if isinstance(event, e.Reassigned):
        return event.owner.person
    if isinstance(event, e.TaskParked) and len(event.to) == 1:
        return event.to[0].person
    return ""


def _key(text: str) -> int | None:
    return int(text) if text else None


def _minutes(case: Case, state: flow.State, event: e.Event) -> int | None:
    """Working minutes a finished task took; none where that year's calendar is not published."""
    if not isinstance(event, e.TaskDone):
        return None
    return worked_minutes(state.tasks[event.task].opened_at, event.at, case.unit)


def worked_minutes(
    start_at: dt.datetime, end_at: dt.datetime, unit: Unit | None = None
) -> int | None:
    """Working minutes between two moments, by the calendar of ``unit`` where it has its own.

    None when that year's calendar is not published.
    """
    try:
        calendar = in_force.calendar_on(end_at.date(), unit)
        return int(calendar.working_minutes(start_at, end_at))
    except CalendarMissing:
        return None


def _known(passage: Passage) -> dict[flow.Owner, str]:
    """The acting person's name needs no look-up."""
    person = passage.actor.person
    return {offices.of_person(person): person.name} if person else {}


class _Names(dict[flow.Owner, str]):
    """How owners are called in the trace, each looked up once."""

    def __missing__(self, owner: flow.Owner) -> str:
        if owner.person:
            name = Person.objects.values_list("name", flat=True).get(pk=int(owner.person))
        else:
            unit = Unit.objects.filter(pk=int(owner.unit or 0)).first()
            name = f"{unit.short_name if unit else ''}{owner.post}"
        self[owner] = name
        return name

    def __call__(self, owner: flow.Owner) -> str:
        return self[owner]


def _move(passage: Passage, case: Case, state: flow.State) -> None:
    """The case's own row as its state has it."""
    case.state = CaseState.RETURNED if state.returned else CaseState(state.phase.value)
    case.version, case.paused_at = state.version, state.paused_at
    resting = state.phase is not flow.Phase.RUNNING
    case.ring_at = next_ring(state)
    case.closed_at = (case.closed_at or passage.now) if resting else None


def next_ring(state: flow.State) -> dt.datetime | None:
    """When the next boundary timer is due; none while the clock stands still."""
    running = [timer.due_at for timer in state.timers.values() if timer.running and timer.due_at]
    return min(running, default=None) if state.paused_at is None else None


def remind_at(case: Case, task: flow.Task) -> dt.datetime | None:
    """When an open task's owner is to be reminded; none once she was, or where nobody said so."""
    waits = task.state is flow.TaskState.OPEN and not (task.reminded or task.overdue)
    if not waits or task.remind is None or task.due_at is None:
        return None
    start, span = task.clock
    if span is None or span <= task.remind:
        return start
    calendar = in_force.calendar_on(start.date(), case.unit)
    return calendar.add_working_minutes(start, span - task.remind)


def _new(former: flow.Task | None, task: flow.Task) -> bool:
    """Whether an open task is new to its owner."""
    if former is None:
        return True
    return former.owner != task.owner or former.state is not flow.TaskState.OPEN


def _spread(passage: Passage, case: Case, state: flow.State, event: e.Event) -> None:
    """Word of what else concerns somebody: a reminder, a copy, a deadline that passed."""
    if isinstance(event, e.Copied):
        for copy in event.copies:
            _tell(passage, case, "case.copied", number=copy.number, person=int(copy.person))
    numbers = event.tasks if isinstance(event, e.Urged) else ()
    name = "case.urged"
    if isinstance(event, e.Failed) and state.tasks[event.task].failures == 1:
        numbers, name = (event.task,), "case.service_failed"
    if isinstance(event, e.Passed | e.Reminded):
        late = isinstance(event, e.Passed)
        numbers, name = (event.task,), "case.task_overdue" if late else "case.task_near"
    if isinstance(event, e.Renewed):
        _tell(passage, case, "case.renewed", number=state.version, label=event.name)
    for number in numbers:
        task = state.tasks[number]
        _tell(passage, case, name, number=state.version, task=number, **_owner(task))


def _task_row(case: Case, task: flow.Task) -> storing.Row:
    return {
        "number": task.number, "stage": task.node, "label": task.label, "kind": task.kind.value,
        "act": task.act if task.kind is flow.TaskKind.HANDLE else "",
        "assignee_id": _key(task.owner.person), "role": task.owner.post,
        "unit_id": _key(task.owner.unit), "state": task.state.value, "vacant": task.vacant,
        "overdue": task.overdue, "opened_at": task.opened_at, "due_at": task.due_at,
        "done_at": task.done_at, "remind_at": remind_at(case, task),
        "done_by_id": _key(task.done_by), "verb": task.verb[:20], "opinion": task.opinion,
    }  # fmt: skip


def announce(passage: Passage, case: Case, task: flow.Task, key: int) -> None:
    """Let whoever owns the task know, after the commit; the platform goes about its own at once.

    ``key`` is that of the task's row.
    """
    if task.kind is flow.TaskKind.SERVICE:
        passage.tell("case.service_due", case=case.pk, number=task.number)
        return
    _tell(passage, case, "case.task_opened", task=key, **_owner(task))


def _owner(task: flow.Task) -> dict[str, Any]:
    owner = task.owner
    return {
        "label": task.label, "assignee": _key(owner.person), "role": owner.post,
        "unit": _key(owner.unit),
    }  # fmt: skip


def _tell(passage: Passage, case: Case, name: str, **more: Any) -> None:
    """An event about a case carries what every message about it says, so no listener reads it."""
    passage.tell(
        name, case=case.pk, title=case.title, entity=case.entity, key=case.key,
        applicant=case.applicant_id, **more,
    )  # fmt: skip
