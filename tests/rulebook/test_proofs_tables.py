"""What is wrong with a decision table is found before anybody is judged by it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from rulebook.feel import Scope, compile_unary_tests
from rulebook.feel import types as t
from rulebook.proofs import ANYTHING, Assumptions, TableProof, Undecided, prove_table
from rulebook.tables import Aggregation, HitPolicy, Input, Output, Row, Table, TableError, read_csv

SCOPE = Scope(
    {
        "车辆类别": t.STRING,
        "乘车人数": t.NUMBER,
        "核定载客": t.NUMBER,
        "紧急": t.BOOLEAN,
        "出发时间": t.DATE_TIME,
        "出车日期": t.DATE,
    }
)


def a_table(
    *rows: tuple[str, ...],
    inputs: tuple[str, ...] = ("车辆类别", "乘车人数"),
    policy: HitPolicy = HitPolicy.UNIQUE,
    values: str = "",
    default: str = "",
    allowed: str = "",
) -> Table:
    """A table with one output, the last cell of each row."""
    columns = tuple(Input(text, allowed=allowed if text == "车辆类别" else "") for text in inputs)
    made = tuple(Row(row[:-1], row[-1:], "5") for row in rows)
    outputs = (Output("限值", t.ANY, values, default),)
    return Table("限值表", policy, Aggregation.NONE, columns, outputs, made)


def proof(
    *rows: tuple[str, ...], assume: Assumptions | None = None, **changes: object
) -> TableProof:
    table = a_table(*rows, **changes)  # type: ignore[arg-type]
    return prove_table(table, SCOPE) if assume is None else prove_table(table, SCOPE, {}, assume)


def test_a_complete_table_without_overlaps_is_proved() -> None:
    found = proof(("“轿车”", "-", "5"), ("not(“轿车”)", "<= 9", "9"), ("not(“轿车”)", "> 9", "45"))
    assert not found
    assert found.findings == ()


def test_two_rows_that_both_apply_are_named_with_an_example() -> None:
    (overlap,) = proof(("“轿车”", "<= 5", "5"), ("-", ">= 5", "9")).overlaps
    assert overlap.rows == (1, 2)
    assert "第1行与第2行都适用于：车辆类别 = “轿车”，乘车人数 = 5" in str(overlap)


def test_a_gap_is_shown_as_cells_that_can_be_added_to_the_table() -> None:
    rows = (("“轿车”", "<= 5", "5"), ("not(“轿车”)", "-", "9"))
    (gap,) = proof(*rows).gaps
    assert dict(gap.region.cells) == {"车辆类别": "“轿车”", "乘车人数": "> 5"}
    assert "没有一行适用于：车辆类别 = “轿车”，乘车人数 > 5" in str(gap)
    assert not proof(*rows, (*gap.region.cells.values(), "7"))


def test_a_gap_answered_by_a_default_is_none() -> None:
    assert not proof(("“轿车”", "<= 5", "5"), default="0").gaps


def test_a_row_covered_by_the_union_of_earlier_rows_is_named_with_them() -> None:
    found = proof(
        ("-", "<= 5", "1"),
        ("“客车”", "-", "2"),
        ("-", "> 5", "3"),
        ("“轿车”", "[2..8]", "4"),
        policy=HitPolicy.FIRST,
    )
    (row,) = found.unreachable
    assert (row.row, row.shadows) == (4, (1, 3))
    assert "第4行永远不会生效：它的全部情形已由第1、3行决定" in str(row)


def test_a_row_that_contradicts_itself_or_the_allowed_values_is_unreachable() -> None:
    found = proof(
        ("“轿车”", "? > 5 and ? < 3", "1"), ("“货车”", "-", "2"), allowed="“轿车”，“客车”"
    )
    assert [row.row for row in found.unreachable] == [1, 2]
    assert "自相矛盾" in str(found.unreachable[0])


def test_allowed_values_close_the_world_of_texts() -> None:
    rows = (("“轿车”", "-", "1"), ("“客车”", "-", "2"))
    assert len(proof(*rows).gaps) == 1
    assert not proof(*rows, allowed="“轿车”，“客车”")
    assert not proof(
        *rows, assume=Assumptions(complete=True, allowed={"车辆类别": "“轿车”，“客车”"})
    )


def test_whole_numbers_leave_no_gap_between_four_and_five() -> None:
    rows = (("-", "<= 4", "1"), ("-", ">= 5", "2"))
    (gap,) = proof(*rows).gaps
    assert gap.region.cells == {"乘车人数": "(4..5)"}
    assert gap.example["乘车人数"] == Decimal("4.5")
    assert not proof(*rows, assume=Assumptions(complete=True, whole=frozenset({"乘车人数"})))


def test_missing_inputs_are_a_gap_unless_facts_are_said_to_be_complete() -> None:
    rows = (("-", "<= 4", "1"), ("-", "> 4", "2"))
    assert not proof(*rows)
    (gap,) = proof(*rows, assume=ANYTHING).gaps
    assert gap.region.cells == {"乘车人数": "null"}
    assert "乘车人数 = 缺数据" in str(gap)


def test_rows_with_different_results_overlap_under_any_and_equal_ones_do_not() -> None:
    rows = (("-", "<= 5", "1"), ("-", ">= 3", "1.0"), ("-", "4", "2"))
    found = proof(*rows, policy=HitPolicy.ANY)
    assert [each.rows for each in found.overlaps] == [(1, 3), (2, 3)]
    assert "而结果不同" in str(found.overlaps[0])


def test_under_priority_a_row_is_shadowed_by_a_more_important_later_one() -> None:
    rows = (("-", "<= 5", "“低”"), ("-", "-", "“高”"))
    found = proof(*rows, policy=HitPolicy.PRIORITY, values="“高”，“低”")
    assert [(row.row, row.shadows) for row in found.unreachable] == [(1, (2,))]


def test_under_output_order_no_row_is_shadowed() -> None:
    rows = (("-", "-", "“高”"), ("-", "<= 5", "“低”"))
    assert not proof(*rows, policy=HitPolicy.OUTPUT_ORDER, values="“高”，“低”").unreachable


def test_days_follow_each_other_without_a_gap_and_moments_are_exact() -> None:
    days = (('<= @"2025-06-30"', "1"), ('>= @"2025-07-01"', "2"))
    assert not proof(*days, inputs=("出车日期",))
    moments = (('< @"2025-07-01T09:00:00"', "1"), ('> @"2025-07-01T09:00:00"', "2"))
    (gap,) = proof(*moments, inputs=("出发时间",)).gaps
    assert gap.example["出发时间"] == dt.datetime(2025, 7, 1, 9)  # noqa: DTZ001
    assert gap.region.cells == {"出发时间": '@"2025-07-01T09:00:00"'}


def test_cells_that_compare_two_facts_are_proved_case_by_case() -> None:
    rows = (("<= 核定载客", "1"), ("> 核定载客 + 2", "2"), ("< 核定载客", "3"))
    found = proof(*rows, inputs=("乘车人数",), policy=HitPolicy.FIRST)
    assert [gap.region.relations for gap in found.gaps] == [
        ("核定载客 < 乘车人数", "乘车人数 <= 核定载客 + 2")
    ]
    assert [(row.row, row.shadows) for row in found.unreachable] == [(3, (1,))]


def test_one_fact_in_two_columns_is_one_fact() -> None:
    rows = (("<= 5", "<= 5", "1"), ("> 5", "> 5", "2"))
    assert not proof(*rows, inputs=("乘车人数", "乘车人数 * 2 - 乘车人数"))


def test_dated_values_in_cells_count_as_what_they_are_that_day() -> None:
    table = a_table(("<= 上限", "1"), ("> 5", "2"), inputs=("乘车人数",))
    assert not prove_table(table, SCOPE, {"上限": Decimal(5)})
    assert prove_table(table, SCOPE, {"上限": Decimal(4)}).gaps


def test_what_cannot_be_decided_says_so_with_its_reason() -> None:
    found = proof(("starts with(?, “轿”)", "1"), ("“客车”", "2"), inputs=("车辆类别",))
    assert found.undecided
    assert not found.overlaps
    assert all(isinstance(each, Undecided) and "未能判定" in str(each) for each in found.undecided)


def test_texts_in_order_are_not_decided() -> None:
    (first, *_) = proof(("< “货车”", "1"), inputs=("车辆类别",)).undecided
    assert "文本比较先后" in first.reason


def test_too_many_cases_are_not_decided() -> None:
    rows = tuple((f"核定载客 + {number}", str(number)) for number in range(9))
    few = Assumptions(complete=True, cases=5)
    (first, *_) = proof(*rows, inputs=("乘车人数",), assume=few).undecided
    assert "超过 5 种" in first.reason


def test_a_table_that_does_not_compile_is_an_error() -> None:
    with pytest.raises(TableError, match="乘车人树"):
        proof(("<= 乘车人树", "1"), inputs=("乘车人数",))


def test_the_cells_of_a_gap_accept_its_example() -> None:
    (gap,) = proof(("not(“轿车”)", "-", "1"), ("“轿车”", "< 2, > 9", "2")).gaps
    for label, cell in gap.region.cells.items():
        assert compile_unary_tests(cell, SCOPE, SCOPE[label])(gap.example[label], {})


def test_a_table_read_from_csv_is_proved() -> None:
    text = (
        "命中策略,首个\n列,输入,输出\n名称,紧急,限值\n类型,是否,数字\n1,true,1\n2,-,2\n3,false,3\n"
    )
    (row,) = prove_table(read_csv(text, "限值表"), SCOPE).findings
    assert "第3行" in str(row)
