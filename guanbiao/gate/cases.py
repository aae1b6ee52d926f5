"""Running cases: a process of a published standard, walked by the kernel `rulebook.flow`.

A case is bound to the edition it began under, so a revision never moves the ground under it.
Every function here runs inside a passage: the guard would stop it otherwise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.db import connection
from django.db.models import Model, Q
from django.utils import timezone

from guanbiao.gate import flowing, offices
from guanbiao.gate.models import Case, CaseState, TaskState
from guanbiao.gate.passage import Forbidden, Passage, Step, Verb, key_of
from guanbiao.library import in_force
from guanbiao.people.models import Unit
from rulebook import flow
from rulebook.flow import commands
from rulebook.flow.model import Process
from rulebook.flow.road import expected


def case_of(subject: Model, entity: str) -> Case | None:
    """The latest case about ``subject``, or none."""
    return Case.objects.filter(entity=entity, key=key_of(subject)).order_by("-opened_at").first()


def open_tasks(actor: Any, on: dt.date) -> Q:
    """Filter of `Task`: the open ones this person may handle, her own or by a post she holds."""
    own = Q(assignee=actor.person) | Q(assignee__in=actor.lenders(on))
    for holding in actor.holdings(on):
        own |= Q(assignee=None, role=holding.role, unit=holding.unit)
    return Q(state=TaskState.OPEN) & own


def title_of(passage: Passage) -> str:
    """What the case is called in lists: the act and the subject's own words for itself."""
    return f"{passage.act.label}：{passage.subject}"[:200]


