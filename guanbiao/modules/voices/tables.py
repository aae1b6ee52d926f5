"""How voices are listed and shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone

from guanbiao.gate.describe import Column, Lens, Table
from guanbiao.modules.voices import facts
from guanbiao.modules.voices.models import State


def _waiting(_: Any, __: dt.date) -> Q:
    return Q(state=State.WAITING)


def _late(_: Any, __: dt.date) -> Q:
    return Q(state=State.WAITING, due_at__lt=timezone.now())


def _mine(actor: Any, _: dt.date) -> Q:
    return Q(person=actor.person)


TABLES = (
    Table(
        facts.VOICE,
        ("title", "state", "kind", "from_unit", "person", "said_at", "due_at", "rating"),
        icon="pen",
        search=("title", "content", "number"),
        filters=("state", "kind", "said_at"),
        days=("due_at",),
        lenses=(
            Lens("waiting", "待答复", _waiting), Lens("late", "超期未答复", _late),
            Lens("mine", "我提出的", _mine),
        ),
        order=("-said_at", "-pk"),
        sections=(
            ("诉求", ("number", "kind", "person", Column("person__masked_phone", "联系电话"),
                      "from_unit", "said_at", "due_at", "content")),
            ("答复", ("unit", "answered_by", "answered_at", "worked_minutes", "reopened",
                      "answer")),
            ("评价", ("rating", "rating_words")),
        ),
    ),
)  # fmt: skip
