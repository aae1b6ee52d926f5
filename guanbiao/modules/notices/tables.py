"""How notices and their readers are listed and shown to those who publish them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet

from guanbiao.gate.describe import Column, Related, Table
from guanbiao.modules.notices import facts


def _counted(rows: QuerySet[Any]) -> QuerySet[Any]:
    counted: QuerySet[Any] = rows.annotate(read=Count("readings"))
    return counted


TABLES = (
    Table(
        facts.NOTICE,
        ("title", "state", "audience", "unit", "from_day", "to_day", "confirm",
         Column("read", "已阅（人）", "number")),
        icon="bell",
        search=("title", "content", "number"),
        filters=("state", "audience", "unit", "from_day"),
        days=("from_day", "to_day"),
        sections=(
            ("内容", ("number", "content")),
            ("发布", ("audience", "unit", "person", "from_day", "to_day", "confirm", "pinned",
                      "published_by", "published_at", "reminded_at", "remark")),
        ),
        related=(Related("签阅", "notices.reading", "notice"),),
        also=_counted,
        beside=(("未阅名单", "notices.missing"), ("阅读页", "notices.read")),
    ),
    Table(
        facts.READING,
        ("person", Column("person__unit", "单位"), "notice", "at"),
        icon="tick",
        search=("person__name", "notice__title"),
        filters=("at",),
        order=("-at", "-pk"),
    ),
)  # fmt: skip
