"""All that rules may see of samples, proposals, reviews and savings."""

from __future__ import annotations

from guanbiao.gate.describe import Entity, Fact, FactSet
from guanbiao.modules.evaluation.models import Ask, Proposal, Review, Sample, SampleItem, Saving
from rulebook.feel import types as t

SAMPLE = Entity("evaluation.sample", "抽查清单", Sample, "unit__path", "number", "drawn_by",
                page="evaluation.sample", state="state")  # fmt: skip
ITEM = Entity("evaluation.item", "抽查项", SampleItem, "sample__unit__path", "title",
              page="evaluation.item")  # fmt: skip
PROPOSAL = Entity("evaluation.proposal", "修订建议", Proposal, "unit__path", "number",
                  "raised_by", page="evaluation.proposal", state="state")  # fmt: skip
REVIEW = Entity("evaluation.review", "标准复审", Review, "unit__path", "standard",
                page="evaluation.review")  # fmt: skip
SAVING = Entity("evaluation.saving", "节约台账", Saving, "unit__path", "title", "recorded_by",
                page="evaluation.saving")  # fmt: skip

SAMPLE_FACTS = FactSet(
    SAMPLE,
    (
        Fact("size", "抽取条数", t.NUMBER, "条"),
        Fact("population", "总体条数", t.NUMBER, "条"),
        Fact("unchecked", "未核查条数", t.NUMBER, "条"),
    ),
    """
    SELECT s.id AS key, s.unit_id, s.drawn_on AS day, s.size, s.population,
           (SELECT count(*) FROM evaluation_sampleitem i
            WHERE i.sample_id = s.id AND i.answer = '') AS unchecked
    FROM evaluation_sample s
    """,
)
ITEM_FACTS = FactSet(
    ITEM,
    (
        Fact("answer", "核查结果", t.STRING),
        Fact("words_length", "核查情况字数", t.NUMBER, "字"),
        Fact("own", "核查人属于被查单位", t.BOOLEAN),
    ),
    """
    SELECT i.id AS key, s.unit_id, s.drawn_on AS day, i.answer, length(i.words) AS words_length,
           p.unit_id = i.unit_id AS own
    FROM evaluation_sampleitem i JOIN evaluation_sample s ON s.id = i.sample_id
    LEFT JOIN people_person p ON p.id = i.checked_by_id
    """,
)
PROPOSAL_FACTS = FactSet(
    PROPOSAL,
    (
        Fact("source", "建议来源", t.STRING),
        Fact("evidence_length", "建议依据字数", t.NUMBER, "字"),
        Fact("reply_length", "答复字数", t.NUMBER, "字"),
        Fact("took", "答复用时天数", t.NUMBER, "天"),
    ),
    """
    SELECT p.id AS key, p.unit_id, p.raised_on AS day, p.source,
           length(p.evidence) AS evidence_length, length(p.reply) AS reply_length,
           p.answered_on - p.raised_on AS took
    FROM evaluation_proposal p
    """,
)
REVIEW_FACTS = FactSet(
    REVIEW,
    (
        Fact("standard", "复审标准编号", t.STRING),
        Fact("years", "复审周期", t.NUMBER, "年"),
        Fact("late", "复审超期天数", t.NUMBER, "天"),
        Fact("words_length", "复审意见字数", t.NUMBER, "字"),
    ),
    """
    SELECT r.id AS key, r.unit_id, r.since AS day, r.standard,
           round((r.due_on - r.since) / 365.25, 2) AS years,
           r.concluded_on - r.due_on AS late, length(r.words) AS words_length
    FROM evaluation_review r
    """,
)
SAVING_FACTS = FactSet(
    SAVING,
    (
        Fact("amount", "节约金额", t.NUMBER, "元"),
        Fact("difference", "基准与实际之差", t.NUMBER, "元"),
        Fact("evidence_length", "佐证材料字数", t.NUMBER, "字"),
        Fact("tied", "已关联条款", t.BOOLEAN),
    ),
    """
    SELECT s.id AS key, s.unit_id, s.recorded_on AS day, s.amount,
           s.baseline - s.actual AS difference, length(s.evidence) AS evidence_length,
           s.clause <> '' AS tied
    FROM evaluation_saving s
    """,
)
ASK = Entity("evaluation.exception", "例外申请", Ask, "unit__path", "number", "asked_by",
             page="evaluation.exception", state="state")  # fmt: skip
ASK_FACTS = FactSet(
    ASK,
    (
        Fact("days", "例外期限天数", t.NUMBER, "天"),
        Fact("reason_length", "申请理由字数", t.NUMBER, "字"),
        Fact("price", "例外代价", t.NUMBER, "元"),
        Fact("has_basis", "批准文号已填", t.BOOLEAN),
        Fact("self_granted", "批准人就是申请人", t.BOOLEAN),
    ),
    """
    SELECT a.id AS key, a.unit_id, a.asked_on AS day, a.to_day - a.from_day + 1 AS days,
           length(a.reason) AS reason_length, a.price, a.basis <> '' AS has_basis,
           a.decided_by_id = a.asked_by_id AS self_granted
    FROM evaluation_ask a
    """,
)
