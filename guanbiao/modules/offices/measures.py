"""Numbers of office space, each with its formula and the rows it counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q, Sum

from guanbiao.gate.describe import Measure
from guanbiao.modules.offices import facts
from guanbiao.modules.offices.models import RoomState, Standing, Use


def _space(_: dt.datetime, __: dt.datetime) -> Any:
    return Sum("area")


def _waiting(_: dt.datetime, __: dt.datetime) -> Any:
    return Count("pk")


MEASURES = (
    Measure("offices.space", "办公室面积", "m²", "在用办公室的使用面积之和", facts.ROOM, "",
            _space, Q(use=Use.OFFICE, state=RoomState.IN_USE), better="down"),
    Measure("offices.waiting", "待腾退办公室", "处", "已通知、尚未交回的办公室数", facts.ALLOCATION,
            "", _waiting, Q(state=Standing.LEAVING), "中办发〔2017〕70号#19.5", better="down"),
)  # fmt: skip
