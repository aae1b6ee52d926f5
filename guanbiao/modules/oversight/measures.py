"""Numbers of supervision and handling, each with its formula and the rows it counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Avg, Exists, F, FloatField, OuterRef, Q

from guanbiao.audit.measuring import Median, share
from guanbiao.gate.describe import Measure
from guanbiao.gate.models import CaseEvent, CaseState
from guanbiao.modules.oversight import facts
from guanbiao.modules.oversight.models import State
from guanbiao.modules.oversight.queries import CASE, EFFICIENCY


def _on_time(_: dt.datetime, __: dt.datetime) -> Any:
    return share(Q(ended_on__lte=F("due_on")))


def _at_once(_: dt.datetime, __: dt.datetime) -> Any:
    return share(~Exists(CaseEvent.objects.filter(case=OuterRef("pk"), verb="退回")))


def _handling(_: dt.datetime, __: dt.datetime) -> Any:
    return Median("events__minutes")


def _satisfaction(_: dt.datetime, __: dt.datetime) -> Any:
    return Avg("rating", output_field=FloatField()) * 20.0


MEASURES = (
    Measure("oversight.on_time", "督办按期办结率", "%", "期限内销号的事项 ÷ 全部销号的事项 × 100",
            facts.MATTER, "ended_on", _on_time, Q(state=State.CLOSED), "Q/YCJG 105#5.9"),
    Measure("oversight.at_once", "一次办结率", "%", "从未退回的办结件 ÷ 全部办结件 × 100",
            CASE, "closed_at", _at_once, Q(state=CaseState.DONE), "Q/YCJG 105#6.2",
            view=EFFICIENCY),
    Measure("oversight.handling", "办理用时中位数", "工作分钟",
            "各环节到达至办理的工作时间，取中位数",
            CASE, "events__at", _handling, Q(events__minutes__isnull=False), "Q/YCJG 105#6.1",
            better="down", view=EFFICIENCY),
    Measure("oversight.satisfaction", "办事满意度", "分", "办事评分平均值 × 20",
            CASE, "rated_at", _satisfaction, Q(rating__isnull=False), "Q/YCJG 106#4.10",
            view=EFFICIENCY),
)  # fmt: skip
