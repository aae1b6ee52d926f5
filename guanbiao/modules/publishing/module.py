"""Publishing: the face of the business."""

from __future__ import annotations

from guanbiao.gate.describe import Block, Listener, MenuItem, Module, Page
from guanbiao.modules.publishing import facts, jobs, pages
from guanbiao.modules.publishing.acts import ACTS
from guanbiao.modules.publishing.measures import MEASURES
from guanbiao.modules.publishing.tables import TABLES

VIEW = "publishing.release.view"

MODULE = Module(
    name="publishing",
    label="标准发布",
    block=Block.BUSINESS,
    icon="send",
    rank=6,
    entities=(facts.RELEASE, facts.CLASH, facts.READING),
    acts=ACTS,
    views={
        VIEW: "查看标准发布件",
        "publishing.clash.view": "查看条款冲突",
        "publishing.reading.view": "查看标准签阅",
    },
    pages=(
        Page("release/<int:key>/", pages.release, "publishing.release", act=VIEW),
        Page("release/<int:key>/pack/", pages.pack, "publishing.release.pack", act=VIEW),
        Page("rehearsals/<int:key>/", pages.rehearsal, "publishing.rehearsal", act=VIEW),
        Page("rehearsals/<int:key>/rows.xlsx", pages.download, "publishing.rehearsal.rows",
             act=VIEW),
        Page("notices/", pages.notices, "publishing.notices"),
    ),
    menu=(MenuItem("标准公示", "publishing.notices", "bell"),),
    measures=MEASURES,
    tables=TABLES,
    listeners=(Listener("publishing.published", jobs.published),),
    jobs=jobs.JOBS,
    clocks={jobs.RESUME: 10},
    needs=("desk",),
)  # fmt: skip
