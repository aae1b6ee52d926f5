"""Standards systems: the face of the business."""

from __future__ import annotations

from guanbiao.gate.describe import Block, Module, Page
from guanbiao.modules.systems import facts, pages
from guanbiao.modules.systems.acts import ACTS
from guanbiao.modules.systems.measures import MEASURES
from guanbiao.modules.systems.tables import TABLES

MODULE = Module(
    name="systems",
    label="标准体系",
    block=Block.BUSINESS,
    icon="flow",
    entities=(
        facts.SYSTEM, facts.NODE, facts.ENTRY, facts.DUTY, facts.LINK, facts.PILOT,
        facts.EXEMPLAR, facts.HONOUR,
    ),
    acts=ACTS,
    views={
        "systems.system.view": "查看标准体系", "systems.node.view": "查看体系分支",
        "systems.entry.view": "查看标准明细", "systems.duty.view": "查看职责",
        "systems.link.view": "查看职责与标准", "systems.pilot.view": "查看试点项目",
        "systems.exemplar.view": "查看典型案例", "systems.honour.view": "查看荣誉",
    },
    pages=(
        Page("system/<int:key>/tree/", pages.tree, "systems.tree"),
        Page("system/<int:key>/sheet/", pages.sheet, "systems.sheet"),
        Page("system/<int:key>/matrix/", pages.matrix, "systems.matrix"),
        Page("system/<int:key>/paper/", pages.paper, "systems.paper"),
    ),
    measures=MEASURES,
    tables=TABLES,
)  # fmt: skip
