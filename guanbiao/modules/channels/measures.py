"""Numbers of messages: how many of those that left the house arrived."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from guanbiao.audit.measuring import share
from guanbiao.gate.describe import Entity, Measure
from guanbiao.modules.channels.models import Sending, State, Way

LOG = "channels.sending.view"
SENDING = Entity(
    "channels.sending", "消息发送记录", Sending, "message__person__unit__path",
    "way", "message__person",
)  # fmt: skip
"""What the numbers and the log are about; a log of the platform, so no act names it."""
OUT = Q(state__in=(State.DONE, State.ARRIVED))
"""Went out, and nobody told that it did not arrive."""
ENDED = ~Q(way=Way.INBOX) & (OUT | Q(state=State.FAILED))


def _arrived(_: dt.datetime, __: dt.datetime) -> Any:
    return share(OUT)


MEASURES = (
    Measure("channels.arrived", "消息送达率", "%",
            "（已发 + 已送达）÷（已发 + 已送达 + 未送达）× 100",
            SENDING, "at", _arrived, ENDED, "Q/YCJG 104#5.8", view=LOG),
)  # fmt: skip
