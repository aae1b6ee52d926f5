"""Facts of units, persons, posts and delegations."""

from __future__ import annotations

from guanbiao.gate.describe import Entity, Fact, FactSet
from guanbiao.people.models import Delegation, Person, Post, Unit
from rulebook.feel import types as t

UNIT = Entity("organisation.unit", "单位", Unit, "path", "name", page="organisation.unit")
PERSON = Entity(
    "organisation.person", "人员", Person, "unit__path", "name", page="organisation.person"
)
POST = Entity("organisation.post", "任职", Post, "unit__path", "role", "person")
"""Its fact 同任岗位 lists posts between marks, as in ``、审计员、驾驶员、``."""
DELEGATION = Entity(
    "organisation.delegation",
    "委托",
    Delegation,
    "from_person__unit__path",
    "reason",
    "from_person",
)

UNIT_FACTS = FactSet(
    UNIT,
    (
        Fact("level", "单位层级", t.STRING),
        Fact("has_parent", "有上级单位", t.BOOLEAN),
        Fact("staff_quota", "人员编制", t.NUMBER, "人"),
        Fact("headcount", "实有人数", t.NUMBER, "人"),
    ),
    """
    SELECT u.id AS key, u.id AS unit_id, current_date AS day,
           CASE u.level WHEN 'province' THEN '省级' WHEN 'city' THEN '市级'
                ELSE '县级' END AS level,
           u.parent_id IS NOT NULL AS has_parent, u.staff_quota,
           (SELECT count(*) FROM people_person p WHERE p.unit_id = u.id AND p.active) AS headcount
    FROM people_unit u
    """,
)
PERSON_FACTS = FactSet(
    PERSON,
    (
        Fact("rank", "职级", t.STRING),
        Fact("active", "在岗", t.BOOLEAN),
        Fact("open_tasks", "未办事项数", t.NUMBER, "件"),
        Fact("open_posts", "未免职岗位数", t.NUMBER, "个"),
        Fact("open_delegations", "未收回委托数", t.NUMBER, "项"),
        Fact("account_open", "账号启用", t.BOOLEAN),
    ),
    """
    SELECT p.id AS key, p.unit_id, current_date AS day, p.rank, p.active,
           (SELECT count(*) FROM gate_task t WHERE t.assignee_id = p.id AND t.state = 'open')
               AS open_tasks,
           (SELECT count(*) FROM people_post po WHERE po.person_id = p.id AND po.to_day IS NULL)
               AS open_posts,
           (SELECT count(*) FROM people_delegation d WHERE d.revoked_at IS NULL
                AND d.to_at > now() AND p.id IN (d.from_person_id, d.to_person_id))
               AS open_delegations,
           EXISTS (SELECT FROM people_account a WHERE a.person_id = p.id AND a.is_active)
               AS account_open
    FROM people_person p
    """,
)
POST_FACTS = FactSet(
    POST,
    (
        Fact("role", "岗位", t.STRING),
        Fact("is_head", "单位负责人", t.BOOLEAN),
        Fact("active", "人员在岗", t.BOOLEAN),
        Fact("also_system", "同时任系统管理员", t.BOOLEAN),
        Fact("also_audit", "同时任审计员", t.BOOLEAN),
        Fact("together", "同任岗位", t.STRING),
        Fact("own", "为本人任职", t.BOOLEAN),
    ),
    """
    SELECT po.id AS key, po.unit_id, po.from_day AS day, po.role, po.is_head, pe.active,
           '、' || (SELECT string_agg(DISTINCT o.role, '、' ORDER BY o.role) FROM people_post o
                   WHERE o.person_id = po.person_id
                   AND (po.to_day IS NULL OR o.from_day <= po.to_day)
                   AND (o.to_day IS NULL OR o.to_day >= po.from_day)) || '、' AS together,
           po.assigned_by_id IS NOT NULL AND po.assigned_by_id = po.person_id AS own,
           EXISTS (SELECT FROM people_post o WHERE o.person_id = po.person_id
                   AND o.role = '系统管理员' AND (o.to_day IS NULL OR o.to_day >= po.from_day))
               AS also_system,
           EXISTS (SELECT FROM people_post o WHERE o.person_id = po.person_id
                   AND o.role = '审计员' AND (o.to_day IS NULL OR o.to_day >= po.from_day))
               AS also_audit
    FROM people_post po JOIN people_person pe ON pe.id = po.person_id
    """,
)
DELEGATION_FACTS = FactSet(
    DELEGATION,
    (
        Fact("days", "委托天数", t.NUMBER, "天"),
        Fact("same_unit_tree", "受托人在同一单位", t.BOOLEAN),
        Fact("revoked", "已收回", t.BOOLEAN),
        Fact("together", "受托后岗位", t.STRING),
    ),
    """
    SELECT d.id AS key, f.unit_id, (d.from_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
           ceil(extract(epoch FROM d.to_at - d.from_at) / 86400) AS days,
           split_part(fu.path, '/', 2) = split_part(tu.path, '/', 2) AS same_unit_tree,
           d.revoked_at IS NOT NULL AS revoked,
           '、' || coalesce((SELECT string_agg(DISTINCT po.role, '、' ORDER BY po.role)
                FROM people_post po
                WHERE (po.person_id = d.to_person_id OR (po.person_id = d.from_person_id
                       AND (jsonb_array_length(d.roles) = 0 OR jsonb_exists(d.roles, po.role))))
                AND po.from_day <= (d.to_at AT TIME ZONE 'Asia/Shanghai')::date
                AND (po.to_day IS NULL
                     OR po.to_day >= (d.from_at AT TIME ZONE 'Asia/Shanghai')::date)), '') || '、'
               AS together
    FROM people_delegation d
    JOIN people_person f ON f.id = d.from_person_id JOIN people_unit fu ON fu.id = f.unit_id
    JOIN people_person o ON o.id = d.to_person_id JOIN people_unit tu ON tu.id = o.unit_id
    """,
)
