"""What a clause says of a record: pass, stop, warn, does not apply, cannot tell."""

# ruff: noqa: DTZ001 - wall-clock times are what is tested

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from rulebook.feel.values.durations import Months
from rulebook.malformed import Malformed
from rulebook.rules import (
    Alternative,
    Finding,
    Modality,
    RuleKind,
    RulesError,
    Verdict,
    compile_rules,
    plain,
)
from tests.rulebook.makers import TRIP, a_rule, a_set

FULL = {"乘车人数": Decimal(5), "核定载客": Decimal(5)}
CROWDED = {"乘车人数": Decimal(6), "核定载客": Decimal(5)}


def verdict(facts: dict[str, object], **changes: object) -> Verdict:
    """The verdict of one rule."""
    (finding,) = a_set(a_rule(**changes)).judge(facts)
    return finding.verdict


def test_a_car_that_is_just_full_passes() -> None:
    assert verdict(FULL) is Verdict.PASS


def test_one_too_many_is_stopped_by_a_mandatory_clause() -> None:
    assert verdict(CROWDED) is Verdict.BLOCK
    assert verdict(CROWDED, modality=Modality.MUST_NOT) is Verdict.BLOCK


def test_one_too_many_is_only_warned_by_a_recommendation() -> None:
    assert verdict(CROWDED, modality=Modality.SHOULD) is Verdict.WARN


def test_a_permission_judges_nobody() -> None:
    assert a_set(a_rule(modality=Modality.MAY)).judge(CROWDED) == ()


def test_a_clause_about_other_trips_does_not_apply() -> None:
    facts = {**CROWDED, "用车类别": "机要通信"}
    assert verdict(facts, when='用车类别 = "调研核查"') is Verdict.NA


def test_a_missing_number_never_passes_and_is_named() -> None:
    (finding,) = a_set(a_rule()).judge({"乘车人数": Decimal(2), "核定载客": None})
    assert finding.verdict is Verdict.UNKNOWN
    assert finding.missing == ("核定载客",)
    assert finding.stops


def test_a_fact_nobody_delivered_is_missing_too() -> None:
    (finding,) = a_set(a_rule()).judge({})
    assert finding.missing == ("乘车人数", "核定载客")


def test_an_unknown_recommendation_asks_for_a_reason_only() -> None:
    (finding,) = a_set(a_rule(modality=Modality.SHOULD)).judge({})
    assert finding.asks_reason
    assert not finding.stops


def test_nobody_knows_whether_the_clause_applies() -> None:
    (finding,) = a_set(a_rule(when="出车日期 > date(2026, 1, 1)")).judge(FULL)
    assert finding.verdict is Verdict.UNKNOWN
    assert finding.missing == ("出车日期",)


def test_a_finding_shows_limit_actual_unit_and_field() -> None:
    rule = a_rule(limit="核定载客", actual="乘车人数", unit="人", field="passengers")
    (finding,) = a_set(rule).judge(CROWDED)
    assert (finding.limit, finding.actual) == (Decimal(5), Decimal(6))
    assert (finding.unit, finding.field) == ("人", "passengers")
    assert (finding.standard, finding.edition, finding.clause) == ("Q/YC-001", "2026", "5.2.3")
    assert finding.words == "乘车人数不应超过核定载客人数。"


def test_a_dated_value_is_a_name_in_the_rule() -> None:
    rule = a_rule("乘车人数 <= 座数上限", limit="座数上限")
    (finding,) = a_set(rule, 座数上限=Decimal(4)).judge(FULL)
    assert (finding.verdict, finding.limit) == (Verdict.BLOCK, Decimal(4))


def test_a_value_called_like_a_fact_is_refused() -> None:
    with pytest.raises(RulesError, match="取值与业务事实同名"):
        a_set(a_rule(), 核定载客=Decimal(4))


def test_rules_speak_in_their_order() -> None:
    late, early = a_rule(id="b", order=2), a_rule(id="c", order=1)
    tie = a_rule(id="a", order=2)
    assert [rule.id for rule in a_set(late, early, tie)] == ["c", "a", "b"]


def test_every_text_that_does_not_compile_is_told_at_once() -> None:
    bad = [a_rule("乘车人数 <= 核定裁客", id="one"), a_rule(when="乘车人数 +", id="two")]
    with pytest.raises(RulesError) as refused:
        compile_rules(bad, TRIP)
    assert [(problem.rule_id, problem.part) for problem in refused.value.problems] == [
        ("one", "require"),
        ("two", "when"),
    ]
    assert "核定载客" in str(refused.value)


def test_a_requirement_must_be_a_condition() -> None:
    with pytest.raises(RulesError, match="应得出是或否"):
        a_set(a_rule("乘车人数 + 1"))


