"""How score sheets and their items are listed and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from guanbiao.gate.describe import Column, Lens, Related, Table
from guanbiao.modules.scoring import facts
from guanbiao.modules.scoring.models import State

if TYPE_CHECKING:
    import datetime as dt


def _open(_: Any, __: dt.date) -> Q:
    return Q(score=None, sheet__state=State.OPEN)


SHEETS = Table(
    facts.SHEET,
    ("number", "state", "unit", "standard", "table", "from_day", "to_day", "points", "total"),
    icon="badge",
    search=("number", "unit__name", "standard"),
    filters=("state", "unit", "standard", "to_day"),
    order=("-to_day", "-pk"),
    sections=(
        ("评价", ("unit", "standard", "edition", "table", "from_day", "to_day")),
        ("得分", ("total", "points", "conclusion", "finished_by", "finished_on")),
        ("经过", ("opened_by", "opened_on", "filled_by", "filled_at")),
    ),
    related=(Related("评分项", "scoring.item", "sheet"),),
    beside=(("计分表", "scoring.card"),),
)
ITEMS = Table(
    facts.ITEM,
    (
        "label", "place", "sheet", "group", Column("points", total=True), "figure", "reading",
        Column("score", total=True), "by_data", "reason", "scored_by", "scored_on", "clause",
    ),
    icon="list",
    search=("label", "sheet__number", "figure"),
    filters=("sheet", "by_data", "group", "scored_by"),
    lenses=(Lens("open", "未评分", _open),),
    order=("-sheet", "place"),
    beside=(("取数记录", "scoring.evidence"),),
)  # fmt: skip
TABLES = (SHEETS, ITEMS)
