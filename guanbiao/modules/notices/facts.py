"""All that rules may see of notices; read from what is stored, never from the clock."""

from __future__ import annotations

from django.db.models import Q

from guanbiao.gate.describe import Entity, Fact, FactSet
from guanbiao.modules.notices import readers
from guanbiao.modules.notices.models import Notice, Reading
from rulebook.feel import types as t

NOTICE = Entity(
    "notices.notice", "通知公告", Notice, "unit__path", "title", "person", page="notices.read",
    state="state", readers=lambda actor, on: Q(pk__in=readers.concerning(actor, on).values("pk")),
)  # fmt: skip
READING = Entity(
    "notices.reading", "通知签阅", Reading, "notice__unit__path", "person", "person",
    page="notices.reading",
)  # fmt: skip
NOTICE_FACTS = FactSet(
    NOTICE,
    (
        Fact("content_length", "通知正文字数", t.NUMBER, "字"),
        Fact("audience", "通知发布范围", t.STRING),
        Fact("by_bureau", "发布单位是机关事务管理部门", t.BOOLEAN),
        Fact("own", "发布人是起草人", t.BOOLEAN),
        Fact("days", "通知公示天数", t.NUMBER, "天"),
        Fact("confirm", "通知须确认已阅", t.BOOLEAN),
    ),
    """
    SELECT n.id AS key, n.unit_id, n.from_day AS day, length(n.content) AS content_length,
           n.audience, b.id IS NOT NULL AS by_bureau, n.published_by_id = n.person_id AS own,
           n.to_day - n.from_day + 1 AS days, n.confirm
    FROM notices_notice n JOIN people_unit u ON u.id = n.unit_id
    LEFT JOIN people_unit b ON b.kind = 'bureau' AND u.path LIKE b.path || '%'
    """,
)
READING_FACTS = FactSet(
    READING,
    (Fact("open", "通知在公示期内", t.BOOLEAN),),
    """
    SELECT r.id AS key, p.unit_id, (r.at AT TIME ZONE 'Asia/Shanghai')::date AS day,
           n.state = '已发布' AND (r.at AT TIME ZONE 'Asia/Shanghai')::date
             BETWEEN n.from_day AND coalesce(n.to_day, 'infinity') AS open
    FROM notices_reading r JOIN notices_notice n ON n.id = r.notice_id
    JOIN people_person p ON p.id = r.person_id
    """,
)