def test_a_broken_rule_is_unknown_and_hides_no_other() -> None:
    facts = {**CROWDED, "加油量": "很多"}
    rules = a_set(a_rule("加油量 < 50", id="a"), a_rule(id="b"))
    broken, sound = rules.judge(facts)
    assert broken.verdict is Verdict.UNKNOWN
    assert "规则计算出错" in broken.note
    assert sound.verdict is Verdict.BLOCK


def test_division_by_zero_is_unknown_with_an_explanation() -> None:
    (finding,) = a_set(a_rule("加油量 / 行驶里程 < 0.1")).judge(
        {"加油量": Decimal(3), "行驶里程": Decimal(0)}
    )
    assert finding.verdict is Verdict.UNKNOWN
    assert finding.missing == ()
    assert finding.note


def test_a_set_can_be_narrowed_and_asked() -> None:
    rules = a_set(a_rule(id="a"), a_rule("加油量 < 50", id="b"))
    fewer = rules.only(lambda rule: rule.id == "b")
    assert len(fewer) == 1
    assert fewer.names == {"加油量"}
    assert rules.rule("a").clause == "5.2.3"
    with pytest.raises(KeyError):
        fewer.rule("a")


def test_the_editions_that_judge_are_known() -> None:
    (edition,) = a_set(a_rule()).editions
    assert edition == ("Q/YC-001", "2026", "")


@pytest.mark.parametrize(
    ("require", "actual", "limit", "sense"),
    [
        ("乘车人数 <= 核定载客", "乘车人数", "核定载客", "<="),
        ("有计划 and 乘车人数<核定载客", "乘车人数", "核定载客", "<"),
        ("乘车人数 > 0", "乘车人数", "1", ">="),
        ("乘车人数 > 0", "乘车人数", "0", ">"),
        ('车辆状态 = "在用"', "车辆状态", '"在用"', "="),
        ("乘车人数 <= (if 长途 then 4 else 5)", "乘车人数", "if 长途 then 4 else 5", "<="),
        ("乘车人数 != 3", "乘车人数", "3", ""),
        ("总乘车人数 <= 核定载客", "乘车人数", "核定载客", ""),
        ("长途", None, "核定载客", ""),
        ("长途", "乘车人数", None, ""),
    ],
)
def test_a_rule_says_which_way_its_limit_binds(
    require: str, actual: str | None, limit: str | None, sense: str
) -> None:
    assert a_rule(require, actual=actual, limit=limit).sense == sense


def test_process_and_grant_clauses_are_not_judged() -> None:
    assert not a_rule(kind=RuleKind.PROCESS).judged
    assert not a_rule("").judged


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": ""}, "规则没有编号"),
        ({"clause": ""}, "没有条款号"),
        ({"words": " "}, "没有条款原文"),
        ({"kind": "poem"}, "绑定方式“poem”不认识"),
        ({"modality": "perhaps"}, "效力“perhaps”不认识"),
        ({"act": "提交"}, "写法不对"),
        ({"kind": "table"}, "没有给出决策表"),
    ],
)
def test_a_rule_without_identity_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(Malformed, match=words):
        a_rule(**changes)


def test_an_alternative_comes_from_choices_or_the_limit() -> None:
    assert Alternative("category", "choices").field == "category"
    with pytest.raises(Malformed, match="choices 或 limit"):
        Alternative("category", "dice")


def test_words_for_people() -> None:
    assert [modality.label for modality in Modality] == ["应", "不应", "宜", "可"]
    assert [one.label for one in Verdict] == ["符合", "提示", "拦截", "例外", "缺数据", "不适用"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        (True, True),
        (Decimal("1.50"), "1.5"),
        (Decimal("0.00"), "0"),
        (Decimal("1E+3"), "1000"),
        (dt.date(2026, 6, 3), "2026-06-03"),
        (dt.datetime(2026, 6, 3, 8, 30), "2026-06-03T08:30:00"),
        (dt.timedelta(hours=2), "PT2H"),
        (Months(14), "P1Y2M"),
        ([Decimal(1), "a"], ["1", "a"]),
        ({"k": Decimal(2)}, {"k": "2"}),
    ],
)
def test_values_become_plain_without_losing_anything(value: object, text: object) -> None:
    assert plain(value) == text


def test_a_finding_can_be_kept_as_json() -> None:
    rule = a_rule(limit="核定载客", actual="乘车人数")
    (finding,) = a_set(rule).judge(CROWDED)
    assert isinstance(finding, Finding)
    kept = finding.plain()
    assert (kept["verdict"], kept["limit"], kept["actual"]) == ("block", "5", "6")
    assert kept["table_row"] is None
