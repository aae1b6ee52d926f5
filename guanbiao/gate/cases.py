"""Running cases: a process of a published standard, walked stage by stage.

A case keeps the stages it began with (those whose condition held), so a revision never moves
the ground under a running case. Tasks and events are rows; nothing of the trace is deleted.
Every function here runs inside a passage: the guard would stop it otherwise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import connection
from django.db.models import Model, Q

from guanbiao.gate.describe import Act
from guanbiao.gate.models import Case, CaseEvent, CaseState, Task, TaskState
from guanbiao.gate.owners import Owner, holds, owners_of
from guanbiao.gate.passage import Forbidden, Passage, Step, Verb, key_of
from guanbiao.library import in_force
from guanbiao.people.models import Person, Unit
from rulebook.calendar import CalendarMissing
from rulebook.feel import compile_expression
from rulebook.processes import Mode, Process, Stage, Who

CLOSING = {Verb.DISAGREE: CaseState.REJECTED, Verb.WITHDRAW: CaseState.WITHDRAWN}
"""Verbs that end a case at once, and how."""


def case_of(subject: Model, entity: str) -> Case | None:
    """The latest case about ``subject``, or none."""
    return Case.objects.filter(entity=entity, key=key_of(subject)).order_by("-opened_at").first()


def open_tasks(actor: Any, on: dt.date) -> Q:
    """Filter of `Task`: the open ones this person may handle, her own or by a post she holds."""
    own = Q(assignee=actor.person)
    for holding in actor.holdings(on):
        own |= Q(assignee=None, role=holding.role, unit=holding.unit)
        if holding.on_behalf_of is not None:
            own |= Q(assignee=holding.on_behalf_of, role="")
    return Q(state=TaskState.OPEN) & own


def title_of(act: Act, subject: Model) -> str:
    """What the case is called in lists: the act and the subject's own words for itself."""
    return f"{act.label}：{subject}"[:200]


def stages_for(process: Process, facts: Mapping[str, Any], scope: Any) -> list[Stage]:
    """The stages whose condition holds for these facts; an unknown condition keeps the stage."""
    kept = []
    for stage in process.stages:
        if stage.when and compile_expression(stage.when, scope)(facts) is False:
            continue
        kept.append(stage)
    return kept


def start(
    passage: Passage, process: Process, stages: list[Stage], unit: Unit, title: str, digest: str
) -> Case:
    """Open a case, or resume the one that was sent back, and hand out its first tasks."""
    case = case_of(passage.subject, passage.act.entity.name)
    if case is None or case.state not in (CaseState.RETURNED, CaseState.WITHDRAWN):
        case = Case(number=_number(passage.now), opened_at=passage.now)
    case.title, case.unit, case.act = title, unit, passage.act.name
    case.entity, case.key = passage.act.entity.name, key_of(passage.subject)
    case.applicant = passage.actor.me
    case.process = {"name": process.name, "stages": [asdict(stage) for stage in stages]}
    case.edition_digest, case.clause = digest, process.clause
    case.state, case.closed_at = CaseState.RUNNING, None
    case.save()
    _record(passage, case, Verb.SUBMIT, stage="提交申请")
    _enter(passage, case, 0, None)
    return case


def move(passage: Passage, step: Step) -> Case:
    """Carry out one wish of an act; raises `Forbidden` with the reason in Chinese."""
    case = Case.objects.select_for_update().get(pk=step.case.pk)
    if step.verb is Verb.WITHDRAW:
        _withdraw(passage, case, step)
        return case
    if case.state != CaseState.RUNNING:
        raise Forbidden(f"办件 {case.number} 已{case.get_state_display()}，不能再办理。")
    if step.verb is Verb.BACK:
        _back(passage, case, step)
        return case
    task = _my_task(passage, case, step.verb)
    if step.verb is Verb.TRANSFER:
        _transfer(passage, task, step)
        return case
    _finish_task(passage, task, step)
    if step.verb in CLOSING:
        _close(passage, case, CLOSING[step.verb])
    elif step.verb is Verb.RETURN:
        _close(passage, case, CaseState.RETURNED)
    else:
        _proceed(passage, case, task, step)
    return case


