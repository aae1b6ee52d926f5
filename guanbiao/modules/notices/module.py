"""Notices: the face of the business."""

from __future__ import annotations

from guanbiao.gate.describe import Block, Listener, MenuItem, Module, Page
from guanbiao.gate.portal import News
from guanbiao.modules.notices import facts, jobs, pages
from guanbiao.modules.notices.acts import ACTS
from guanbiao.modules.notices.measures import MEASURES
from guanbiao.modules.notices.tables import TABLES

MODULE = Module(
    name="notices",
    label="通知公告",
    block=Block.OFFICE,
    icon="bell",
    rank=3,
    entities=(facts.NOTICE, facts.READING),
    acts=ACTS,
    views={"notices.notice.view": "查看通知公告", "notices.reading.view": "查看通知签阅"},
    pages=(
        Page("", pages.current, "notices.current"),
        Page("past/", pages.past, "notices.past"),
        Page("read/<int:key>/", pages.read, "notices.read", posts=True),
        Page("notice/<int:key>/missing/", pages.missing, "notices.missing"),
    ),
    menu=(
        MenuItem("通知公告", "notices.current", "bell"),
        MenuItem("通知管理", "notices.notice.list", "pen", "notices.notice.view"),
    ),
    measures=MEASURES,
    tables=TABLES,
    news=News("通知公告", "notices.current", pages.news),
    listeners=(
        Listener("notices.published", jobs.published),
        Listener("notices.reminded", jobs.reminded),
    ),
    needs=("desk",),
)  # fmt: skip
