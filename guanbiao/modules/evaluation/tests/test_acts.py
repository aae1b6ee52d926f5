"""Samples, proposals, reviews and savings, and what the clauses say of them."""

from __future__ import annotations

import datetime as dt

import pytest

from guanbiao.gate.events import deliver_waiting
from guanbiao.gate.passage import Forbidden, Outcome
from guanbiao.modules.desk.models import Message
from guanbiao.modules.evaluation import jobs
from guanbiao.modules.evaluation.models import Ask, Proposal, Review, Sample, SampleState
from guanbiao.modules.evaluation.tests.makers import Office
from rulebook.rules import Verdict

DRAW = {"entity": "vehicles.vehicle", "from_day": "2026-01-01", "to_day": "2026-12-31"}
SAVING = {"title": "错峰开空调", "from_day": "2026-01-01", "to_day": "2026-03-31",
          "method": "前后对比", "baseline": "5000.00", "actual": "3800.00", "amount": "1200.00",
          "evidence": "电费发票三张"}  # fmt: skip


def clauses(outcome: Outcome, verdict: Verdict) -> set[str]:
    return {found.clause for found in outcome.findings if found.verdict is verdict}


def fleet(office: Office, many: int = 4) -> None:
    office.quota(number=many)
    for _ in range(many):
        assert office.car().ok


def drawn(office: Office, **changes: str) -> Sample:
    made: Sample = office.done("evaluation.sample.draw", "auditor",
                               **{**DRAW, "size": "4", "seed": "甲", **changes})  # fmt: skip
    return made


def test_the_same_seed_draws_the_same_records_and_another_seed_others(office: Office) -> None:
    fleet(office, 8)
    first, again, other = drawn(office), drawn(office), drawn(office, seed="乙")
    keys = [list(each.items.order_by("place").values_list("key", flat=True))
            for each in (first, again, other)]  # fmt: skip
    assert keys[0] == keys[1] != keys[2]
    assert first.population == 8 and first.size == 4


def test_a_sample_is_checked_one_by_one_by_somebody_of_another_unit_and_then_closed(
    office: Office,
) -> None:
    fleet(office, 2)
    sample = drawn(office)
    early = office.do("evaluation.sample.finish", "auditor", sample)
    assert clauses(early, Verdict.BLOCK) == {"7.4"}
    one, two = sample.items.order_by("place")
    short = office.do("evaluation.item.check", "auditor", one, answer="账实不符", words="不对")
    assert clauses(short, Verdict.BLOCK) == {"7.2"}
    office.done("evaluation.item.check", "auditor", one, answer="账实不符",
                words="车辆已外借半年，台账没有登记")  # fmt: skip
    office.done("evaluation.item.check", "auditor", two, answer="账实相符")
    office.done("evaluation.sample.finish", "auditor", sample)
    sample.refresh_from_db()
    assert sample.state == SampleState.DONE
    late = office.do("evaluation.item.check", "auditor", two, answer="账实相符")
    assert "已经完成" in late.errors["__all__"][0]


def test_nobody_checks_the_records_of_her_own_unit(office: Office) -> None:
    office.quota("bureau")
    assert office.car("bureau").ok
    (item,) = drawn(office).items.all()
    outcome = office.do("evaluation.item.check", "auditor", item, answer="账实相符")
    assert clauses(outcome, Verdict.BLOCK) == {"7.3"}


def test_a_small_sample_of_a_large_ledger_wants_a_reason(office: Office) -> None:
    fleet(office, 3)
    outcome = office.do("evaluation.sample.draw", "auditor", **DRAW, size="2", seed="甲")
    assert outcome.ok and clauses(outcome, Verdict.WARN) == {"7.1"}
    nothing = office.do("evaluation.sample.draw", "auditor",
                        **{**DRAW, "to_day": "2026-01-02"}, size="2", seed="甲")  # fmt: skip
    assert "没有可抽查的记录" in nothing.errors["entity"][0]


def test_a_proposal_is_raised_with_evidence_and_answered(office: Office) -> None:
    draft = {"standard": "Q/YCJG 203", "clause": "5.3.5", "source": "一线反馈",
             "words": "保养间隔按车型区分"}  # fmt: skip
    thin = office.do("evaluation.proposal.raise", "head", **draft, evidence="多人反映")
    assert clauses(thin, Verdict.BLOCK) == {"8.1"}
    unknown = office.do("evaluation.proposal.raise", "head", **{**draft, "clause": "99"},
                        evidence="近三个月有七名驾驶员反映")  # fmt: skip
    assert "没有这个标准或条款" in unknown.errors["clause"][0]
    made: Proposal = office.done("evaluation.proposal.raise", "head", **draft,
                                 evidence="近三个月有七名驾驶员反映")  # fmt: skip
    office.clock.on(7, 10)
    outcome = office.do("evaluation.proposal.reply", "deputy", made, taken="yes",
                        reply="列入明年修订计划")  # fmt: skip
    assert outcome.ok and clauses(outcome, Verdict.WARN) == {"8.3"}
    again = office.do("evaluation.proposal.reply", "deputy", made, taken="no", reply="不采纳此建议")
    assert "待研究" in again.errors["__all__"][0]


