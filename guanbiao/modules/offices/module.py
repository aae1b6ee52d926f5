"""Office space: the face of the business."""

from __future__ import annotations

from guanbiao.gate.describe import Block, Module
from guanbiao.modules.offices import facts
from guanbiao.modules.offices.acts import ACTS
from guanbiao.modules.offices.measures import MEASURES
from guanbiao.modules.offices.tables import TABLES

MODULE = Module(
    name="offices",
    label="办公用房",
    block=Block.BUSINESS,
    icon="room",
    entities=(facts.SITE, facts.BUILDING, facts.FLOOR, facts.ROOM, facts.ALLOCATION),
    acts=ACTS,
    views={
        "offices.site.view": "查看院落", "offices.building.view": "查看楼",
        "offices.floor.view": "查看楼层", "offices.room.view": "查看房间",
        "offices.allocation.view": "查看办公室安排",
    },
    measures=MEASURES,
    tables=TABLES,
)  # fmt: skip