def _number(now: dt.datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('gate_case_number')")
        (value,) = cursor.fetchone()
    return f"BJ-{now:%Y%m%d}-{value:05d}"


def _stages(case: Case) -> list[Stage]:
    return [Stage(**{**kept, "who": Who(**kept["who"])}) for kept in case.process["stages"]]


def _due(now: dt.datetime, minutes: int | None) -> dt.datetime | None:
    if minutes is None:
        return None
    try:
        due: dt.datetime = in_force.calendar_on(now.date()).add_working_minutes(now, minutes)
    except CalendarMissing:
        return None
    return due


def worked_minutes(start_at: dt.datetime, end_at: dt.datetime) -> int | None:
    """Working minutes between two moments; none when that year's calendar is not published."""
    try:
        return int(in_force.calendar_on(end_at.date()).working_minutes(start_at, end_at))
    except CalendarMissing:
        return None


def _enter(passage: Passage, case: Case, index: int, owner: Person | None) -> None:
    """Open the tasks of stage ``index``, or close the case behind the last one."""
    stages = _stages(case)
    if index >= len(stages):
        _close(passage, case, CaseState.DONE)
        return
    stage = stages[index]
    owners = [Owner(person=owner)] if owner else owners_of(stage, case, passage)
    if stage.mode is Mode.SEQUENCE:
        owners = owners[:1]
    for each in owners:
        _open_task(passage, case, stage, each)


def _open_task(passage: Passage, case: Case, stage: Stage, owner: Owner) -> None:
    task = Task.objects.create(
        case=case,
        stage=stage.name,
        label=stage.label,
        act=stage.act or "",
        assignee=owner.person,
        role=owner.role,
        unit=owner.unit,
        state=TaskState.OPEN,
        opened_at=passage.now,
        due_at=_due(passage.now, stage.deadline_minutes),
    )
    _announce(passage, task)


def _announce(passage: Passage, task: Task) -> None:
    """Let whoever owns the task know, after the commit."""
    passage.tell(
        "case.task_opened",
        case=task.case_id,
        task=task.pk,
        label=task.label,
        assignee=task.assignee_id,
        role=task.role,
        unit=task.unit_id,
    )


def _my_task(passage: Passage, case: Case, verb: Verb) -> Task:
    """The open task this person may finish with this act."""
    wanted = passage.act.name if verb is Verb.FINISH else ""
    tasks = list(case.tasks.select_related("unit").filter(state=TaskState.OPEN))
    for task in tasks:
        if task.act == wanted and holds(passage.actor, task, passage.on):
            return task
    waiting = "、".join(sorted({task.label for task in tasks})) or "无"
    raise Forbidden(
        f"您不是办件 {case.number} 当前环节（{waiting}）的办理人，不能“{passage.act.label}”。"
        "如需代办，请由办理人转办或办理委托。"
    )


def _finish_task(passage: Passage, task: Task, step: Step) -> None:
    task.state, task.verb, task.opinion = TaskState.DONE, step.verb.value, step.opinion
    task.done_at, task.done_by = passage.now, passage.actor.person
    task.save(update_fields=["state", "verb", "opinion", "done_at", "done_by"])
    _record(passage, task.case, step.verb, stage=task.label, opinion=step.opinion, task=task)


def _proceed(passage: Passage, case: Case, task: Task, step: Step) -> None:
    """After an agreement: wait for the others, call the next in turn, or enter the next stage."""
    names = [stage.name for stage in _stages(case)]
    index = names.index(task.stage)
    stage = _stages(case)[index]
    others = case.tasks.filter(stage=task.stage, state=TaskState.OPEN)
    if stage.mode is Mode.ALL and others.exists():
        return
    if stage.mode is Mode.SEQUENCE and _call_next(passage, case, stage):
        return
    others.update(state=TaskState.CANCELLED, done_at=passage.now)
    _enter(passage, case, index + 1, step.to)


def _call_next(passage: Passage, case: Case, stage: Stage) -> bool:
    since = case.events.filter(verb=Verb.SUBMIT).latest("at").at
    done = set(
        case.tasks.filter(stage=stage.name, opened_at__gte=since).values_list(
            "assignee_id", flat=True
        )
    )
    for owner in owners_of(stage, case, passage):
        if owner.person and owner.person.pk not in done:
            _open_task(passage, case, stage, owner)
            return True
    return False


def _transfer(passage: Passage, task: Task, step: Step) -> None:
    if step.to is None or step.to.pk == passage.actor.person_id:
        raise Forbidden("请选择转办给谁；不能转办给自己。")
    task.assignee, task.role, task.unit = step.to, "", None
    task.save(update_fields=["assignee", "role", "unit"])
    _record(passage, task.case, Verb.TRANSFER, stage=task.label, opinion=step.opinion, to=step.to)
    _announce(passage, task)


def _back(passage: Passage, case: Case, step: Step) -> None:
    """Undo the last stage (a dispatch was cancelled): its owners get it once more."""
    task = case.tasks.filter(state=TaskState.OPEN).first()
    if task is None:
        raise Forbidden(f"办件 {case.number} 没有待办环节，不能回到上一环节。")
    index = [stage.name for stage in _stages(case)].index(task.stage)
    case.tasks.filter(state=TaskState.OPEN).update(state=TaskState.CANCELLED, done_at=passage.now)
    _record(passage, case, Verb.BACK, stage=task.label, opinion=step.opinion)
    _enter(passage, case, max(index - 1, 0), None)


def _withdraw(passage: Passage, case: Case, step: Step) -> None:
    if case.applicant_id != passage.actor.person_id:
        raise Forbidden(f"办件 {case.number} 只能由申请人本人撤回。")
    if case.state not in (CaseState.RUNNING, CaseState.RETURNED):
        raise Forbidden(f"办件 {case.number} 已{case.get_state_display()}，不能撤回。")
    _record(passage, case, Verb.WITHDRAW, opinion=step.opinion)
    _close(passage, case, CaseState.WITHDRAWN)


def _close(passage: Passage, case: Case, state: CaseState) -> None:
    case.tasks.filter(state=TaskState.OPEN).update(state=TaskState.CANCELLED, done_at=passage.now)
    case.state, case.closed_at = state, passage.now
    case.save(update_fields=["state", "closed_at"])
    passage.tell("case.closed", case=case.pk, state=state.value, applicant=case.applicant_id)


def _record(
    passage: Passage,
    case: Case,
    verb: Verb,
    *,
    stage: str = "",
    opinion: str = "",
    task: Task | None = None,
    to: Person | None = None,
) -> None:
    CaseEvent.objects.create(
        case=case,
        at=passage.now,
        actor=passage.actor.person,
        on_behalf=_on_behalf(passage, task),
        verb=verb.value,
        stage=stage,
        opinion=opinion,
        to_person=to,
        receipt=passage.receipt,
        minutes=worked_minutes(task.opened_at, passage.now) if task else None,
    )


def _on_behalf(passage: Passage, task: Task | None) -> Person | None:
    """The delegator, when the task is hers or of a post only lent."""
    if task is None:
        return None
    behalf: Person | None = passage.actor.acting_for(task.assignee, task.role, passage.on)
    return behalf