def test_a_review_is_planned_told_of_before_it_falls_due_and_concluded(office: Office) -> None:
    far = office.do("evaluation.review.plan", "keeper", standard="Q/YCJG 203", edition="2025",
                    due_on="2029-01-01")  # fmt: skip
    assert clauses(far, Verdict.BLOCK) == {"9.1"}
    review: Review = office.done("evaluation.review.plan", "keeper", standard="Q/YCJG 203",
                                 edition="2025", due_on="2026-08-02")  # fmt: skip
    assert jobs.remind() == 1 and jobs.remind() == 1
    told = Message.objects.get(entity="evaluation.review")
    assert told.person == office.persons["keeper"] and "还有 60 天应复审" in told.title
    office.clock.on(6, 4)
    assert jobs.remind() == 0
    office.clock.on(8, 3)
    late = office.do("evaluation.review.conclude", "deputy", review, conclusion="继续有效",
                     words="三年来执行情况良好，无需改动")  # fmt: skip
    assert late.ok and clauses(late, Verdict.WARN) == {"9.2"}
    assert Review.objects.get().concluded_on == dt.date(2026, 8, 3)


def test_a_saving_adds_up_and_has_evidence(office: Office) -> None:
    unit = office.units["organ"].pk
    wrong = office.do("evaluation.saving.record", "keeper", **{**SAVING, "amount": "1200.01",
                      "evidence": "无"}, unit=unit)  # fmt: skip
    assert clauses(wrong, Verdict.BLOCK) == {"10.1", "10.2"}
    right = office.do("evaluation.saving.record", "keeper", **SAVING, unit=unit)
    assert right.ok and clauses(right, Verdict.WARN) == {"10.3"}


@pytest.mark.parametrize("who", ["clerk", "stranger"])
def test_a_stranger_does_none_of_it(office: Office, who: str) -> None:
    fleet(office, 1)
    sample = drawn(office)
    tries = (
        ("sample.draw", None, {**DRAW, "size": "1", "seed": "1"}), ("sample.finish", sample, {}),
        ("item.check", sample.items.get(), {"answer": "账实相符"}),
        ("proposal.raise", None, {"standard": "Q/YCJG 203", "clause": "5.3.5",
                                  "source": "一线反馈", "words": "改", "evidence": "改"}),
        ("review.plan", None, {"standard": "Q/YCJG 203", "edition": "2025",
                               "due_on": "2026-08-02"}),
        ("saving.record", None, {**SAVING, "unit": office.units["organ"].pk}),
    )  # fmt: skip
    for act, subject, draft in tries:
        with pytest.raises(Forbidden):
            office.do(f"evaluation.{act}", who, subject, **draft)


def test_an_owner_of_a_proposal_does_not_answer_it_herself(office: Office) -> None:
    made = office.done("evaluation.proposal.raise", "keeper", standard="Q/YCJG 203",
                       clause="5.3.5", source="一线反馈", words="保养间隔按车型区分",
                       evidence="近三个月有七名驾驶员反映")  # fmt: skip
    with pytest.raises(Forbidden):
        office.do("evaluation.proposal.reply", "keeper", made, taken="yes", reply="同意修订")
    review = office.done("evaluation.review.plan", "keeper", standard="Q/YCJG 203",
                         edition="2025", due_on="2026-08-02")  # fmt: skip
    with pytest.raises(Forbidden):
        office.do("evaluation.review.conclude", "keeper", review, conclusion="继续有效", words="好")


RULE = "中办发〔2017〕71号#9@vehicles.vehicle.register"
ASKED = {
    "rule": RULE, "reason": "高寒山区执勤需四驱越野车", "price": "45000",
    "from_day": "2026-06-03", "to_day": "2026-06-30",
}  # fmt: skip


def test_an_exception_is_asked_for_granted_shown_on_every_finding_and_ends_by_itself(
    office: Office,
) -> None:
    office.quota(number=9)
    assert office.car(price="210000").stopped
    ask: Ask = office.done("evaluation.exception.ask", "clerk", **ASKED)
    assert office.car(price="210000").stopped
    without = office.do("evaluation.exception.grant", "deputy", ask)
    assert clauses(without, Verdict.BLOCK) == {"5.7", "11.6"}
    office.done("evaluation.exception.grant", "deputy", ask, basis="云政办函〔2026〕9号")
    passed = office.car(price="210000")
    (waived,) = [each for each in passed.findings if each.verdict is Verdict.WAIVED]
    for words in ("高寒山区", "责任人 王晓敏", "代价 45,000.00 元", "有效至 2026-06-30"):
        assert words in waived.note
    deliver_waiting()
    assert "已批准" in Message.objects.get(entity="evaluation.exception").title
    assert Ask.objects.get().standing == "有效"
    office.clock.on(7, 1)
    assert office.car(price="210000", purchased_on="2026-06-30").stopped
    assert Ask.objects.get().standing == "已到期"


def test_an_exception_without_price_or_for_too_long_is_not_even_asked_for(office: Office) -> None:
    outcome = office.do("evaluation.exception.ask", "clerk",
                        **{**ASKED, "price": "", "to_day": "2026-07-03"})  # fmt: skip
    assert clauses(outcome, Verdict.BLOCK) == {"11.4"}
    assert clauses(outcome, Verdict.UNKNOWN) == {"11.3"}


def test_nobody_grants_herself_an_exception_and_a_stranger_grants_none(office: Office) -> None:
    own = office.done("evaluation.exception.ask", "deputy", **ASKED)
    outcome = office.do("evaluation.exception.grant", "deputy", own, basis="云政办函〔2026〕9号")
    assert clauses(outcome, Verdict.BLOCK) == {"11.5"}
    hers = office.done("evaluation.exception.ask", "clerk", **ASKED)
    for who in ("clerk", "head", "stranger", "keeper", "auditor"):
        for act in ("grant", "refuse"):
            with pytest.raises(Forbidden):
                office.do(f"evaluation.exception.{act}", who, hers, basis="无", opinion="不批准")
    office.done("evaluation.exception.refuse", "deputy", hers, opinion="按条款配备即可")
    assert Ask.objects.get(pk=hers.pk).waiver is None
