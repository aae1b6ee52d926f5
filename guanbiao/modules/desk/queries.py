"""Reads for the desk: what waits for me, what I started, what I was told, what I may ask for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from guanbiao.gate import authority, registry, sight
from guanbiao.gate.cases import open_tasks
from guanbiao.gate.describe import Entity, Service
from guanbiao.gate.models import Case, CaseEvent, Receipt, Refusal, Task, TaskState
from guanbiao.kit import columns
from guanbiao.kit.narrowing import NAMES
from guanbiao.modules.desk.models import Message


@dataclass(frozen=True)
class Tile:
    """A service a person may use, with the business it belongs to."""

    service: Service
    module: str
    href: str


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


def overdue(actor: Any, on: dt.date) -> QuerySet[Task]:
    """Open tasks of this person whose time is up, the latest first of all."""
    return todos(actor, on).filter(due_at__lt=timezone.now())


def copied(actor: Any) -> QuerySet[Case]:
    """Cases that somebody copied to this person, the latest first."""
    told = CaseEvent.objects.filter(sight.copied_to(actor)).values("case")
    rows = Case.objects.filter(pk__in=told).select_related("applicant")
    return rows.prefetch_related("tasks__assignee", "tasks__done_by").order_by("-opened_at")


def due_by_day(actor: Any, first: dt.date, last: dt.date) -> dict[dt.date, int]:
    """How many of this person's open tasks fall due on each local day of a span."""
    rows = todos(actor, timezone.localdate()).filter(due_at__date__range=(first, last))
    found: dict[dt.date, int] = {}
    for due in rows.values_list("due_at", flat=True):
        day = timezone.localdate(due)
        found[day] = found.get(day, 0) + 1
    return found


def refusals(actor: Any) -> QuerySet[Refusal]:
    """What a clause stopped of this person's acts, the latest first."""
    return Refusal.objects.filter(actor_id=actor.person_id).order_by("-at", "-pk")


def inbox(actor: Any) -> QuerySet[Message]:
    """Messages of this person, the latest first."""
    return Message.objects.filter(person=actor.person).order_by("-created_at")


def unread(actor: Any) -> int:
    """How many messages this person has not read."""
    return inbox(actor).filter(read_at=None).count()


def tiles(actor: Any, on: dt.date) -> list[Tile]:
    """The services this person's posts let her use."""
    return [
        Tile(service, module.label, reverse(service.page))
        for module in registry.modules()
        for service in module.services
        if not service.act or authority.able(actor, service.act, on)
    ]


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


def page_href(name: str) -> str:
    """The address of a page by its name; empty when there is none."""
    try:
        return reverse(name)
    except NoReverseMatch:
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
        lookup = titled(entity)
        if not entity.page or not lookup:
            continue
        seen = authority.visible(actor, f"{entity.name}.view", on)
        rows = entity.model._default_manager.filter(seen, **{f"{lookup}__icontains": text})
        found += [
            Found(entity.label, str(row), href(entity.name, str(row.pk))) for row in rows[:20]
        ]
    return found


def titled(entity: Entity) -> str:
    """The text by which a row is looked for: its title, or the name of the row its title leads to.

    Empty where the title is no field of the table.
    """
    field = columns.field_of(entity.model, entity.title)
    if field is None or not field.is_relation:
        return entity.title if field is not None else ""
    known = {each.name for each in field.related_model._meta.concrete_fields}
    name = next((each for each in NAMES if each in known), "")
    return f"{entity.title}__{name}" if name else ""


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
