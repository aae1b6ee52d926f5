"""Displays: the face of the business."""

from __future__ import annotations

from guanbiao.gate.describe import Block, Module, Page
from guanbiao.modules.displays import facts, jobs, pages
from guanbiao.modules.displays.acts import ACTS
from guanbiao.modules.displays.tables import DISPLAYS

MODULE = Module(
    name="displays",
    label="展示屏",
    block=Block.DATA,
    icon="full",
    rank=8,
    entities=(facts.DISPLAY,),
    acts=ACTS,
    views={"displays.display.view": "查看展示屏"},
    pages=(
        Page("display/new/", pages.new, "displays.display.new", "displays.display.register",
             posts=True),
        Page("show/<str:token>/", pages.show, "displays.show", public=True),
    ),
    tables=(DISPLAYS,),
    jobs=jobs.JOBS,
    clocks={jobs.WATCH: 24 * 60},
    needs=("desk", "meetings", "numbers"),
)  # fmt: skip
