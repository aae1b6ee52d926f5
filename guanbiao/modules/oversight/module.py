"""Supervision: the face of the business."""

from __future__ import annotations

from guanbiao.gate.describe import Block, Listener, MenuItem, Module, Page
from guanbiao.modules.oversight import facts, jobs, pages
from guanbiao.modules.oversight.acts import ACTS
from guanbiao.modules.oversight.measures import MEASURES
from guanbiao.modules.oversight.queries import EFFICIENCY

VIEW = "oversight.matter.view"

MODULE = Module(
    name="oversight",
    label="督办与效能",
    block=Block.OFFICE,
    icon="clock",
    entities=(facts.MATTER, facts.REPORT),
    acts=ACTS,
    views={VIEW: "查看督办事项", EFFICIENCY: "查看办理效能"},
    pages=(
        Page("", pages.matters, "oversight.matters", act=VIEW),
        Page("new/", pages.register, "oversight.register", act=pages.REGISTER, posts=True),
        Page("efficiency/", pages.efficiency, "oversight.efficiency", act=EFFICIENCY),
        Page("efficiency/rows/", pages.efficiency_rows, "oversight.efficiency_rows",
             act=EFFICIENCY),
        Page("<int:key>/", pages.matter, "oversight.matter", act=VIEW),
        Page("<int:key>/<slug:verb>/", pages.matter_act, "oversight.matter_act", VIEW, posts=True),
    ),
    menu=(
        MenuItem("督办事项", "oversight.matters", "list", VIEW),
        MenuItem("办理效能", "oversight.efficiency", "clock", EFFICIENCY),
    ),
    measures=MEASURES,
    listeners=(
        Listener("oversight.told", jobs.told),
        Listener("oversight.escalated", jobs.escalated),
    ),
    jobs=jobs.JOBS,
    clocks={jobs.SWEEP: 60},
    needs=("desk",),
)  # fmt: skip
