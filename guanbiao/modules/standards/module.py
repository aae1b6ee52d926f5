"""The standards: reading them, and the exceptions granted from them."""

from __future__ import annotations

from guanbiao.gate.describe import Block, MenuItem, Module, Page
from guanbiao.gate.portal import News
from guanbiao.modules.standards import pages, queries
from guanbiao.modules.standards.acts import ACTS
from guanbiao.modules.standards.drafting import acts as drafting
from guanbiao.modules.standards.drafting import facts, tables, telling
from guanbiao.modules.standards.drafting.pages import PAGES
from guanbiao.modules.standards.facts import WAIVER

MODULE = Module(
    name="standards",
    label="标准库",
    block=Block.BUSINESS,
    icon="book",
    entities=(WAIVER, facts.DRAFT, facts.CONSULT),
    acts=(*ACTS, *drafting.ACTS),
    tables=tables.TABLES,
    listeners=telling.LISTENERS,
    needs=("desk", "publishing"),
    views={
        "standards.waiver.view": "查看例外",
        "standards.draft.view": "查看标准草案",
        "standards.consult.view": "查看征求意见",
    },
    pages=(
        Page("", pages.standards, "standards.standards"),
        Page("waivers/", pages.waivers, "standards.waivers", "standards.waiver.view", posts=True),
        Page("conflict/", pages.conflict, "standards.conflict"),
        Page("<int:key>/", pages.standard, "standards.standard"),
        Page("<int:key>/clauses/<str:number>/", pages.clause, "standards.clause"),
        Page("<int:key>/compare/<int:other>/", pages.compare, "standards.compare"),
        Page("<int:key>/pack/", pages.pack, "standards.pack"),
        *PAGES,
    ),
    news=News("法规政策", "standards.standards", queries.news),
    menu=(
        MenuItem("标准库", "standards.standards", "book"),
        MenuItem("例外", "standards.waivers", "waive", "standards.waiver.view"),
    ),
)
