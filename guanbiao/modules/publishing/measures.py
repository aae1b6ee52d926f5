"""Numbers of publishing, each with its formula and the rows it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from guanbiao.audit.measuring import share
from guanbiao.gate.describe import Measure
from guanbiao.modules.publishing import facts

if TYPE_CHECKING:
    import datetime as dt


def _read(_: dt.datetime, __: dt.datetime) -> Any:
    return share(Q(read_on__isnull=False))


MEASURES = (
    Measure("publishing.read", "标准签阅率", "%", "已签阅的送达 ÷ 期内全部送达 × 100",
            facts.READING, "given_on", _read),
)  # fmt: skip
