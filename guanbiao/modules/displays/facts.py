"""All that rules may see of displays."""

from __future__ import annotations

from guanbiao.gate.describe import Entity, Fact, FactSet
from guanbiao.modules.displays.models import Display
from rulebook.feel import types as t

DISPLAY = Entity(
    "displays.display", "展示屏", Display, "unit__path", "name", page="displays.display",
    state="state",
)  # fmt: skip
DISPLAY_FACTS = FactSet(
    DISPLAY,
    (
        Fact("face", "展示屏显示内容", t.STRING),
        Fact("days", "展示屏有效天数", t.NUMBER, "天"),
        Fact("place_length", "悬挂位置字数", t.NUMBER, "字"),
    ),
    """
    SELECT d.id AS key, d.unit_id, d.from_day AS day, d.face,
           d.to_day - d.from_day AS days, length(d.place) AS place_length
    FROM displays_display d
    """,
)
