"""Cases: the face of what all businesses share when they ask for approval."""

from __future__ import annotations

from guanbiao.gate.describe import Block, Listener, MenuItem, Module, Page
from guanbiao.modules.cases import jobs, pages, phrases, serving, together
from guanbiao.modules.cases.acts import ACTS
from guanbiao.modules.cases.facts import CASE, WORDING
from guanbiao.modules.cases.queries import VIEW
from guanbiao.modules.cases.tables import TABLES, WORDING_VIEW

MODULE = Module(
    name="cases",
    label="办件",
    block=Block.OFFICE,
    icon="inbox",
    rank=1,
    entities=(CASE, WORDING),
    acts=ACTS,
    views={VIEW: "查看办件", WORDING_VIEW: "查看单位常用语"},
    tables=TABLES,
    pages=(
        Page("", pages.cases, "cases.cases", act=VIEW),
        Page("export/", pages.cases_file, "cases.cases_file", act=VIEW, posts=True),
        Page("agree/", together.page, "cases.agree_many", posts=True),
        Page("phrases/", phrases.page, "cases.phrases", posts=True),
        Page("<int:key>/", pages.case, "cases.case"),
        Page("<int:key>/deck/", pages.deck, "cases.deck"),
        Page("<int:key>/<slug:verb>/", pages.case_act, "cases.case_act", posts=True),
    ),
    menu=(
        MenuItem("办件管理", "cases.cases", "inbox", VIEW),
        MenuItem("常用语", "cases.phrases", "pen"),
        MenuItem("单位常用语", "cases.wording.list", "pen", WORDING_VIEW),
    ),
    listeners=(Listener("case.service_due", serving.due),),
    jobs=jobs.JOBS,
    clocks=jobs.CLOCK,
    needs=("desk",),
)
