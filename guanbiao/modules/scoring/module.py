"""Scoring: the face of the business."""

from __future__ import annotations

from guanbiao.gate.describe import Block, Module, Page
from guanbiao.modules.scoring import facts, pages
from guanbiao.modules.scoring.acts import ACTS
from guanbiao.modules.scoring.tables import TABLES

MODULE = Module(
    name="scoring",
    label="评价计分",
    block=Block.DATA,
    icon="badge",
    rank=6,
    entities=(facts.SHEET, facts.ITEM),
    acts=ACTS,
    views={"scoring.sheet.view": "查看评价计分表", "scoring.item.view": "查看评分项"},
    pages=(
        Page("sheet/<int:key>/card/", pages.card, "scoring.card"),
        Page("sheet/<int:key>/card.xlsx", pages.workbook, "scoring.workbook"),
        Page("sheet/<int:key>/card.pdf", pages.paper, "scoring.paper"),
        Page("item/<int:key>/evidence/", pages.evidence, "scoring.evidence"),
    ),
    tables=TABLES,
)
