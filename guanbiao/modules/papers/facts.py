"""All that rules may see of an attached file."""

from __future__ import annotations

from guanbiao.gate.describe import Entity, Fact, FactSet
from guanbiao.gate.models import Attachment
from rulebook.feel import types as t

PAPER = Entity(
    "papers.paper", "附件", Attachment, "unit__path", "name", "person", page="papers.view",
    state="state",
)  # fmt: skip
FACTS = FactSet(
    PAPER,
    (
        Fact("name", "文件名", t.STRING),
        Fact("stem_length", "文件名字数", t.NUMBER, "字"),
        Fact("kind", "文件类型", t.STRING),
        Fact("megabytes", "文件大小", t.NUMBER, "MB"),
        Fact("number", "同一记录附件数", t.NUMBER, "个"),
    ),
    """
    SELECT a.id AS key, a.unit_id, (a.at AT TIME ZONE 'Asia/Shanghai')::date AS day, a.name,
           length(regexp_replace(a.name, '[.][^.]*$', '')) AS stem_length, a.kind,
           round(a.size / 1048576.0, 2) AS megabytes,
           (SELECT count(*) FROM gate_attachment o WHERE o.entity = a.entity AND o.key = a.key
             AND o.state = '在册') AS number
    FROM gate_attachment a
    """,
)
