"""All that rules may see of score sheets; read from what is stored, never from the clock."""

from __future__ import annotations

from guanbiao.gate.describe import Entity, Fact, FactSet
from guanbiao.modules.scoring.models import Item, Sheet
from rulebook.feel import types as t

SHEET = Entity(
    "scoring.sheet", "评价计分表", Sheet, "unit__path", "number", "opened_by",
    page="scoring.sheet", state="state",
)  # fmt: skip
ITEM = Entity("scoring.item", "评分项", Item, "sheet__unit__path", "label", page="scoring.item")

SHEET_FACTS = FactSet(
    SHEET,
    (
        Fact("standard", "计分所依标准", t.STRING),
        Fact("days", "评价期间天数", t.NUMBER, "天"),
        Fact("open", "未评分项数", t.NUMBER, "项"),
        Fact("points", "计分表满分", t.NUMBER, "分"),
        Fact("total", "计分表得分", t.NUMBER, "分"),
        Fact("conclusion", "评价结论字数", t.NUMBER, "字"),
    ),
    """
    SELECT s.id AS key, s.unit_id, s.opened_on AS day, s.standard,
           s.to_day - s.from_day + 1 AS days,
           (SELECT count(*) FROM scoring_item i WHERE i.sheet_id = s.id AND i.score IS NULL)
             AS open,
           s.points, s.total, length(s.conclusion) AS conclusion
    FROM scoring_sheet s
    """,
)
ITEM_FACTS = FactSet(
    ITEM,
    (
        Fact("standard", "评分标准", t.STRING),
        Fact("label", "评分项", t.STRING),
        Fact("reading", "平台取值", t.NUMBER),
        Fact("by_data", "由数据评分", t.BOOLEAN),
        Fact("score", "评分得分", t.NUMBER, "分"),
        Fact("reason", "评分理由字数", t.NUMBER, "字"),
    ),
    """
    SELECT i.id AS key, s.unit_id, s.opened_on AS day, s.standard, i.label, i.reading,
           i.by_data, i.score, length(i.reason) AS reason
    FROM scoring_item i JOIN scoring_sheet s ON s.id = i.sheet_id
    """,
)
