"""A lower standard may be stricter than those above it, never looser."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.proofs import (
    COMPLETE,
    Assumptions,
    Conflict,
    Difference,
    Looser,
    Proved,
    Undecided,
    conflicts,
    difference,
    never_looser,
    relaxations,
)
from rulebook.rules import Modality, RuleSet, Verdict, compile_rules
from rulebook.tables import HitPolicy, Output
from tests.rulebook.makers import a_rule, a_table

SCOPE = Scope(
    {
        "季节": t.STRING,
        "会场温度": t.NUMBER,
        "乘车人数": t.NUMBER,
        "核定载客": t.NUMBER,
        "用车类别": t.STRING,
        "紧急": t.BOOLEAN,
        "体检日期": t.DATE,
        "业务日期": t.DATE,
        "出发时间": t.DATE_TIME,
        "返回时间": t.DATE_TIME,
        "加油卡绑定车牌": t.STRING,
        "车牌号": t.STRING,
    }
)
NATIONAL, CITY = "国办发〔2007〕42号", "盘锦市会议接待服务规范"


def a_standard(*texts: tuple[str | None, str], name: str = "本级", **values: Any) -> RuleSet:
    """Rules (when, require) numbered from 1."""
    rules = [
        a_rule(
            require, when=when, id=f"{name}#{n}", standard=name, clause=str(n), words=f"第{n}款。"
        )
        for n, (when, require) in enumerate(texts, 1)
    ]
    return compile_rules(rules, SCOPE, values)


def national_temperatures() -> RuleSet:
    return a_standard(
        ("季节 = “夏季”", "会场温度 >= 26"), ("季节 = “冬季”", "会场温度 <= 20"), name=NATIONAL
    )


def city_temperatures() -> RuleSet:
    return a_standard(
        ("季节 = “夏季”", "会场温度 = 24.5"), ("季节 = “冬季”", "会场温度 = 23"), name=CITY
    )


def test_a_hall_at_24_5_degrees_cannot_keep_the_national_26_degrees() -> None:
    summer, winter = conflicts(city_temperatures(), national_temperatures())
    assert isinstance(summer, Conflict)
    assert isinstance(winter, Conflict)
    assert summer.region.cells == {"季节": "“夏季”"}
    assert winter.region.cells == {"季节": "“冬季”"}
    clauses = f"{CITY} 第1条（第1款）与{NATIONAL} 第1条（第1款）"
    assert str(summer) == f"相互冲突：季节 = “夏季”下，{clauses}不能同时符合"


def test_24_5_degrees_are_shown_as_looser_than_26_with_both_clauses() -> None:
    summer, winter = relaxations(city_temperatures(), national_temperatures())
    assert isinstance(summer, Looser)
    assert summer.facts == {"季节": "夏季", "会场温度": Decimal("24.5")}
    assert (summer.upper_verdict, summer.verdicts) == (Verdict.BLOCK, (Verdict.PASS,))
    assert "季节 = “夏季”，会场温度 = 24.5时" in str(summer)
    assert NATIONAL in str(summer)
    assert CITY in str(summer)
    assert isinstance(winter, Looser)


def test_a_hall_between_26_and_28_degrees_keeps_both() -> None:
    city = a_standard(("季节 = “夏季”", "会场温度 in [26..28]"), name=CITY)
    assert conflicts(city, national_temperatures()) == ()
    (summer, _) = relaxations(city, national_temperatures())
    assert isinstance(summer, Proved)
    assert "不宽于" in str(summer)


def test_a_conflict_only_in_one_season_of_a_single_clause_is_found_there() -> None:
    city = a_standard((None, "会场温度 = (if 季节 = “夏季” then 24.5 else 20)"), name=CITY)
    (torn,) = conflicts(city, national_temperatures())
    assert isinstance(torn, Conflict)
    assert torn.region.cells == {"季节": "“夏季”"}


def test_a_clause_nobody_can_keep_contradicts_itself() -> None:
    (torn,) = conflicts(a_standard(("紧急", "乘车人数 > 5 and 乘车人数 < 3")))
    assert isinstance(torn, Conflict)
    assert torn.alone
    assert str(torn) == "本级 第1条自相矛盾：紧急 = 是下没有办法符合它（第1款）"


def test_a_smaller_limit_is_proved_and_a_greater_one_is_shown() -> None:
    upper = a_standard((None, "乘车人数 <= 核定载客"), name="上级")
    (proved,) = never_looser(a_standard((None, "乘车人数 <= 核定载客 - 1")), upper)
    assert isinstance(proved, Proved)
    assert str(proved) == "本级 第1条不宽于上级 第1条"
    (looser,) = never_looser(a_standard((None, "乘车人数 <= 核定载客 + 1")), upper)
    assert isinstance(looser, Looser)
    assert looser.facts["核定载客"] < looser.facts["乘车人数"] <= looser.facts["核定载客"] + 1


def test_an_exception_for_urgent_trips_is_looser() -> None:
    upper = a_standard((None, "乘车人数 <= 5"), name="上级")
    (found,) = never_looser(a_standard(("not(紧急)", "乘车人数 <= 4")), upper)
    assert isinstance(found, Looser)
    assert found.facts["紧急"] is True
    assert found.verdicts == (Verdict.NA,)


def test_several_lower_clauses_together_are_as_strict_as_one_upper_clause() -> None:
    upper = a_standard((None, "乘车人数 <= 5"), name="上级")
    lower = a_standard(("紧急", "乘车人数 <= 3"), ("not(紧急)", "乘车人数 <= 5"))
    (found,) = never_looser(lower, upper)
    assert isinstance(found, Proved)


def test_missing_facts_count_unless_they_are_said_to_be_complete() -> None:
    upper = a_standard((None, "乘车人数 <= 5"), name="上级")
    lower = a_standard(("乘车人数 != null", "乘车人数 <= 5"))
    (found,) = never_looser(lower, upper)
    assert isinstance(found, Looser)
    assert "乘车人数 = 缺数据" in str(found)
    (proved,) = never_looser(lower, upper, COMPLETE)
    assert str(proved) == "本级 第1条不宽于上级 第1条（假定事实齐全）"


def test_a_recommendation_is_looser_than_the_same_demand() -> None:
    upper = a_standard((None, "乘车人数 <= 5"), name="上级")
    soft = a_rule("乘车人数 <= 5", modality=Modality.SHOULD)
    (found,) = never_looser(compile_rules([soft], SCOPE), upper)
    assert isinstance(found, Looser)
    assert found.verdicts == (Verdict.WARN,)
    (proved,) = never_looser(upper, compile_rules([soft], SCOPE))
    assert isinstance(proved, Proved)


def test_a_matter_on_which_the_lower_standard_is_silent_stays_with_the_upper() -> None:
    upper = a_standard((None, "乘车人数 <= 5"), (None, "车牌号 != null"), name="上级")
    lower = a_standard((None, "乘车人数 <= 4"))
    first, second = relaxations(lower, upper)
    assert isinstance(first, Proved) and first.by
    assert isinstance(second, Proved) and not second.by
    assert "没有同一事项的条款" in str(second)
    assert isinstance(never_looser(lower, upper)[1], Looser)


def test_dated_values_count_as_they_are_that_day() -> None:
    upper = a_standard((None, "乘车人数 <= 5"), name="上级")
    for limit, kind in ((5, Proved), (6, Looser)):
        lower = a_standard((None, "乘车人数 <= 人数上限"), 人数上限=Decimal(limit))
        (found,) = never_looser(lower, upper)
        assert isinstance(found, kind)


def test_limits_from_a_table_are_compared_row_by_row() -> None:
    rows = [("“调研核查”", "5"), ("“会议活动”", "9")]
    table = a_table(rows, outputs=(Output("座数上限", t.NUMBER, default="3"),))
    lower = compile_rules([a_rule("乘车人数 <= 座数上限", table=table)], SCOPE)
    assert isinstance(never_looser(lower, a_standard((None, "乘车人数 <= 9")))[0], Proved)
    (found,) = never_looser(lower, a_standard((None, "乘车人数 <= 5")))
    assert isinstance(found, Looser)
    assert found.facts["用车类别"] == "会议活动"


def test_facts_on_which_a_table_breaks_its_policy_stop_the_act() -> None:
    table = a_table([("“甲”", "5"), ("-", "9")], HitPolicy.UNIQUE)
    lower = compile_rules([a_rule("乘车人数 <= 座数上限", table=table)], SCOPE)
    (found,) = never_looser(lower, a_standard(("用车类别 = “甲”", "乘车人数 <= 1")))
    assert isinstance(found, Proved)


def test_two_texts_are_compared_with_each_other() -> None:
    upper = a_standard((None, "加油卡绑定车牌 = 车牌号"), name="上级")
    assert isinstance(never_looser(upper, upper)[0], Proved)
    (found,) = never_looser(a_standard((None, "加油卡绑定车牌 = 车牌号 or 车牌号 = “甲”")), upper)
    assert isinstance(found, Looser)
    assert found.facts["车牌号"] == "甲" != found.facts["加油卡绑定车牌"]


def test_calculated_parts_prove_alike_and_their_examples_are_confirmed() -> None:
    year = "体检日期 != null and 体检日期 > 业务日期 - duration(“P1Y”)"
    upper = a_standard((None, year), name="上级")
    assert isinstance(never_looser(a_standard((None, year)), upper)[0], Proved)
    (found,) = never_looser(a_standard((None, "体检日期 != null")), upper)
    assert isinstance(found, Looser)
    assert found.facts["体检日期"] <= dt.date(2024, 7, 1)


def test_what_only_differs_inside_a_calculation_is_not_decided() -> None:
    upper = a_standard((None, "string length(用车类别) <= 3"), name="上级")
    (found,) = never_looser(a_standard((None, "string length(用车类别) * 2 <= 5")), upper)
    assert isinstance(found, Proved), "any length is covered"
    odd = a_standard((None, "modulo(乘车人数, 7) = 3 and modulo(乘车人数, 5) = 4"), name="上级")
    (found,) = never_looser(a_standard((None, "modulo(乘车人数, 35) = 24")), odd)
    assert isinstance(found, Undecided)
    assert "未经实际判定证实" in str(found)


def test_trips_of_moments_and_durations_are_exact() -> None:
    upper = a_standard((None, "返回时间 - 出发时间 <= duration(“PT8H”)"), name="上级")
    lower = a_standard((None, "返回时间 <= 出发时间 + duration(“PT8H”)"))
    assert isinstance(never_looser(lower, upper)[0], Proved)
    (found,) = never_looser(a_standard((None, "返回时间 < 出发时间 + duration(“PT8H1S”)")), upper)
    assert isinstance(found, Looser)
    away = found.facts["返回时间"] - found.facts["出发时间"]
    assert dt.timedelta(hours=8) < away < dt.timedelta(hours=8, seconds=1)


def test_decimals_are_exact() -> None:
    upper = a_standard((None, "乘车人数 * 0.1 <= 0.3"), name="上级")
    assert isinstance(never_looser(a_standard((None, "乘车人数 <= 3")), upper)[0], Proved)
    (found,) = never_looser(a_standard((None, "乘车人数 <= 3.0000000000000000001")), upper)
    assert isinstance(found, Looser)


def test_the_difference_of_two_editions_is_rows_with_both_verdicts() -> None:
    before = a_standard((None, "乘车人数 <= 5"), (None, "车牌号 != null"), name="Q")
    after = a_standard(
        (None, "乘车人数 <= (if 紧急 then 6 else 4)"), (None, "车牌号 != null"), name="Q"
    )
    rows = difference(before, after, COMPLETE)
    assert all(isinstance(row, Difference) for row in rows)
    found = [(dict(row.region.cells), row.before, row.after) for row in rows]  # type: ignore[union-attr]
    assert found == [
        ({"乘车人数": "(4..5]", "紧急": "false"}, Verdict.PASS, Verdict.BLOCK),
        ({"乘车人数": "(5..6]", "紧急": "true"}, Verdict.BLOCK, Verdict.PASS),
    ]
    assert "4 < 乘车人数 ≤ 5，紧急 = 否：原“符合”，现“拦截”" in str(rows[0])


def test_editions_that_say_the_same_do_not_differ() -> None:
    one = a_standard((None, "乘车人数 in [1..5]"))
    other = a_standard((None, "not(乘车人数 < 1 or 乘车人数 > 5)"))
    assert difference(one, other) == ()


def test_a_dropped_and_an_added_clause_show_where_they_judge() -> None:
    (dropped,) = difference(a_standard(("紧急", "乘车人数 <= 5")), a_standard(), COMPLETE)
    (added,) = difference(a_standard(), a_standard(("紧急", "乘车人数 <= 5")), COMPLETE)
    assert (dropped.before, dropped.after) == (Verdict.BLOCK, Verdict.NA)  # type: ignore[union-attr]
    assert (added.before, added.after) == (Verdict.NA, Verdict.BLOCK)  # type: ignore[union-attr]


def test_allowed_values_of_facts_narrow_the_search() -> None:
    upper = a_standard((None, "乘车人数 >= 0"), name="上级")
    lower = a_standard((None, "乘车人数 < 100"))
    assert isinstance(never_looser(lower, upper)[0], Looser)
    persons = Assumptions(allowed={"乘车人数": ">= 0"}, complete=True)
    (found,) = never_looser(lower, upper, persons)
    assert isinstance(found, Proved)
    assert "乘车人数只取 >= 0" in str(found)


def test_too_many_cases_are_not_decided() -> None:
    upper = a_standard((None, "乘车人数 <= 5"), name="上级")
    lower = a_standard((None, "乘车人数 in (1, 2, 3, 4)"))
    (found,) = never_looser(lower, upper, Assumptions(cases=2))
    assert isinstance(found, Undecided)
    assert "超过 2 种" in str(found)
