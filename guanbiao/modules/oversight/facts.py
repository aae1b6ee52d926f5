"""All that rules may see of matters and reports; read from what is stored, never the clock."""

from __future__ import annotations

from guanbiao.gate.describe import Entity, Fact, FactSet
from guanbiao.modules.oversight.models import Matter, Report
from rulebook.feel import types as t

MATTER = Entity(
    "oversight.matter", "督办事项", Matter, "unit__path", "title", "owner", page="oversight.matter"
)
REPORT = Entity(
    "oversight.report", "进展反馈", Report, "matter__unit__path", "words", "matter__owner"
)

MATTER_FACTS = FactSet(
    MATTER,
    (
        Fact("source", "督办来源", t.STRING),
        Fact("basis", "督办依据", t.STRING),
        Fact("title_length", "事项字数", t.NUMBER, "字"),
        Fact("owner_in_unit", "责任人在承办单位", t.BOOLEAN),
        Fact("span", "办理期限天数", t.NUMBER, "天"),
        Fact("accepted_after", "签收用时天数", t.NUMBER, "天"),
        Fact("progress", "办理进度", t.NUMBER, "%"),
        Fact("reports", "反馈次数", t.NUMBER, "次"),
        Fact("extensions", "延期次数", t.NUMBER, "次"),
        Fact("extended", "累计延期天数", t.NUMBER, "天"),
        Fact("extension_reason_length", "延期理由字数", t.NUMBER, "字"),
        Fact("urged_after", "距上次催办天数", t.NUMBER, "天"),
        Fact("level", "升级层级", t.NUMBER, "级"),
        Fact("overdue", "升级时超期天数", t.NUMBER, "天"),
    ),
    """
    SELECT m.id AS key, m.unit_id, m.registered_on AS day, m.source,
           nullif(m.basis, '') AS basis, length(m.title) AS title_length,
           p.unit_id IN (SELECT u.id FROM people_unit u WHERE u.path LIKE un.path || '%')
               AS owner_in_unit,
           m.first_due_on - m.registered_on AS span,
           m.accepted_on - m.registered_on AS accepted_after, m.progress,
           (SELECT count(*) FROM oversight_report r WHERE r.matter_id = m.id) AS reports,
           m.extensions, m.due_on - m.first_due_on AS extended,
           length(m.extension_reason) AS extension_reason_length,
           m.urged_on - m.urged_before AS urged_after, m.level,
           m.escalated_on - m.due_on AS overdue
    FROM oversight_matter m JOIN people_person p ON p.id = m.owner_id
    JOIN people_unit un ON un.id = m.unit_id
    """,
)
REPORT_FACTS = FactSet(
    REPORT,
    (
        Fact("words_length", "进展字数", t.NUMBER, "字"),
        Fact("progress", "反馈进度", t.NUMBER, "%"),
        Fact("before", "上次反馈进度", t.NUMBER, "%"),
        Fact("interval", "距上次反馈天数", t.NUMBER, "天"),
    ),
    """
    SELECT r.id AS key, m.unit_id, r.on AS day, length(r.words) AS words_length, r.progress,
           r.before, r.on - r.since AS interval
    FROM oversight_report r JOIN oversight_matter m ON m.id = r.matter_id
    """,
)
