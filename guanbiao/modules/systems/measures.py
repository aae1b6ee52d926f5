"""Numbers of standards systems, each with its formula and the rows it counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from guanbiao.audit.measuring import share
from guanbiao.gate.describe import Measure
from guanbiao.modules.systems import facts
from guanbiao.modules.systems.models import THERE, WANTED, Entry, Node, Standing
from guanbiao.modules.systems.tables import uncovered


def _covered(_: dt.datetime, __: dt.datetime) -> Any:
    return share(~uncovered())


def _there(_: dt.datetime, __: dt.datetime) -> Any:
    return share(Q(state__in=THERE))


def _filled(_: dt.datetime, __: dt.datetime) -> Any:
    return share(Exists(Entry.objects.filter(node=OuterRef("pk"), state__in=THERE)))


def _leaves() -> Q:
    """Branches that stand and have none below them."""
    below = Node.objects.filter(state=Standing.KEPT, parent__isnull=False)
    return Q(state=Standing.KEPT) & ~Q(pk__in=below.values("parent"))


def _count(_: dt.datetime, __: dt.datetime) -> Any:
    return Count("pk")


MEASURES = (
    Measure("systems.coverage", "体系覆盖率", "%", "有现行标准的职责 ÷ 全部在用职责 × 100",
            facts.DUTY, "", _covered, Q(state=Standing.KEPT), "Q/YCJG 110#6.3"),
    Measure("systems.made", "标准编制率", "%", "现行和修订中的标准 ÷ 应有标准 × 100",
            facts.ENTRY, "", _there, Q(state__in=WANTED)),
    Measure("systems.filled", "分支齐备率", "%", "有现行标准的末级分支 ÷ 全部在用末级分支 × 100",
            facts.NODE, "", _filled, _leaves()),
    Measure("systems.gaps", "缺标准的职责", "项", "没有现行标准的在用职责数",
            facts.DUTY, "", _count, uncovered(), better="down"),
)  # fmt: skip
