"""How displays are listed and shown to those who look after them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from guanbiao.gate.describe import Lens, Table
from guanbiao.modules.displays import facts
from guanbiao.modules.displays.models import State


def _showing(_: Any, on: dt.date) -> Q:
    return Q(state=State.LIVE, to_day__gte=on)


def _over(_: Any, on: dt.date) -> Q:
    return Q(state=State.LIVE, to_day__lt=on)


DISPLAYS = Table(
    facts.DISPLAY,
    ("name", "state", "place", "face", "unit", "room", "to_day", "seen__used_at"),
    icon="full",
    search=("name", "place"),
    filters=("state", "face", "unit", "to_day"),
    lenses=(Lens("showing", "有效", _showing), Lens("over", "已到期", _over)),
    order=("name",),
    sections=(
        ("展示屏", ("place", "face", "unit", "room", "seen__used_at")),
        ("地址", ("from_day", "to_day", "made_by", "made_at", "withdrawn_at", "remark")),
    ),
)
