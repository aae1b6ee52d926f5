"""All that rules may see of drafts and of those asked about them; read from what is stored."""

from __future__ import annotations

from guanbiao.gate.describe import Entity, Fact, FactSet
from guanbiao.modules.standards.drafting.models import Consult, Draft
from rulebook.feel import types as t

DRAFT = Entity(
    "standards.draft", "标准草案", Draft, "unit__path", "title", "leader",
    page="standards.draft", state="state",
)  # fmt: skip
CONSULT = Entity(
    "standards.consult", "征求意见", Consult, "unit__path", "group", page="standards.consult"
)

DRAFT_FACTS = FactSet(
    DRAFT,
    (
        Fact("standard", "标准编号", t.STRING),
        Fact("public_kind", "国家行业地方标准", t.BOOLEAN),
        Fact("procedure", "制定程序", t.STRING),
        Fact("need", "需求来源", t.STRING),
        Fact("evidence_length", "佐证字数", t.NUMBER, "字"),
        Fact("plan_days", "计划天数", t.NUMBER, "天"),
        Fact("budget", "经费", t.NUMBER, "元"),
        Fact("funding", "经费来源", t.STRING),
        Fact("people", "起草人数", t.NUMBER, "人"),
        Fact("clauses", "有效力条款数", t.NUMBER, "条"),
        Fact("loose", "未绑定条款数", t.NUMBER, "条"),
        Fact("untried", "缺用例条款数", t.NUMBER, "条"),
        Fact("failing", "未通过用例数", t.NUMBER, "个"),
        Fact("stale", "待确认条款数", t.NUMBER, "条"),
        Fact("problems", "待改问题数", t.NUMBER, "个"),
        Fact("unsourced", "未写依据条款数", t.NUMBER, "条"),
        Fact("asked", "征求相关方数", t.NUMBER, "个"),
        Fact("silent", "未答复相关方数", t.NUMBER, "个"),
        Fact("unsettled", "未处理意见数", t.NUMBER, "条"),
        Fact("shortest_reason", "不采纳理由最少字数", t.NUMBER, "字"),
        Fact("readings", "审校通过次数", t.NUMBER, "次"),
        Fact("all_readings", "审校次数", t.NUMBER, "次"),
        Fact("reviewers", "审校人数", t.NUMBER, "人"),
        Fact("own_review", "起草人参加审校", t.BOOLEAN),
        Fact("own_approval", "批准人参加起草", t.BOOLEAN),
        Fact("reading_matter", "审查通过次数", t.NUMBER, "次"),
        Fact("reading_words", "校对通过次数", t.NUMBER, "次"),
        Fact("has_scope", "草案有范围", t.BOOLEAN),
        Fact("has_foreword", "草案有前言", t.BOOLEAN),
        Fact("musts", "必须用语处数", t.NUMBER, "处"),
    ),
    """
    SELECT d.id AS key, d.unit_id, d.registered_on AS day, d.standard,
           d.standard !~ '^[QT]/' AS public_kind, d.procedure, d.need,
           length(d.evidence) AS evidence_length, d.plan_to - d.plan_from AS plan_days,
           d.budget, nullif(d.funding, '') AS funding, team.people, d.clauses, d.loose, d.untried,
           d.failing, d.stale, d.problems, d.unsourced, asked.asked, asked.silent,
           said.unsettled, said.shortest_reason, read.readings, read.all_readings,
           read.reviewers, read.own_review,
           (d.approved_by_id = d.leader_id OR d.approved_by_id IN (SELECT m.person_id
            FROM standards_member m WHERE m.draft_id = d.id)) AS own_approval,
           read.reading_matter, read.reading_words,
           said_in.text ~ '(?n)^#+ *[0-9. ]*范围' AS has_scope,
           said_in.text ~ '(?n)^#+ *[0-9. ]*前言' AS has_foreword,
           (length(said_in.text) - length(replace(said_in.text, '必须', ''))) / 2 AS musts
    FROM standards_draft d
    LEFT JOIN LATERAL (SELECT x.text FROM standards_drafttext x WHERE x.draft_id = d.id
        AND x.path = 'text.md' ORDER BY x.version DESC LIMIT 1) said_in ON true
    CROSS JOIN LATERAL (SELECT count(*) + 1 AS people FROM standards_member m
        WHERE m.draft_id = d.id) team
    CROSS JOIN LATERAL (SELECT count(*) AS asked, count(*) FILTER (WHERE c.answer = '') AS silent
        FROM standards_consult c WHERE c.draft_id = d.id) asked
    CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE o.result = '') AS unsettled,
        min(length(o.reason)) FILTER (WHERE o.result = '不采纳') AS shortest_reason
        FROM standards_opinion o JOIN standards_consult c ON c.id = o.consult_id
        WHERE c.draft_id = d.id) said
    CROSS JOIN LATERAL (SELECT count(DISTINCT r.step) FILTER (WHERE r.passed) AS readings,
        count(*) FILTER (WHERE r.passed) AS all_readings,
        count(DISTINCT r.person_id) FILTER (WHERE r.passed) AS reviewers,
        coalesce(bool_or(r.person_id = d.leader_id OR r.person_id IN (SELECT m.person_id
            FROM standards_member m WHERE m.draft_id = d.id)), false) AS own_review,
        count(DISTINCT r.step) FILTER (WHERE r.passed AND r.step LIKE '%审') AS reading_matter,
        count(DISTINCT r.step) FILTER (WHERE r.passed AND r.step LIKE '%校') AS reading_words
        FROM standards_review r WHERE r.draft_id = d.id AND r.version = d.version) read
    """,
)
CONSULT_FACTS = FactSet(
    CONSULT,
    (
        Fact("procedure", "制定程序", t.STRING),
        Fact("round", "征求轮次", t.NUMBER, "轮"),
        Fact("term", "答复期限天数", t.NUMBER, "天"),
        Fact("group_length", "相关方名称字数", t.NUMBER, "字"),
    ),
    """
    SELECT c.id AS key, c.unit_id, c.asked_on AS day, d.procedure, c.round,
           c.due_on - c.asked_on AS term, length(c."group") AS group_length
    FROM standards_consult c JOIN standards_draft d ON d.id = c.draft_id
    """,
)
