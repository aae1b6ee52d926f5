"""What could come next, the canonical form of what was typed, and what a text means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.drafting import complete, describe, diagnose, normalise
from rulebook.errors import FeelError
from rulebook.feel import CHINESE, ENGLISH, parse, same
from rulebook.feel import types as t
from tests.rulebook.random_texts import SCOPE as RANDOM
from tests.rulebook.test_drafting_problems import SCOPE, spell


def labels(text: str, vocabulary: object = ENGLISH, **more: object) -> list[str]:
    found = complete(text, len(text), SCOPE, vocabulary, **more)  # type: ignore[arg-type]
    return [one.label for one in found]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("行程", ["行程距离"]),
        ("a > 1 and 行", ["行程距离"]),
        ("距离", ["行程距离"]),
        ("车辆类别 = ", ["轿车", "客车"]),
        ("车辆类别 = “", ["轿车", "客车"]),
        ("车辆类别 = “客", ["客车"]),
        ("车辆类别 in (“轿车”, ", ["轿车", "客车"]),
        ("车辆类别 != ", ["轿车", "客车"]),
        ("名单[1].", ["年龄", "姓名"]),
        ("名单[1].年", ["年龄"]),
        ("sum(for x in 名单 return x.", ["年龄", "姓名"]),
        ("名单[", ["年龄", "姓名"]),
        ("出发日期.", ["year", "month", "day", "weekday"]),
        ("已批准 ", ["and", "or"]),
        ("已批准 a", ["and"]),
        ("if 已批准 ", ["then"]),
        ("if 已批准 th", ["then"]),
        ("if 已批准 then 1 ", ["else"]),
        ("a between 1 ", ["and"]),
        ("some x in 名单 ", ["satisfies"]),
        ("for x in 名单 ", ["return"]),
        ("a instance of numb", ["number"]),
        ("string le", ["string length"]),
        ("(a + b ", [")"]),
    ],
)
def test_the_best_completion_comes_first(text: str, first: list[str]) -> None:
    assert labels(text)[: len(first)] == first


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("如", ["如果"]),
        ("行程距离大", ["大于"]),
        ("行程距离不", ["不等于"]),
        ("如果已批准 ", ["则"]),
        ("每个x属于名单 ", ["满足"]),
        ("行程距离大于1且已", ["已批准"]),
        ("四舍", ["四舍六入", "四舍五入"]),
        ("a在1到2", ["之间"]),
    ],
)
def test_chinese_words_are_completed(text: str, first: list[str]) -> None:
    found = labels(text, CHINESE)
    assert set(first) <= set(found)
    assert found[0] == first[0] or text.endswith("不")


def test_facts_of_the_wanted_type_come_before_others() -> None:
    found = labels("出发日期 >= ")
    assert found.index("出发日期") < found.index("行程距离")


def test_a_completion_says_what_it_replaces() -> None:
    (found,) = complete("a > 1 and 行程 > 2", 12, SCOPE)
    assert (found.start, found.end, found.insert, found.kind) == (10, 12, "行程距离", "fact")
    assert (found.type, found.detail) == (t.NUMBER, "数字")


def test_a_value_is_inserted_with_its_quotes() -> None:
    found = complete("车辆类别 = “客", 9, SCOPE)[0]
    assert (found.start, found.end, found.insert, found.kind) == (7, 9, '"客车"', "value")


def test_a_function_shows_how_it_is_called() -> None:
    found = next(one for one in complete("substr", 6, SCOPE) if one.label == "substring")
    assert found.insert == "substring("
    assert found.detail == "substring(string, start position, length?)"


def test_outputs_of_tables_are_told_apart() -> None:
    found = complete("船", 1, SCOPE, kinds={"船舶": "output"})
    assert [(one.kind, one.label) for one in found] == [("output", "船舶"), ("fact", "车辆或船舶")]


def test_names_are_completed_by_their_sound() -> None:
    assert labels("xcjl", spell=spell)[0] == "行程距离"
    assert labels("xingch", spell=spell)[0] == "行程距离"


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("行程距离≤１５", "行程距离<=15"),
        ("ａ＋ｂ×２÷３。５", "a+b*2/3.5"),
        ("车辆类别　＝　“轿车”。", '车辆类别 = "轿车"'),
        ("车辆类别 ≠ ‘轿车’", '车辆类别 != "轿车"'),
        ("车辆类别 in （“轿车”、“客车”）", '车辆类别 in ("轿车", "客车")'),
        ("max（ａ；ｂ）", "max(a, b)"),
        ("｛甲：１｝．甲", "{甲:1}.甲"),
        ("“Ａ，（１）。”", '"Ａ，（１）。"'),
        ('"ａ，ｂ"', '"ａ，ｂ"'),
        ('“带"引号"”', '"带\\"引号\\""'),
        ("a > 1 // 说明：ａ，ｂ。", "a > 1 // 说明：ａ，ｂ。"),
        ("a >= 1 and b < 2", "a >= 1 and b < 2"),
    ],
)  # fmt: skip
def test_what_was_typed_is_made_canonical(typed: str, plain: str) -> None:
    assert normalise(typed) == plain


def test_names_keep_the_spelling_of_the_scope() -> None:
    assert normalise("行程距离(公里)＞１", RANDOM) == "行程距离（公里）>1"


MARKS = st.sampled_from(
    [
        *"，（）；：≤≥≠×÷。＋－＊／＜＞＝１２３ａｂ　 ab12",
        "“轿，车”",
        "‘（’",
        "行程距离",
        " and ",
        "且",
    ]
)


@given(st.lists(MARKS, max_size=12).map("".join))
def test_the_canonical_form_means_the_same(typed: str) -> None:
    try:
        tree = parse(typed, RANDOM)
    except FeelError:
        return
    plain = normalise(typed, RANDOM)
    assert same(parse(plain, RANDOM), tree)
    assert normalise(plain, RANDOM) == plain


@given(st.lists(MARKS, max_size=10).map("".join), st.integers(0, 10))
def test_the_help_never_fails_on_unfinished_text(typed: str, position: int) -> None:
    for problem in diagnose(typed, RANDOM):
        assert 0 <= problem.start <= problem.end <= len(typed)
    for one in complete(typed, min(position, len(typed)), RANDOM, CHINESE):
        assert 0 <= one.start <= one.end <= len(typed)


def test_a_text_is_described() -> None:
    found = describe("行程距离大于15且count(名单) > 0", SCOPE)
    assert (found.type, found.kind) == (t.BOOLEAN, "是否")
    assert [name for name, _ in found.names] == ["行程距离", "名单"]
    assert found.functions == ("count",)
    assert found.english == "行程距离 > 15 and count(名单) > 0"
    assert found.chinese == "行程距离 大于 15 且 计数(名单) 大于 0"


@pytest.mark.parametrize(
    "unit", ["a > 1 and ", "车辆类别 = “x” or ", "(", "行程距里+", "且a", "“", "a-b+"]
)
def test_the_help_ends_on_hostile_text(unit: str) -> None:
    text = (unit * 20_000)[:19_999]
    assert diagnose(text, SCOPE)
    assert len(complete(text, len(text), SCOPE, CHINESE)) <= 60
