"""Tables as people edit them, with errors that name the line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.tables import (
    Aggregation,
    HitPolicy,
    TableError,
    compile_table,
    read_csv,
    write_csv,
)

SEATS = '''命中策略,唯一
列,输入,输入,输出,条款,说明
名称,车辆类别,乘车人数,核定载客
类型,文本,数字,数字
允许值,"""轿车"",""客车""",
1,"""轿车""",<= 4,5,5.2.1,按座位数
2,"""轿车""",> 4,7,5.2.1,
3,“客车”,-,19,5.2.2,
'''
SCOPE = Scope({"车辆类别": t.STRING, "乘车人数": t.NUMBER})


def test_a_table_is_read() -> None:
    table = read_csv(SEATS, "座位数")
    assert table.hit_policy == HitPolicy.UNIQUE
    assert [one.label for one in table.inputs] == ["车辆类别", "乘车人数"]
    assert table.rows[0].clause == "5.2.1"
    assert table.rows[0].annotation == "按座位数"
    assert compile_table(table, SCOPE).decide({"车辆类别": "客车"}) == Decimal(19)


def test_a_table_survives_writing_and_reading() -> None:
    table = read_csv(SEATS, "座位数")
    assert read_csv(write_csv(table), "座位数") == table


def test_a_byte_order_mark_and_blank_lines_are_ignored() -> None:
    assert read_csv("\ufeff" + SEATS.replace("1,", "\n,,\n1,", 1), "座位数").rows


def test_an_aggregation_and_defaults_are_read() -> None:
    text = SEATS.replace("命中策略,唯一", "命中策略,汇总,求和").replace("类型", "默认值,,,0\n类型")
    table = read_csv(text, "座位数")
    assert (table.hit_policy, table.aggregation) == (HitPolicy.COLLECT, Aggregation.SUM)
    assert table.outputs[0].default == "0"


def test_the_names_of_the_standard_are_understood() -> None:
    text = SEATS.replace("命中策略,唯一", "命中策略,collect,Max")
    assert read_csv(text, "座位数").aggregation == Aggregation.MAX


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("命中策略,唯一\n", "", "第1行：缺少“命中策略”行"),
        ("命中策略,唯一", "命中策略,唯壹", "第1行：不认识的命中策略“唯壹”"),
        ("名称,车辆类别", "名称,", "第3行：第2列没有名称"),
        ("列,输入,输入", "列,输入,输人", "第2行：第3列的“输人”不是"),
        ("列,输入,输入,输出", "列,输入,输入,说明", "第2行：没有输出列"),
        ("类型,文本,数字", "类型,文本,数目", "第4行：不认识的类型“数目”"),
        ("1,", "类型,文本\n1,", "第6行：“类型”行重复"),
        ("命中策略,唯一", "备注,唯一", "第1行：“备注”应写在“列”行之后"),
        ("> 4,7", "> 4,7,,,,多余", "第7行：这一行的单元格多于"),
        ("> 4,7,5.2.1", "> 4,,5.2.1", "第7行：这一行没有输出"),
        ("“客车”", '"客车', "第8行：不是合格的CSV"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, message: str) -> None:
    assert old in SEATS
    with pytest.raises(TableError, match=message):
        read_csv(SEATS.replace(old, new, 1), "座位数")
