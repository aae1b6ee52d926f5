"""Reads for the desk: what waits for me, what I started, what I was told, what I may ask for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from guanbiao.gate import authority, registry
from guanbiao.gate.cases import open_tasks
from guanbiao.gate.describe import Service
from guanbiao.gate.models import Case, Receipt, Task, TaskState
from guanbiao.library import in_force
from guanbiao.modules.desk.models import Message


@dataclass(frozen=True)
class Guide:
    """How a service is done, read from the standards: who, stages, clauses, basis."""

    who: list[str]
    stages: list[str]
    clauses: int
    basis: list[in_force.Published]


@dataclass(frozen=True)
class Tile:
    """A service a person may use, with the business it belongs to."""

    service: Service
    module: str
    href: str
    guide: Guide | None = None


def todos(actor: Any, on: dt.date) -> QuerySet[Task]:
    """Open tasks of this person, the most urgent first."""
    rows = Task.objects.filter(open_tasks(actor, on)).select_related("case__applicant__unit")
    return rows.order_by("due_at", "opened_at")


def done(actor: Any) -> QuerySet[Task]:
    """Tasks this person finished, the latest first."""
    rows = Task.objects.filter(done_by=actor.person, state=TaskState.DONE)
    return rows.select_related("case__applicant__unit").order_by("-done_at")


def started(actor: Any) -> QuerySet[Case]:
    """Cases this person began, the latest first."""
    rows = Case.objects.filter(applicant=actor.person).select_related("applicant")
    return rows.prefetch_related("tasks__assignee", "tasks__done_by").order_by("-opened_at")


def inbox(actor: Any) -> QuerySet[Message]:
    """Messages of this person, the latest first."""
    return Message.objects.filter(person=actor.person).order_by("-created_at")


def unread(actor: Any) -> int:
    """How many messages this person has not read."""
    return inbox(actor).filter(read_at=None).count()


def tiles(actor: Any, on: dt.date) -> list[Tile]:
    """The services this person's posts let her use."""
    return [
        Tile(service, module.label, reverse(service.page), guide(actor, service.act, on))
        for module in registry.modules()
        for service in module.services
        if not service.act or authority.able(actor, service.act, on)
    ]


def guide(actor: Any, act: str, on: dt.date) -> Guide | None:
    """What the standards in force say of a service; none for one without an act."""
    if not act or actor.unit is None:
        return None
    rules = in_force.in_force(act, actor.unit, on, registry.scope_of(act))
    bound = in_force.process_for(act, actor.unit, on)
    numbers = {ref.standard for ref in rules.editions}
    return Guide(
        who=sorted({g.role for g in in_force.grants_in_force(actor.unit, on) if g.covers(act)}),
        stages=["提交申请", *(stage.label for stage in bound.process.stages)] if bound else [],
        clauses=len(rules),
        basis=[e for e in in_force.standards_in_force(actor.unit, on) if e.head.number in numbers],
    )


def case_href(case: Case, task: Task | None = None) -> str:
    """Where a case is handled: on its record, or on its own page, as advice always is."""
    plain = task is None or task.kind in ("handle", "revise")
    page = href(case.entity, case.key) if plain else ""
    return page or reverse("cases.case", args=[case.pk])


def href(entity: str, key: str) -> str:
    """The page of a record, empty when its module has none."""
    try:
        page = registry.entity(entity).page
        return reverse(page, args=[key]) if page else ""
    except (registry.UnknownName, NoReverseMatch):
        return ""


@dataclass(frozen=True)
class Found:
    """A record that matches a search."""

    kind: str
    title: str
    href: str


def search(actor: Any, on: dt.date, text: str) -> list[Found]:
    """Records of every entity with a page, by their title, within the visitor's scope."""
    found = [
        Found("办件", f"{case.number} {case.title}", href(case.entity, case.key))
        for case in Case.objects.filter(applicant=actor.person, title__icontains=text)[:20]
    ]
    for entity in registry.entities():
        if not entity.page:
            continue
        rows = entity.model._default_manager.filter(
            authority.visible(actor, f"{entity.name}.view", on),
            **{f"{entity.title}__icontains": text},
        )
        found += [
            Found(entity.label, str(row), href(entity.name, str(row.pk))) for row in rows[:20]
        ]
    return found


def receipt(actor: Any, on: dt.date, number: str) -> Receipt | None:
    """A receipt of one's own act, or of a record one may see."""
    found = Receipt.objects.filter(number=number).first()
    if found is None or found.actor_id == actor.person_id:
        return found
    try:
        entity = registry.entity(found.entity)
    except registry.UnknownName:
        return None
    seen = authority.visible(actor, f"{entity.name}.view", on)
    rows = entity.model._default_manager.filter(seen)
    return found if found.key and rows.filter(pk=found.key).exists() else None
