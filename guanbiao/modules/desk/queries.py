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
from guanbiao.gate.models import Case, Task, TaskState
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
    return Case.objects.filter(applicant=actor.person).order_by("-opened_at")


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
        if not service.act or next(authority.titles(actor, service.act, on), None)
    ]


def href(entity: str, key: str) -> str:
    """The page of a record, empty when its module has none."""
    try:
        page = registry.entity(entity).page
        return reverse(page, args=[key]) if page else ""
    except (registry.UnknownName, NoReverseMatch):
        return ""
