"""Who owns a task: the rule of a stage, answered from today's posts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from guanbiao.gate.models import Case, Task
from guanbiao.gate.passage import Forbidden, Passage
from guanbiao.people.models import Person, Post, Unit
from rulebook.processes import Mode, Stage, WhoKind, WhoOf


@dataclass(frozen=True)
class Owner:
    """A person, or whoever holds ``role`` at ``unit``."""

    person: Person | None = None
    role: str = ""
    unit: Unit | None = None


def holds(actor: Any, task: Task, on: dt.date) -> bool:
    """Whether this person may finish the task: hers, or of a post she or her delegator holds."""
    if task.assignee_id is not None:
        if task.assignee_id == actor.person.pk:
            return True
        return any(
            holding.on_behalf_of is not None and holding.on_behalf_of.pk == task.assignee_id
            for holding in actor.holdings(on)
        )
    return any(
        holding.role == task.role and holding.unit.pk == task.unit_id
        for holding in actor.holdings(on)
    )


def owners_of(stage: Stage, case: Case, passage: Passage) -> list[Owner]:
    """The owners of a stage; raises `Forbidden` when nobody holds the post it names."""
    who = stage.who
    if who.kind is WhoKind.APPLICANT:
        return [Owner(person=case.applicant)]
    if who.kind is WhoKind.PERSON:
        return [Owner(person=Person.objects.get(staff_no=who.value))]
    if who.kind is WhoKind.UNIT_HEAD:
        return _heads(stage, case, passage)
    return _holders(stage, case, passage)


def _in_post(on: dt.date) -> Any:
    return Post.objects.in_force(on).select_related("person", "unit").order_by("pk")


def _heads(stage: Stage, case: Case, passage: Passage) -> list[Owner]:
    """The head of the applicant's unit, else of the nearest unit above; never the applicant."""
    heads = _in_post(passage.on).filter(is_head=True).exclude(person=case.applicant)
    for unit in case.unit.upwards():
        found = [post for post in heads if post.unit_id == unit.pk]
        if found:
            return [Owner(person=post.person) for post in found][: _limit(stage)]
    raise Forbidden(
        f"{case.unit.name}及其上级都没有在岗的负责人，无法进入“{stage.label}”。"
        "请联系组织管理员任命负责人后再提交。"
    )


def _holders(stage: Stage, case: Case, passage: Passage) -> list[Owner]:
    unit = case.unit if stage.who.of is WhoOf.APPLICANT_UNIT else case.unit.bureau()
    posts = list(_in_post(passage.on).filter(role=stage.who.value, unit=unit))
    if not posts:
        raise Forbidden(
            f"{unit.name}没有在岗的{stage.who.value}，无法进入“{stage.label}”。"
            "请联系组织管理员安排岗位后再提交。"
        )
    if stage.mode is Mode.ANY:
        return [Owner(role=stage.who.value, unit=unit)]
    return [Owner(person=post.person) for post in posts]


def _limit(stage: Stage) -> int | None:
    """或签 goes to the first head only; 会签 and 依次 to all of them."""
    return 1 if stage.mode is Mode.ANY else None
