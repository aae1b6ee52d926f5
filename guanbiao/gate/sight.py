"""May this person see that record? By grant, or because a case about it waits for her."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Model, Q

from guanbiao.gate import authority, registry
from guanbiao.gate.cases import case_of, open_tasks
from guanbiao.gate.models import Case


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


def came_by(actor: Any, case: Case, on: dt.date) -> bool:
    """Whether the case waits for this person, was handled by her or was handed or copied to her."""
    part = Q(done_by=actor.person) | open_tasks(actor, on)
    if case.applicant_id == actor.person_id or case.tasks.filter(part).exists():
        return True
    return case.events.filter(Q(to_person=actor.person) | copied_to(actor)).exists()


def copied_to(actor: Any) -> Q:
    """Filter of `CaseEvent`: those that copied a case to this person."""
    return Q(verb="抄送", body__contains={"copies": [{"person": str(actor.person_id)}]})
