"""How samples, proposals, reviews and savings are listed and shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from guanbiao.gate.describe import Column, Lens, Related, Table
from guanbiao.modules.evaluation import facts
from guanbiao.modules.evaluation.models import AskState, ProposalState, SampleState

SOON = dt.timedelta(days=60)


def _open(_: Any, __: dt.date) -> Q:
    return Q(state=SampleState.OPEN)


def _unchecked(_: Any, __: dt.date) -> Q:
    return Q(answer="")


def _wrong(_: Any, __: dt.date) -> Q:
    return Q(answer="账实不符")


def _waiting(_: Any, __: dt.date) -> Q:
    return Q(state=ProposalState.OPEN)


def _due(_: Any, on: dt.date) -> Q:
    return Q(concluded_on=None, due_on__lte=on + SOON)


def _late(_: Any, on: dt.date) -> Q:
    return Q(concluded_on=None, due_on__lt=on)


def _asked(_: Any, __: dt.date) -> Q:
    return Q(state=AskState.OPEN)


def _live(_: Any, on: dt.date) -> Q:
    return Q(state=AskState.GRANTED, from_day__lte=on, to_day__gte=on, waiver__revoked_on=None)


TABLES = (
    Table(
        facts.ASK,
        ("number", Column("standing", "状态"), "standard", "clause", "unit",
         Column("price", total=True), "from_day", "to_day", "asked_by", "decided_by", "reason",
         "basis"),
        icon="waive",
        search=("standard", "clause", "number"),
        filters=("state", "unit", "to_day"),
        lenses=(Lens("open", "待批准", _asked), Lens("live", "有效", _live)),
        order=("-asked_on", "-pk"),
    ),
    Table(
        facts.SAMPLE,
        ("number", "state", "entity", "from_day", "to_day", "size", "population", "seed",
         "drawn_by", "drawn_on"),
        icon="check",
        search=("number", "seed"),
        filters=("state", "drawn_on"),
        lenses=(Lens("open", "核查中", _open),),
        order=("-drawn_on", "-pk"),
        related=(Related("抽查项", "evaluation.item", "sample"),),
    ),
    Table(
        facts.ITEM,
        ("title", "place", "sample", "unit", "day", "verdict", "clauses", "answer", "checked_by"),
        icon="list",
        search=("title", "sample__number"),
        filters=("answer", "unit", "day"),
        lenses=(Lens("todo", "未核查", _unchecked), Lens("wrong", "账实不符", _wrong)),
        order=("-sample", "place"),
    ),
    Table(
        facts.PROPOSAL,
        ("number", "state", "standard", "clause", "source", "words", "evidence", "raised_by",
         "raised_on", "reply", "answered_on"),
        icon="pen",
        search=("standard", "clause", "words"),
        filters=("state", "source", "raised_on"),
        lenses=(Lens("open", "待研究", _waiting),),
        order=("-raised_on", "-pk"),
    ),
    Table(
        facts.REVIEW,
        ("standard", "edition", "title", "since", "due_on", "conclusion", "concluded_on",
         "concluded_by", "words"),
        icon="date",
        search=("standard", "title"),
        filters=("conclusion", "due_on"),
        days=("due_on",),
        lenses=(Lens("due", "60 天内到期", _due), Lens("late", "已超期", _late)),
        order=("concluded_on", "due_on", "pk"),
    ),
    Table(
        facts.SAVING,
        ("title", "unit", "method", Column("amount", total=True), "baseline", "actual",
         "standard", "clause", "from_day", "to_day", "evidence", "number"),
        icon="money",
        search=("title", "standard", "evidence"),
        filters=("method", "unit", "to_day"),
        order=("-to_day", "-pk"),
    ),
)  # fmt: skip
