"""The drafting help names what is wrong or doubtful, where, and what could stand there."""

from __future__ import annotations

import pytest
from pypinyin import Style, lazy_pinyin

from rulebook.drafting import Severity, diagnose
from rulebook.feel import ENGLISH, Scope
from rulebook.feel import types as t

PERSON = t.context_of({"年龄": t.NUMBER, "姓名": t.STRING})
SCOPE = Scope(
    {
        "行程距离": t.NUMBER,
        "已批准": t.BOOLEAN,
        "车辆类别": t.STRING,
        "出发日期": t.DATE,
        "停放时长": t.DAYS_DURATION,
        "车辆或船舶": t.STRING,
        "车辆": t.STRING,
        "船舶": t.STRING,
        "a": t.NUMBER,
        "b": t.NUMBER,
        "a-b": t.NUMBER,
        "名单": t.list_of(PERSON),
    },
    allowed={"车辆类别": ("轿车", "客车"), "?": ("轿车", "客车")},
)


def spell(label: str) -> tuple[str, str]:
    return "".join(lazy_pinyin(label)), "".join(lazy_pinyin(label, style=Style.FIRST_LETTER))


@pytest.mark.parametrize(
    ("text", "start", "end", "message", "suggestion"),
    [
        ("行程距里 > 1", 0, 4, "不认识的名称", "行程距离"),
        ("行程距离 > “15”", 7, 11, "不能比较", "15"),
        ('出发日期 = "2024-06-03"', 7, 19, "日期与文本不能比较", '@"2024-06-03"'),
        ("停放时长 > “PT2H”", 7, 13, "不能比较", '@"PT2H"'),
        ("已批准 = “是”", 6, 9, "不能比较", "true"),
        ("车辆类别 = 1", 7, 8, "不能比较", '"1"'),
        ("行程距离 in (“1”, 2)", 9, 12, "不可能等于", "1"),
        ("车辆类别 = 轿车", 7, 9, "不认识的名称", '"轿车"'),
        ("名单[1].年令 > 3", 6, 8, "不是这里的属性", "年龄"),
        ("(a + 1", 6, 6, "此处应为“)”", ")"),
        ("[a, 1", 5, 5, "此处应为“]”", "]"),
        ("车辆类别 = “轿车", 7, 10, "缺少结尾的引号", "“轿车”"),
        ("a == 1", 2, 4, "没有“==”这个运算符", "="),
        ("a <> 1", 2, 4, "没有“<>”这个运算符", "!="),
        ("a =< 1", 2, 4, "没有“=<”这个运算符", "<="),
        ("已批准 && 已批准", 4, 6, "没有“&&”这个运算符", "and"),
        ("a instance of numbr", 14, 19, "不认识的类型", "number"),
    ],
)
def test_an_error_comes_with_its_place_and_a_cure(
    text: str, start: int, end: int, message: str, suggestion: str
) -> None:
    first = next(one for one in diagnose(text, SCOPE) if one.start == start)
    assert (first.severity, first.end) == (Severity.ERROR, end)
    assert message in first.message
    assert suggestion in first.suggestions


