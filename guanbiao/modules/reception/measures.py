"""Numbers of receptions, each with its formula and the rows it counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F, Q, Sum

from guanbiao.audit.measuring import share
from guanbiao.gate.describe import Measure
from guanbiao.modules.reception import facts
from guanbiao.modules.reception.models import Payment, State

DROPPED = (State.SENT_BACK, State.REJECTED, State.WITHDRAWN, State.CANCELLED)


def _filed(_: dt.datetime, __: dt.datetime) -> Any:
    return share(~Q(file_no=""))


def _cost(_: dt.datetime, __: dt.datetime) -> Any:
    return Sum(F("meals") + F("others"))


MEASURES = (
    Measure("reception.filed", "接待备案率", "%", "已备案的接待 ÷ 本月开始的接待 × 100",
            facts.ORDER, "from_day", _filed, ~Q(state__in=DROPPED), "Q/YCJG 301#5.7",
            unless="公务接待备案率"),
    Measure("reception.cost", "公务接待费", "元", "未退单的结算金额之和", facts.SETTLEMENT,
            "submitted_on", _cost, ~Q(state=Payment.RETURNED),
            "党政机关国内公务接待管理规定#12.1", better="down", unless="公务接待费支出"),
)  # fmt: skip
