"""Numbers of meetings, each with its formula and the rows it counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Avg, Count, F, FloatField, Q, Sum
from django.db.models.functions import Cast, Extract

from guanbiao.audit.measuring import share
from guanbiao.gate.describe import Measure
from guanbiao.modules.meetings import facts
from guanbiao.modules.meetings.models import Done, Health, Payment, State

HELD = Q(state__in=(State.BOOKED, State.ENDED))


def _meetings(_: dt.datetime, __: dt.datetime) -> Any:
    return Cast(Count("pk"), FloatField())


def _hours(_: dt.datetime, __: dt.datetime) -> Any:
    return Sum(Extract(F("to_at") - F("from_at"), "epoch"), output_field=FloatField()) / 3600.0


def _satisfaction(_: dt.datetime, __: dt.datetime) -> Any:
    return Avg("rating", output_field=FloatField()) * 20.0


def _in_time(_: dt.datetime, __: dt.datetime) -> Any:
    return share(Q(done_at__lte=F("due_at")))


def _working(_: dt.datetime, __: dt.datetime) -> Any:
    return share(Q(state=Health.FINE))


def _cost(_: dt.datetime, __: dt.datetime) -> Any:
    return Sum(F("lodging") + F("meals") + F("others") + F("beyond"))


MEASURES = (
    Measure("meetings.held", "会议场次", "场", "已预定和已结束的会议数",
            facts.BOOKING, "from_at", _meetings, HELD, better="down", unless="会议次数"),
    Measure("meetings.hours", "会议室使用时长", "小时", "会议结束时间 − 开始时间之和",
            facts.BOOKING, "from_at", _hours, HELD),
    Measure("meetings.satisfaction", "会务满意度", "分", "会务评分平均值 × 20",
            facts.BOOKING, "from_at", _satisfaction, Q(rating__isnull=False),
            "Q/YCJG 204#5.4.1"),
    Measure("meetings.in_time", "会前准备按时率", "%", "应办时间前办结的事项 ÷ 已办结事项 × 100",
            facts.WORK, "due_at", _in_time, Q(state=Done.DONE), "Q/YCJG 204#5.3.2"),
    Measure("meetings.working", "会议设备完好率", "%", "正常的设备 ÷ 全部设备 × 100",
            facts.DEVICE, "", _working),
    Measure("meetings.cost", "会议费", "元", "未退单的会议费之和", facts.BILL, "submitted_on",
            _cost, ~Q(state=Payment.RETURNED), "财行〔2016〕214号#15.4", better="down"),
)  # fmt: skip