@pytest.mark.parametrize(
    ("text", "start", "end", "message"),
    [
        ("1 > 2 and 已批准", 0, 5, "永不成立"),
        ("已批准 or 2 > 1", 7, 12, "总是成立"),
        ("1 in [1, 2]", 0, 11, "总是成立"),
        ("已批准 and not(true)", 8, 17, "永不成立"),
        ("1 + null > 2", 0, 12, "总是得“空”"),
        ("if true then 1 else 2", 3, 7, "总是成立"),
        ("a = a", 0, 5, "左右两边相同，此条件总是成立"),
        ("a + 1 < a + 1", 0, 13, "左右两边相同，此条件永不成立"),
        ("a > 5 and a < 3", 0, 15, "“a”不可能同时满足"),
        ("a > 5 and 已批准 and a <= 5", 0, 24, "“a”不可能同时满足"),
        ("5 < a and a = 4", 0, 15, "“a”不可能同时满足"),
        ("车辆 = “x” and 车辆 = “y”", 0, 21, "“车辆”不可能同时满足"),
        ("车辆 != “x” or 车辆 != “y”", 0, 22, "总满足其中一个条件"),
        ("a > 3 or a <= 10", 0, 16, "总满足其中一个条件"),
        ("a in [10..1]", 5, 12, "起点大于终点"),
        ("a between 10 and 1", 0, 18, "起点大于终点"),
        ("a < null", 0, 8, "与空值比较大小"),
        ("if 已批准 then 1 else “x”", 0, 22, "两个分支的类型不同"),
        ("车辆类别 = “骄车”", 7, 11, '没有"骄车"这个取值'),
        ("车辆类别 in (“轿车”, “骄车”)", 15, 19, '没有"骄车"这个取值'),
        ("车辆类别 in [“骄车”]", 9, 13, '没有"骄车"这个取值'),
        ("a - b > 1", 0, 5, "读作一个名称"),
    ],
)  # fmt: skip
def test_a_doubt_comes_with_its_place(text: str, start: int, end: int, message: str) -> None:
    (found,) = diagnose(text, SCOPE)
    assert (found.severity, found.start, found.end) == (Severity.WARNING, start, end)
    assert message in found.message


@pytest.mark.parametrize(
    "text",
    [
        "行程距离 > 15 and 已批准",
        "a > 3 and a < 5",
        "a >= 3 and a <= 3",
        "a < 3 or a > 5",
        "a != 3 or 已批准",
        "车辆类别 = “轿车” or 车辆类别 = null",
        "some x in [1, 2] satisfies x > a",
        "count(名单[年龄 > 60]) = 0",
        'today() > @"2024-01-01"',
        "if 已批准 then 1 else null",
        "行程距离大于15且已批准",
        "true",
    ],
)  # fmt: skip
def test_a_sound_rule_raises_no_doubt(text: str) -> None:
    assert diagnose(text, SCOPE) == []


def test_several_errors_are_told_at_once() -> None:
    found = diagnose("行程距里 <= and 车辆类别 = 骄车 and 已批准 > 1", SCOPE)
    assert [(one.start, one.end) for one in found] == [(0, 4), (8, 11), (19, 21), (32, 33)]


def test_a_name_that_holds_a_chinese_keyword_is_told_softly() -> None:
    (found,) = diagnose("车辆或船舶等于“x”", SCOPE)
    assert found.severity == Severity.INFO
    assert found.severity.label == "提示"
    assert found.suggestions == ("车辆 或 船舶",)


def test_columns_are_counted_in_characters_and_on_the_screen() -> None:
    (found,) = diagnose("行程距离 > 15\n  and 车辆类别 = “骄车”", SCOPE)
    assert (found.line, found.column, found.length) == (2, 14, 4)
    assert (found.display_column, found.display_length) == (18, 6)
    assert found.caret == " " * 17 + "^" * 6


def test_a_name_is_found_by_its_sound() -> None:
    for typed in ("行成巨离 > 1", "xingchengjuli > 1", "xcjl > 1"):
        (found,) = diagnose(typed, SCOPE, spell=spell)
        assert found.suggestions[0] == "行程距离"


def test_a_cell_is_diagnosed_with_the_type_of_its_input() -> None:
    assert diagnose("“轿车”, “客车”", SCOPE, cell=t.STRING) == []
    assert "没有" in diagnose("“骄车”", SCOPE, cell=t.STRING)[0].message
    assert "没有" in diagnose("not(“骄车”)", SCOPE, cell=t.STRING)[0].message
    assert "不可能等于" in diagnose("“轿车”, 1", SCOPE, cell=t.STRING)[0].message


def test_english_only_is_possible_too() -> None:
    assert diagnose("a 大于 1", SCOPE, vocabulary=ENGLISH)[0].start == 2
    assert diagnose("", SCOPE)[0].message.startswith("表达式为空")
