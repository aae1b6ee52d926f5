"""How releases, clashes and readings are listed and shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from guanbiao.gate.describe import Column, Lens, Related, Table
from guanbiao.modules.publishing import facts
from guanbiao.modules.publishing.models import State


def _open(_: Any, __: dt.date) -> Q:
    return Q(state__in=(State.CHECKED, State.NOTICE))


def _future(_: Any, on: dt.date) -> Q:
    return Q(state=State.PUBLISHED, from_day__gt=on)


def _unread(_: Any, __: dt.date) -> Q:
    return Q(read_on=None)


RELEASES = Table(
    facts.RELEASE,
    (
        Column("name", "标准", "text"), "state", "from_day", "registered_by", "registered_on",
        "loose", "failing", "number",
    ),
    icon="book",
    search=("standard", "title", "number"),
    filters=("state", "from_day"),
    days=("from_day",),
    lenses=(Lens("open", "办理中", _open), Lens("future", "将要施行", _future)),
    order=("-registered_on", "-pk"),
    related=(Related("签阅", "publishing.reading", "release"),),
)  # fmt: skip
CLASHES = Table(
    facts.CLASH,
    ("kind", "release", "own", "standard", "other", "carried_on", "carried_by"),
    icon="shield",
    search=("standard", "own", "other"),
    filters=("kind", "carried_on"),
    sections=(
        ("冲突", ("kind", "release", "own", "standard", "edition", "other", "words")),
        ("处理", ("carried_on", "carried_by", "reason", "basis")),
    ),
    order=("carried_on", "-pk"),
)
READINGS = Table(
    facts.READING,
    (
        "release", "person", "unit", "given_on", Column("standing", "状态"), "score", "tries",
        "read_on",
    ),
    icon="check",
    search=("person__name", "release__standard", "release__title"),
    filters=("unit", "given_on", "read_on"),
    lenses=(Lens("unread", "未签阅", _unread),),
    order=("read_on", "-given_on", "pk"),
)  # fmt: skip
TABLES = (RELEASES, CLASHES, READINGS)
