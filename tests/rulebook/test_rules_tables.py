"""Rules that look their limit up in a decision table."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rulebook.feel import types as t
from rulebook.rules import Finding, RulesError, TableRow, Verdict
from rulebook.tables import Aggregation, HitPolicy, Output, Table
from tests.rulebook.makers import a_rule, a_set, a_table

FIVE = {"乘车人数": Decimal(5), "用车类别": "调研核查"}
ROWS = [('"调研核查"', "4"), ('"会议活动"', "7")]


def judged(table: Table, facts: dict[str, object], **changes: object) -> Finding:
    """The finding of a rule whose limit comes from the table."""
    rule = a_rule("乘车人数 <= 座数上限", table=table, kind="table", limit="座数上限", **changes)
    (finding,) = a_set(rule).judge(facts)
    return finding


def test_the_limit_comes_from_the_row_and_the_row_wears_its_clause() -> None:
    finding = judged(a_table(ROWS), FIVE)
    assert (finding.verdict, finding.limit) == (Verdict.BLOCK, Decimal(4))
    assert finding.clause == "5.2.3"
    assert finding.table_row == TableRow("座数表", 1, "5.2.1")


def test_another_row_another_limit() -> None:
    finding = judged(a_table(ROWS), {**FIVE, "用车类别": "会议活动"})
    assert (finding.verdict, finding.limit) == (Verdict.PASS, Decimal(7))


def test_a_case_the_table_forgot_is_unknown_and_says_so() -> None:
    finding = judged(a_table(ROWS), {**FIVE, "用车类别": "其他公务"})
    assert finding.verdict is Verdict.UNKNOWN
    assert finding.missing == ()
    assert "没有适用的行" in finding.note


def test_a_missing_input_of_the_table_is_named() -> None:
    finding = judged(a_table(ROWS), {"乘车人数": Decimal(5)})
    assert finding.verdict is Verdict.UNKNOWN
    assert finding.missing == ("用车类别",)


def test_two_rows_of_a_unique_table_are_an_error_of_the_rule() -> None:
    finding = judged(a_table([*ROWS, ("-", "9")]), FIVE)
    assert finding.verdict is Verdict.UNKNOWN
    assert "同时命中了多条规则" in finding.note


def test_the_condition_spares_the_table() -> None:
    broken = a_table([*ROWS, ("-", "9")])
    assert judged(broken, FIVE, when="乘车人数 > 90").verdict is Verdict.NA


def test_the_condition_may_use_the_output() -> None:
    finding = judged(a_table(ROWS), {**FIVE, "用车类别": "会议活动"}, when="座数上限 < 5")
    assert finding.verdict is Verdict.NA


def test_an_unknown_output_in_the_condition_names_the_input() -> None:
    finding = judged(a_table(ROWS), {"乘车人数": Decimal(5)}, when="座数上限 < 5")
    assert finding.missing == ("用车类别",)


def test_the_row_of_a_priority_table_is_the_one_that_won() -> None:
    outputs = (Output("座数上限", t.NUMBER, values="9, 4"),)
    table = a_table([*ROWS, ("-", "9")], HitPolicy.PRIORITY, outputs=outputs)
    finding = judged(table, FIVE)
    assert finding.limit == Decimal(9)
    assert finding.table_row == TableRow("座数表", 3, "5.2.3")


def test_the_first_of_several_rows_decides() -> None:
    finding = judged(a_table([*ROWS, ("-", "9")], HitPolicy.FIRST), FIVE)
    assert finding.table_row == TableRow("座数表", 1, "5.2.1")


def test_several_outputs_are_several_names() -> None:
    outputs = (Output("座数上限", t.NUMBER), Output("说法", t.STRING))
    table = a_table([('"调研核查"', "4", '"四座"')], outputs=outputs)
    rule = a_rule("乘车人数 <= 座数上限", table=table, kind="table", actual="说法")
    (finding,) = a_set(rule).judge(FIVE)
    assert finding.actual == "四座"


def test_rows_collected_and_summed_are_one_number() -> None:
    table = a_table([*ROWS, ("-", "9")], HitPolicy.COLLECT, aggregation=Aggregation.SUM)
    assert judged(table, FIVE).limit == Decimal(13)


def test_rows_counted_are_a_number_whatever_they_hold() -> None:
    outputs = (Output("座数上限", t.STRING),)
    table = a_table(
        [("-", '"a"'), ("-", '"b"')],
        HitPolicy.COLLECT,
        outputs=outputs,
        aggregation=Aggregation.COUNT,
    )
    assert judged(table, FIVE).limit == Decimal(2)


def test_rows_listed_are_a_list() -> None:
    table = a_table([*ROWS, ("-", "9")], HitPolicy.RULE_ORDER)
    rule = a_rule("max(座数上限) >= 乘车人数", table=table, kind="table")
    (finding,) = a_set(rule).judge(FIVE)
    assert finding.verdict is Verdict.PASS


def test_two_listed_outputs_cannot_be_named_and_are_refused() -> None:
    outputs = (Output("座数上限", t.NUMBER), Output("说法", t.STRING))
    table = a_table([("-", "4", '"四座"')], HitPolicy.RULE_ORDER, outputs=outputs)
    with pytest.raises(RulesError, match="只能有一个输出列"):
        a_set(a_rule(table=table, kind="table"))


def test_several_rules_ask_the_table_once() -> None:
    table = a_table(ROWS)
    rules = a_set(
        a_rule("乘车人数 <= 座数上限", id="a", table=table),
        a_rule("座数上限 < 5", id="b", table=table),
    )
    assert [finding.verdict for finding in rules.judge(FIVE)] == [Verdict.BLOCK, Verdict.PASS]
    first, second = (compiled.parts.decide for compiled in rules.compiled)
    assert first == second


def test_a_table_that_does_not_compile_is_told_with_its_rule() -> None:
    with pytest.raises(RulesError, match="决策表"):
        a_set(a_rule(table=a_table([("> ", "4")])))