def road(case: Case, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The stages to be expected for these facts, for the line of progress."""
    program = flowing.program_of(case)
    rules = flowing.rules_of(case, program, timezone.localdate())
    return [
        {"name": task.id, "label": task.label, "minutes": task.minutes}
        for task in expected(program, facts, rules)
    ]


def start(
    passage: Passage, process: Process, unit: Unit, facts: Mapping[str, Any], digest: str
) -> Case:
    """Open a case, or go on with the one that was sent back or withdrawn."""
    case = case_of(passage.subject, passage.act.entity.name)
    if case is not None and case.state in (CaseState.RETURNED, CaseState.WITHDRAWN):
        case = Case.objects.select_for_update().get(pk=case.pk)
    else:
        case = Case(number=_number(passage.now), opened_at=passage.now, state=CaseState.RUNNING)
    if case.state != CaseState.RETURNED:
        case.process, case.edition_digest, case.clause = process.id, digest, process.clause
    case.title, case.unit, case.act = title_of(passage), unit, passage.act.name
    case.road = road(case, facts)
    case.calendar = in_force.calendar_mark(unit)
    case.entity, case.key = passage.act.entity.name, key_of(passage.subject)
    case.applicant = passage.actor.me
    who = offices.actor(passage.actor, unit, passage.on)
    asked = commands.Submit(actor=who, at=passage.now, edition=case.edition_digest)
    flowing.carry_out(passage, case, asked)
    return case


def _number(now: dt.datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('gate_case_number')")
        (value,) = cursor.fetchone()
    return f"BJ-{now:%Y%m%d}-{value:05d}"


def move(passage: Passage, step: Step) -> Case:
    """Carry out one wish of an act; raises `Forbidden` with the reason in Chinese."""
    case = _locked(passage, step.case)
    before = flowing.state_of(case)
    who = offices.actor(passage.actor, case.unit, passage.on)
    common = {"actor": who, "at": passage.now, "opinion": step.opinion}
    if step.task is None and step.verb in ON_A_TASK:
        step = replace(step, task=_own_task(passage, case, step, before, who))
    command = MAKERS[step.verb](passage, case, step, common)
    next_one = step.to if step.verb is Verb.FINISH else None
    flowing.carry_out(passage, case, command, next_one, before, step.by)
    return case


Common = Mapping[str, Any]
Maker = Callable[[Passage, Case, Step, Common], commands.Command]


def _locked(passage: Passage, case: Case) -> Case:
    """The case's row, locked: the gate has locked it already where the act is about the case."""
    subject = passage.subject
    if isinstance(subject, Case) and subject.pk == case.pk:
        return subject
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    locked.unit = case.unit
    return locked


def _own_task(
    passage: Passage, case: Case, step: Step, state: flow.State, who: flow.Actor
) -> int:  # fmt: skip
    """The number of the task meant where none is named: the actor's own open one."""
    wanted = passage.act.name if step.verb is Verb.FINISH else ""
    tasks = list(state.open())
    for task in tasks:
        act = task.act if task.kind is flow.TaskKind.HANDLE else ""
        if act == wanted and who.holds(task.owner) is not None:
            return task.number
    if case.state not in (CaseState.RUNNING, CaseState.RETURNED):
        raise Forbidden(f"办件 {case.number} {case.get_state_display()}，不能再办理。")
    waiting = "、".join(sorted({task.label for task in tasks})) or "无"
    raise Forbidden(
        f"您不是办件 {case.number} 当前环节（{waiting}）的办理人，不能“{passage.act.label}”。"
        "如需代办，请由办理人转办或办理委托。"
    )


def _on_task(kind: type[commands.TaskCommand]) -> Maker:
    """A verb that needs nothing but its task."""
    return lambda _p, _case, step, common: kind(task=step.task or 0, **common)


def _on_case(kind: type[commands.Command]) -> Maker:
    """A verb on the whole case."""
    return lambda _p, _case, _step, common: kind(**common)


def _finish(passage: Passage, _case: Case, step: Step, common: Common) -> commands.Command:
    return commands.Finish(task=step.task or 0, act=passage.act.name, **common)


def _return(_: Passage, _case: Case, step: Step, common: Common) -> commands.Command:
    target = commands.Target(step.target) if step.target else commands.Target.APPLICANT
    return commands.Return(
        task=step.task or 0, target=target, node=step.node, direct=step.direct,
        **common,
    )  # fmt: skip


def _retrieve(_: Passage, case: Case, step: Step, common: Common) -> commands.Command:
    """The task named, else the last one that was finished."""
    number = step.task
    if number is None:
        done = case.tasks.filter(state=TaskState.DONE).order_by("done_at", "number").last()
        number = done.number if done else 0
    return commands.Retrieve(task=number, **common)


def _to(kind: type[commands.Transfer | commands.Delegate]) -> Maker:
    def make(_: Passage, _case: Case, step: Step, common: Common) -> commands.Command:
        return kind(task=step.task or 0, to=offices.of_person(step.to), **common)

    return make


def _add(_: Passage, _case: Case, step: Step, common: Common) -> commands.Command:
    people = tuple(str(person.pk) for person in step.people)
    place = commands.Place(step.place)
    return commands.AddSigners(task=step.task or 0, people=people, place=place, **common)


def _remove(_: Passage, _case: Case, step: Step, common: Common) -> commands.Command:
    person = str(step.to.pk) if step.to else ""
    return commands.RemoveSigner(task=step.task or 0, person=person, **common)


def _copy(_: Passage, _case: Case, step: Step, common: Common) -> commands.Command:
    return commands.Send(people=tuple(str(person.pk) for person in step.people), **common)


def _ring(_: Passage, _case: Case, step: Step, common: Common) -> commands.Command:
    return commands.Ring(timer=step.timer, **common)


def _notify(passage: Passage, _case: Case, step: Step, common: Common) -> commands.Command:
    """A business act that tells a case something has the power to; by hand the kernel asks who."""
    who = common["actor"]
    if passage.act.entity.name != "cases.case":
        who = replace(who, administrator=True)
    said = {**common, "actor": who}
    return commands.Notify(name=step.signal, message=step.message, **said)


def _reckon(_: Passage, case: Case, _step: Step, common: Common) -> commands.Command:
    case.calendar = in_force.calendar_mark(case.unit)
    return commands.Reschedule(**common)


def _renew(passage: Passage, case: Case, _step: Step, common: Common) -> commands.Command:
    """Bind the case to the edition that takes it over; nothing else ever binds it anew."""
    bound = in_force.successor(case.edition_digest, case.act, case.unit, passage.on)
    if bound is None:
        raise Forbidden(f"办件 {case.number} 没有可以转入的新版流程，按原版次办完。")
    former = flowing.program_of(case)
    case.process, case.edition_digest = bound.process.id, bound.edition_digest
    case.clause = bound.process.clause
    case.road = road(case, flowing.facts_of(case, flowing.program_of(case)))
    name = f"《{bound.title}》{bound.edition}版"
    return commands.Renew(former=former, edition=bound.edition_digest, name=name, **common)


def _hand_over(_: Passage, _case: Case, step: Step, common: Common) -> commands.Command:
    (leaver,) = step.people
    heir = offices.of_person(step.to) if step.to else None
    who = replace(common["actor"], administrator=True)  # the act of leaving gives her this power
    return commands.HandOver(person=str(leaver.pk), to=heir, **{**common, "actor": who})


def _move_unit(_: Passage, case: Case, step: Step, common: Common) -> commands.Command:
    """Posts of a unit become those of another; its own cases are that one's from now on."""
    old, new = step.units
    if case.unit_id == old.pk:
        case.unit = new
    who = replace(common["actor"], administrator=True)  # the act of merging gives her this power
    return commands.MoveUnit(old=str(old.pk), new=str(new.pk), **{**common, "actor": who})


ON_A_TASK = frozenset({
    Verb.AGREE, Verb.DISAGREE, Verb.FINISH, Verb.RETURN, Verb.TRANSFER, Verb.DELEGATE, Verb.ADD,
    Verb.REMOVE,
})  # fmt: skip
"""Verbs on the actor's own task, which need not be named."""
MAKERS: Mapping[Verb, Maker] = {
    Verb.SUBMIT: _on_case(commands.Submit),
    Verb.AGREE: _on_task(commands.Agree),
    Verb.DISAGREE: _on_task(commands.Disagree),
    Verb.FINISH: _finish,
    Verb.RETURN: _return,
    Verb.RETRIEVE: _retrieve,
    Verb.TRANSFER: _to(commands.Transfer),
    Verb.DELEGATE: _to(commands.Delegate),
    Verb.ADD: _add,
    Verb.REMOVE: _remove,
    Verb.COPY: _copy,
    Verb.URGE: _on_case(commands.Urge),
    Verb.WITHDRAW: _on_case(commands.Withdraw),
    Verb.CANCEL: _on_case(commands.Cancel),
    Verb.TERMINATE: _on_case(commands.Terminate),
    Verb.ANNUL: _on_case(commands.Annul),
    Verb.PAUSE: _on_case(commands.Pause),
    Verb.RESUME: _on_case(commands.Resume),
    Verb.EXPIRE: _on_task(commands.Expire),
    Verb.COMPLETE: _on_task(commands.Complete),
    Verb.FAIL: _on_task(commands.Fail),
    Verb.RING: _ring,
    Verb.REMIND: _on_task(commands.Remind),
    Verb.NOTIFY: _notify,
    Verb.RECKON: _reckon,
    Verb.RENEW: _renew,
    Verb.HAND_OVER: _hand_over,
    Verb.MOVE_UNIT: _move_unit,
}
"""How each verb is put to the kernel."""
