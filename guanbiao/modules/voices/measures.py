"""Numbers of voices, each with its formula and the rows it counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Avg, F, FloatField, Q

from guanbiao.audit.measuring import share
from guanbiao.gate.describe import Measure
from guanbiao.modules.voices import facts
from guanbiao.modules.voices.models import State


def _in_time(_: dt.datetime, __: dt.datetime) -> Any:
    return share(Q(due_at=None) | Q(answered_at__lte=F("due_at")))


def _satisfaction(_: dt.datetime, __: dt.datetime) -> Any:
    return Avg("rating", output_field=FloatField()) * 20.0


MEASURES = (
    Measure("voices.in_time", "诉求按时答复率", "%", "按期答复数 ÷ 已答复数 × 100",
            facts.VOICE, "answered_at", _in_time,
            Q(state__in=(State.ANSWERED, State.CLOSED)), "Q/YCJG 108#5.3"),
    Measure("voices.satisfaction", "诉求满意度", "分", "评分平均值 × 20",
            facts.VOICE, "answered_at", _satisfaction, Q(rating__isnull=False),
            "Q/YCJG 108#5.5"),
)  # fmt: skip
