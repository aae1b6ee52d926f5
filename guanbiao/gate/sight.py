"""May this person see that record? By grant, or because a case about it waits for her."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Model, Q

from guanbiao.gate import authority, registry
from guanbiao.gate.cases import case_of, open_tasks
from guanbiao.gate.models import Case, CaseEvent, Task


def record(actor: Any, entity_name: str, key: object, on: dt.date) -> Model | None:
    """The record, or none where it is not there or not hers to see: the two look the same."""
    try:
        entity = registry.entity(entity_name)
        found = entity.model._default_manager.filter(pk=key).first()
    except (registry.UnknownName, ValueError):
        return None
    if found is None:
        return None
    rows = entity.model._default_manager.filter(pk=found.pk)
    if rows.filter(authority.visible(actor, f"{entity.name}.view", on)).exists():
        return found
    if isinstance(found, Case):
        return found if came_by(actor, found, on) else None
    case = case_of(found, entity.name)
    waits = case is not None and case.tasks.filter(open_tasks(actor, on)).exists()
    return found if waits else None


def readable(actor: Any, entity_name: str, key: object, on: dt.date) -> Model | None:
    """The record as one who may read it sees it: by `record`, or because it concerns her."""
    found = record(actor, entity_name, key, on)
    if found is not None:
        return found
    try:
        entity = registry.entity(entity_name)
        rows = entity.model._default_manager.filter(pk=key)
    except (registry.UnknownName, ValueError):
        return None
    return rows.filter(entity.readers(actor, on)).first() if entity.readers else None


def came_by(actor: Any, case: Case, on: dt.date) -> bool:
    """Whether the case waits for this person, was handled by her or was handed or copied to her."""
    return Case.objects.filter(part_in(actor, on), pk=case.pk).exists()


def part_in(actor: Any, on: dt.date) -> Q:
    """Filter of `Case`: those this person began, handles or handled, or was handed or copied."""
    tasks = Task.objects.filter(Q(done_by=actor.person) | open_tasks(actor, on))
    events = CaseEvent.objects.filter(Q(to_person=actor.person) | copied_to(actor))
    return (
        Q(applicant=actor.person) | Q(pk__in=tasks.values("case")) | Q(pk__in=events.values("case"))
    )


def copied_to(actor: Any) -> Q:
    """Filter of `CaseEvent`: those that copied a case to this person."""
    return Q(verb="抄送", body__contains={"copies": [{"person": str(actor.person_id)}]})
