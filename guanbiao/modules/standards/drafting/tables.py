"""How drafts and the groups asked about them are listed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from guanbiao.gate.describe import Column, Lens, Table
from guanbiao.modules.standards.drafting import facts
from guanbiao.modules.standards.drafting.models import Member, State


def _mine(actor: Any, _: dt.date) -> Q:
    joined = Member.objects.filter(person=actor.person_id).values("draft")
    return Q(leader=actor.person_id) | Q(pk__in=joined)


def _running(_: Any, __: dt.date) -> Q:
    return ~Q(state__in=(State.PUBLISHED, State.STOPPED))


def _silent(_: Any, __: dt.date) -> Q:
    return Q(answer="")


DRAFTS = Table(
    facts.DRAFT,
    (
        "standard", "title", "edition", "state", "leader", "plan_to",
        Column("clauses", unit="条"), Column("loose", unit="条"), Column("failing", unit="个"),
    ),
    icon="pen",
    search=("standard", "title", "number"),
    filters=("state", "level", "procedure", "need"),
    days=("plan_to",),
    lenses=(Lens("mine", "我起草的", _mine), Lens("running", "在办", _running)),
    order=("-pk",),
)  # fmt: skip
CONSULTS = Table(
    facts.CONSULT,
    ("draft", "round", "group", "unit", "asked_on", "due_on", "answer", "answered_on"),
    icon="visit",
    search=("draft__title", "draft__standard", "group"),
    filters=("answer", "due_on"),
    lenses=(Lens("silent", "待答复", _silent),),
    order=("-pk",),
)
TABLES = (DRAFTS, CONSULTS)
