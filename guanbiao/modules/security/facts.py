"""Facts of orders about accounts, of looks at personal data, of changes of keys."""

from __future__ import annotations

from guanbiao.gate.describe import Entity, Fact, FactSet
from guanbiao.modules.security.models import AccessRecord, AccountOrder, Client, KeyChange
from rulebook.feel import types as t

ACCOUNT = Entity("security.account", "账号", AccountOrder, "account__person__unit__path", "kind")
KINDS = " ".join(f"WHEN '{kind.value}' THEN '{kind.label}'" for kind in AccountOrder.Kind)
ACCOUNT_FACTS = FactSet(
    ACCOUNT,
    (
        Fact("kind", "账号事项", t.STRING),
        Fact("reason_length", "理由字数", t.NUMBER, "字"),
        Fact("own", "办理本人账号", t.BOOLEAN),
        Fact("active", "人员在岗", t.BOOLEAN),
    ),
    f"""
    SELECT o.id AS key, p.unit_id, (o.ordered_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
           CASE o.kind {KINDS} END AS kind, length(o.reason) AS reason_length,
           o.ordered_by_id IS NOT NULL AND o.ordered_by_id = a.person_id AS own, p.active
    FROM security_accountorder o JOIN people_account a ON a.id = o.account_id
    JOIN people_person p ON p.id = a.person_id
    """,  # noqa: S608 - labels of our own choices
)

ACCESS = Entity(
    "security.access", "个人信息", AccessRecord, "person__unit__path", "person", "person"
)
FIELDS = " ".join(f"WHEN '{each.value}' THEN '{each.label}'" for each in AccessRecord.Field)
ACCESS_FACTS = FactSet(
    ACCESS,
    (
        Fact("field", "查看的信息", t.STRING),
        Fact("purpose_length", "用途字数", t.NUMBER, "字"),
        Fact("own", "查看本人信息", t.BOOLEAN),
    ),
    f"""
    SELECT r.id AS key, p.unit_id, (r.seen_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
           CASE r.field {FIELDS} END AS field, length(r.purpose) AS purpose_length,
           r.seen_by_id IS NOT NULL AND r.seen_by_id = r.person_id AS own
    FROM security_accessrecord r JOIN people_person p ON p.id = r.person_id
    """,  # noqa: S608 - labels of our own choices
)
KEY = Entity("security.key", "数据密钥", KeyChange, "unit__path", "key")
KEY_FACTS = FactSet(
    KEY,
    (Fact("rows", "重新加密行数", t.NUMBER, "行"),),
    """
    SELECT k.id AS key, k.unit_id, (k.at AT TIME ZONE 'Asia/Shanghai')::date AS day, k.rows
    FROM security_keychange k
    """,
)

CLIENT = Entity("security.client", "接入系统", Client, "unit__path", "name")
CLIENT_FACTS = FactSet(
    CLIENT,
    (
        Fact("over_tls", "回调地址均为HTTPS", t.BOOLEAN),
        Fact("active", "接入系统启用", t.BOOLEAN),
    ),
    """
    SELECT c.id AS key, c.unit_id, (c.registered_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
           NOT EXISTS (SELECT FROM regexp_split_to_table(c.redirect_uris, '\\s+') AS address
                       WHERE address !~ '^https://'
                       AND address !~ '^http://(localhost|127\\.0\\.0\\.1)(:[0-9]+)?/')
               AS over_tls, c.active
    FROM security_client c
    """,
)
