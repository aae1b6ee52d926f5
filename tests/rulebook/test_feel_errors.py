"""Errors a drafter can act on: where, what, and what was probably meant."""

from __future__ import annotations

import pytest

from rulebook.feel import types as t
from tests.rulebook.feel import error

TYPES = {"行程距离": t.NUMBER, "车辆类别": t.STRING, "已批准": t.BOOLEAN, "出发日期": t.DATE}


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("行程距离 <=", 1, 8, "实际为表达式结尾"),
        ("if 已批准 then 1", 1, 14, "此处应为“else”"),
        ("(行程距离 + 1", 1, 10, "此处应为“)”"),
        ("[1, 2", 1, 6, "此处应为“]”"),
        ("{a: 1", 1, 6, "此处应为“}”"),
        ("行程距离 15", 1, 6, "却还有“15”"),
        ('车辆类别 = "轿车', 1, 8, "缺少结尾的引号"),
        ("行程距里 <= 15", 1, 1, "不认识的名称“行程距里”"),
        ("1 +\n行程距里", 2, 1, "不认识的名称“行程距里”"),
        ("行程距离 <= 车辆类别", 1, 9, "不能比较"),
        ("行程距离 + 车辆类别", 1, 1, "不能用“+”运算"),
        ("行程距离 and 已批准", 1, 1, "此处应为“是否”"),
        ("if 行程距离 then 1 else 2", 1, 4, "此处应为“是否”"),
        ("已批准 < true", 1, 1, "不能比较大小"),
        ('行程距离 in ["a", "b"]', 1, 9, "不可能等于"),
        ("substring(车辆类别)", 1, 1, "函数参数不符"),
        ("substring(行程距离, 1)", 1, 11, "此参数应为文本"),
        ("出发日期.小时", 1, 6, "不是这里的属性"),
        ('@"2024-13-01"', 1, 2, "不是日期、时间或时长"),
        ("? > 1", 1, 1, "只能用在决策表的单元格里"),
        ("1 instance of 整数", 1, 15, "不认识的类型“整数”"),
        ("{a: 1, a: 2}", 1, 8, "名称“a”重复"),
        ("行程距离(1)", 1, 1, "不能当作函数调用"),
        ("1 $ 2", 1, 3, "却还有“$”"),
        ("null and 已批准", 1, 1, "此处应为“是否”"),
        ("for x in [1] x", 1, 14, "此处应为“return”"),
        ("some x in [1] x", 1, 15, "此处应为“satisfies”"),
        ("行程距离 between 1 or 2", 1, 16, "此处应为“and”"),
        ("[1..2", 1, 6, "区间的结尾"),
    ],
)
def test_an_error_says_where_and_what(text: str, line: int, column: int, message: str) -> None:
    found = error(text, TYPES)
    assert (found.line, found.column) == (line, column)
    assert message in found.message


def test_an_empty_expression_is_refused() -> None:
    assert "表达式为空" in error("  ").message
    assert "表达式为空" in error("// 只有注释").message


def test_the_nearest_name_is_suggested() -> None:
    assert "“行程距离”" in error("行程距里 <= 15", TYPES).suggestion
    assert "“substring”" in error('substrin("a", 1)', TYPES).suggestion


def test_the_caret_counts_display_columns() -> None:
    shown, caret = error("车辆类别 = 轿车", TYPES).caret.split("\n")
    assert shown == "车辆类别 = 轿车"
    assert caret == " " * len("xxxxxxxx = ") + "^"


def test_a_long_line_is_cut_around_the_caret() -> None:
    text = "1 + " * 90 + "无此名"
    shown, caret = error(text).caret.split("\n")
    assert len(shown) <= 160
    assert shown.endswith("无此名")
    assert caret.strip() == "^"


def test_the_message_holds_everything() -> None:
    text = str(error("行程距里 <= 15", TYPES))
    assert text.startswith("第1行第1列：不认识的名称")
    assert "\n行程距里 <= 15\n^\n" in text
