"""Decision tables: every hit policy, gaps, clashes, allowed values, traces."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.feel import Scope, compile_unary_tests
from rulebook.feel import types as t
from rulebook.tables import (
    Aggregation,
    HitPolicy,
    Input,
    Output,
    Row,
    Table,
    TableError,
    compile_table,
)

SCOPE = Scope({"类别": t.STRING, "人数": t.NUMBER, "日期": t.DATE, "任意": t.ANY})


def a_table(
    policy: HitPolicy,
    rows: list[tuple[str, ...]],
    aggregation: Aggregation = Aggregation.NONE,
    **output: str,
) -> Table:
    """One input 人数, one output 结果."""
    made = tuple(Row((cell,), (out,), clause=f"5.{i}") for i, (cell, out) in enumerate(rows, 1))
    outputs = (Output("结果", t.NUMBER, **output),)
    return Table("座位", policy, aggregation, (Input("人数"),), outputs, made)


OVERLAPPING = [("> 0", "1"), ("> 10", "2"), ("> 100", "3")]


def decide(table: Table, number: int | None) -> Any:
    return compile_table(table, SCOPE).decide({"人数": None if number is None else Decimal(number)})


def test_unique_takes_the_one_row() -> None:
    assert decide(a_table(HitPolicy.UNIQUE, [("<= 5", "1"), ("> 5", "2")]), 6) == 2


def test_unique_with_two_hits_is_an_error_that_names_the_rows() -> None:
    with pytest.raises(TableError, match="第1、2条同时命中") as found:
        decide(a_table(HitPolicy.UNIQUE, OVERLAPPING), 11)
    assert found.value.rows == (1, 2)


def test_first_takes_the_first_row() -> None:
    assert decide(a_table(HitPolicy.FIRST, OVERLAPPING), 500) == 1


def test_any_wants_one_answer() -> None:
    same = a_table(HitPolicy.ANY, [("> 0", "1"), ("> 10", "1")])
    assert decide(same, 11) == 1
    with pytest.raises(TableError, match="结果不一致"):
        decide(a_table(HitPolicy.ANY, OVERLAPPING), 11)


def test_priority_takes_the_most_important_value() -> None:
    assert decide(a_table(HitPolicy.PRIORITY, OVERLAPPING, values="3, 2, 1"), 500) == 3
    assert decide(a_table(HitPolicy.PRIORITY, OVERLAPPING, values="3, 2, 1"), 50) == 2


def test_orders_list_the_hits() -> None:
    assert decide(a_table(HitPolicy.RULE_ORDER, OVERLAPPING), 50) == [1, 2]
    assert decide(a_table(HitPolicy.OUTPUT_ORDER, OVERLAPPING, values="3, 2, 1"), 50) == [2, 1]
    assert decide(a_table(HitPolicy.COLLECT, OVERLAPPING), 50) == [1, 2]


@pytest.mark.parametrize(
    ("fold", "expected"),
    [
        (Aggregation.SUM, 6),
        (Aggregation.COUNT, 3),
        (Aggregation.MIN, 1),
        (Aggregation.MAX, 3),
    ],
)
def test_collect_folds(fold: Aggregation, expected: int) -> None:
    assert decide(a_table(HitPolicy.COLLECT, OVERLAPPING, fold), 500) == expected


def test_a_gap_is_null_or_the_default() -> None:
    assert decide(a_table(HitPolicy.UNIQUE, [("> 5", "1")]), 5) is None
    assert decide(a_table(HitPolicy.UNIQUE, [("> 5", "1")], default="0"), 5) == 0
    assert decide(a_table(HitPolicy.COLLECT, [("> 5", "1")]), 5) == []


def test_an_absent_fact_hits_only_what_accepts_everything() -> None:
    table = a_table(HitPolicy.FIRST, [("> 5", "1"), ("not(> 5)", "2"), ("null", "3"), ("-", "4")])
    assert decide(table, None) == 3
    assert decide(a_table(HitPolicy.FIRST, [("> 5", "1"), ("-", "4")]), None) == 4


def test_several_outputs_come_by_label() -> None:
    table = Table(
        "车", HitPolicy.UNIQUE, Aggregation.NONE, (Input("类别"),),
        (Output("排量", t.NUMBER), Output("价格", t.NUMBER)),
        (Row(('"轿车"',), ("1.8", "180000")),),
    )  # fmt: skip
    compiled = compile_table(table, SCOPE)
    found = compiled.decide({"类别": "轿车"})
    assert found == {"排量": Decimal("1.8"), "价格": Decimal(180000)}
    found["排量"] = None
    assert compiled.decide({"类别": "轿车"})["排量"] == Decimal("1.8")
    assert compiled.outputs == {"排量": t.NUMBER, "价格": t.NUMBER}


def test_outputs_may_compute() -> None:
    assert decide(a_table(HitPolicy.UNIQUE, [("> 5", "人数 * 2"), ("<= 5", "0")]), 6) == 12


def test_a_trace_tells_rows_cells_and_inputs() -> None:
    compiled = compile_table(a_table(HitPolicy.FIRST, OVERLAPPING), SCOPE)
    trace = compiled.trace({"人数": Decimal(50)})
    assert trace.inputs == {"人数": Decimal(50)}
    assert trace.rows == (1, 2)
    assert [row.clause for row in trace.hits] == ["5.1", "5.2"]
    assert trace.result == 1


def test_a_value_outside_the_allowed_ones_is_an_error() -> None:
    table = Table(
        "车", HitPolicy.UNIQUE, Aggregation.NONE,
        (Input("类别", allowed='"轿车","客车"'),), (Output("座", t.NUMBER),),
        (Row(("-",), ("5",)),),
    )  # fmt: skip
    assert compile_table(table, SCOPE).decide({"类别": "客车"}) == 5
    assert compile_table(table, SCOPE).decide({}) == 5
    with pytest.raises(TableError, match="不在允许值"):
        compile_table(table, SCOPE).decide({"类别": "飞机"})


@pytest.mark.parametrize(
    ("cell", "out", "message"),
    [
        ("> 人", "1", "第1条规则的输入“人数”：第1行第3列：不认识的名称“人”"),
        ('"五"', "1", "第1条规则的输入“人数”.*不可能等于"),
        ("> 5", '"多"', "第1条规则的输出“结果”：应为数字，实际为文本"),
        ("> 5", "1 +", "第1条规则的输出“结果”"),
    ],
)
def test_a_bad_cell_is_named(cell: str, out: str, message: str) -> None:
    with pytest.raises(TableError, match=message):
        compile_table(a_table(HitPolicy.UNIQUE, [(cell, out)]), SCOPE)


def test_rows_and_columns_must_match() -> None:
    with pytest.raises(TableError, match="单元格数与列数不符"):
        Table("x", HitPolicy.UNIQUE, Aggregation.NONE, (), (Output("y"),), (Row(("1",), ("1",)),))
    with pytest.raises(TableError, match="没有输出列"):
        Table("x", HitPolicy.UNIQUE, Aggregation.NONE, (), (), ())


def test_only_collect_may_fold() -> None:
    with pytest.raises(TableError, match="只有“汇总”"):
        a_table(HitPolicy.UNIQUE, [], Aggregation.SUM)


CELLS = st.sampled_from(
    ["-", "1", "2, 3", "< 3", "<= 3", "> 2", ">= 5", "[2..4]", "(2..4)", "]1..5]", "not(2)",
     "not(< 3)", "!= 4", "null", "[1, 5]", "= 3", "1, > 4", "? > 2", "2 + 1", "> 1 + 1",
     "not(null)", "not([2..4])"]
)  # fmt: skip


@given(st.lists(CELLS, min_size=1, max_size=8), st.sampled_from([None, *range(7), "2.5"]))
def test_the_quick_lookup_agrees_with_the_cells(cells: list[str], given_: Any) -> None:
    """Hash and bisection find the rows whose cells, each asked alone, accept the value."""
    table = a_table(HitPolicy.RULE_ORDER, [(cell, str(i)) for i, cell in enumerate(cells)])
    number = None if given_ is None else Decimal(given_)
    alone = [
        Decimal(i)
        for i, cell in enumerate(cells)
        if compile_unary_tests(cell, SCOPE, t.NUMBER)(number, {}) is True
    ]
    assert compile_table(table, SCOPE).decide({"人数": number}) == alone


def test_dates_are_looked_up_by_bisection() -> None:
    rows = (Row(('< date("2024-01-01")',), ("1",)), Row(('>= @"2024-01-01"',), ("2",)))
    outputs = (Output("版次", t.NUMBER),)
    table = Table("版", HitPolicy.UNIQUE, Aggregation.NONE, (Input("日期"),), outputs, rows)
    compiled = compile_table(table, SCOPE)
    assert compiled.decide({"日期": date(2023, 12, 31)}) == 1
    assert compiled.decide({"日期": date(2024, 1, 1)}) == 2


def test_inputs_of_unknown_type_are_tested_one_by_one() -> None:
    rows = (Row(('"a", 1',), ("1",)), Row(("[1, 2]",), ("2",)), Row(("-",), ("3",)))
    outputs = (Output("值", t.NUMBER),)
    table = Table("任", HitPolicy.RULE_ORDER, Aggregation.NONE, (Input("任意"),), outputs, rows)
    compiled = compile_table(table, SCOPE)
    assert compiled.decide({"任意": "a"}) == [1, 3]
    assert compiled.decide({"任意": Decimal(1)}) == [1, 2, 3]
    assert compiled.decide({"任意": [Decimal(1)]}) == [3]


def test_listed_negated_and_empty_cells_stand_in_one_column() -> None:
    cells = ('"a"', '"a", "b"', 'not("a")', "-", "null", '!= "b"')
    rows = tuple(Row((cell,), (str(number),), "5") for number, cell in enumerate(cells, 1))
    columns, outputs = (Input("x"),), (Output("y", t.NUMBER),)
    found = Table("t", HitPolicy.RULE_ORDER, Aggregation.NONE, columns, outputs, rows)
    decide = compile_table(found, Scope({"x": t.STRING})).decide
    wanted = {"a": [1, 2, 4, 6], "b": [2, 3, 4], "c": [3, 4, 6], None: [3, 4, 5, 6]}
    assert {given: decide({"x": given}) for given in wanted} == wanted
