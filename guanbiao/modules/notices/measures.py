"""Numbers of notices, each with its formula and the rows it counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, FloatField, Q
from django.db.models.functions import Cast

from guanbiao.gate.describe import Measure
from guanbiao.modules.notices import facts
from guanbiao.modules.notices.models import State


def _count(_: dt.datetime, __: dt.datetime) -> Any:
    return Cast(Count("pk"), FloatField())


MEASURES = (
    Measure("notices.published", "发布通知", "份", "本月发布的通知数", facts.NOTICE, "published_at",
            _count, ~Q(state=State.DRAFT)),
)  # fmt: skip
