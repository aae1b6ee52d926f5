"""FEEL in Chinese words: the same trees, and no name is ever broken."""

from __future__ import annotations

import pytest

from rulebook.errors import FeelError
from rulebook.feel import CHINESE, Scope, parse, parse_unary_tests, same, to_text
from rulebook.feel import types as t

PERSON = t.context_of({"年龄": t.NUMBER, "职级": t.STRING})
SCOPE = Scope(
    {
        "行程距离": t.NUMBER,
        "行程距离（公里）": t.NUMBER,
        "乘车 人数": t.NUMBER,
        "已批准": t.BOOLEAN,
        "车辆类别": t.STRING,
        "车辆": t.STRING,
        "船舶": t.STRING,
        "车辆或船舶": t.STRING,
        "且末线": t.BOOLEAN,
        "如果有雨": t.BOOLEAN,
        "空调": t.STRING,
        "非急难险重": t.BOOLEAN,
        "出发日期": t.DATE,
        "到达时间": t.DATE_TIME,
        "出发时间": t.DATE_TIME,
        "名单": t.list_of(PERSON),
        "a": t.NUMBER,
        "b": t.NUMBER,
        "a-b": t.NUMBER,
    }
)


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("行程距离大于15", "行程距离 > 15"),
        ("行程距离大于15.5且已批准", "行程距离 > 15.5 and 已批准"),
        ("行程距离 不超过 １５", "行程距离 <= 15"),
        ("行程距离不少于1或行程距离低于-1", "行程距离 >= 1 or 行程距离 < -1"),
        ("行程距离（公里）大于或等于3", "行程距离（公里） >= 3"),
        ("乘车 人数小于等于4", "乘车 人数 <= 4"),
        ("乘车 人数不等于4并且已批准", "乘车 人数 != 4 and 已批准"),
        ("行程距离在1到10之间且已批准", "行程距离 between 1 and 10 and 已批准"),
        ("行程距离介于1和10之间", "行程距离 between 1 and 10"),
        ("到达时间在出发时间至到达时间之间", "到达时间 between 出发时间 and 到达时间"),
        ("行程距离在[1..10)之间", "行程距离 in [1..10)"),
        ("车辆类别属于（“轿车”、“客车”）", '车辆类别 in ("轿车", "客车")'),
        ("车辆类别不属于[“轿车”]", 'not(车辆类别 in ["轿车"])'),
        ("车辆类别为空", "车辆类别 = null"),
        ("车辆类别不为空且已批准", "车辆类别 != null and 已批准"),
        ("非(已批准)或真", "not(已批准) or true"),
        ("已批准等于假", "已批准 = false"),
        ("如果已批准则1否则2", "if 已批准 then 1 else 2"),
        ("如果已批准，那么1，否则2。", "if 已批准 then 1 else 2"),
        ("每个人员属于名单满足人员.年龄大于18", "every 人员 in 名单 satisfies 人员.年龄 > 18"),
        ("存在人员属于名单满足人员.职级为空", "some 人员 in 名单 satisfies 人员.职级 = null"),
        ("对每个人员属于名单返回人员.年龄+1", "for 人员 in 名单 return 人员.年龄 + 1"),
        ("计数(名单[年龄不小于60])大于0", "count(名单[年龄 >= 60]) > 0"),
        (
            "出发日期.年等于2024且出发日期.星期几大于5",
            "出发日期.year = 2024 and 出发日期.weekday > 5",
        ),
        ("出发日期早于日期(“2024-06-03”)", '出发日期 < date("2024-06-03")'),
        ("四舍五入(行程距离, 2)超过 0.01", "round half up(行程距离, 2) > 0.01"),
        ("最大值(行程距离, 乘车 人数)", "max(行程距离, 乘车 人数)"),
        ("行程距离类型为数字且真", "行程距离 instance of number and true"),
        ("字数(车辆类别)大于3", "string length(车辆类别) > 3"),
        ("(函数(单价) 单价 * 2)(3)", "(function(单价) 单价 * 2)(3)"),
        ("行程距离 > 1 且 已批准 or 真", "行程距离 > 1 and 已批准 or true"),
        ("时长(“PT2H”).hours等于2", 'duration("PT2H").hours = 2'),
        ("(到达时间 - 出发时间).小时数超过8", "(到达时间 - 出发时间).hours > 8"),
    ],
)
def test_chinese_words_give_the_same_tree(chinese: str, english: str) -> None:
    assert same(parse(chinese, SCOPE, vocabulary=CHINESE), parse(english, SCOPE))


@pytest.mark.parametrize(
    ("chinese", "names"),
    [
        ("车辆或船舶等于“客车”", {"车辆或船舶"}),
        ("车辆 等于“客车” 或 船舶 为空", {"车辆", "船舶"}),
        ("(车辆)等于船舶", {"车辆", "船舶"}),
        ("已批准且且末线", {"已批准", "且末线"}),
        ("且末线且如果有雨", {"且末线", "如果有雨"}),
        ("空调为空", {"空调"}),
        ("空调等于空", {"空调"}),
        ("非急难险重或非(已批准)", {"非急难险重", "已批准"}),
        ("如果如果有雨则a-b否则a", {"如果有雨", "a-b", "a"}),
        ("到达时间在出发时间到到达时间之间", {"到达时间", "出发时间"}),
    ],
)
def test_a_keyword_never_breaks_a_name(chinese: str, names: set[str]) -> None:
    tree = parse(chinese, SCOPE, vocabulary=CHINESE)
    assert {word for word in SCOPE if f"name='{word}'" in repr(tree)} == names


def test_a_fact_named_like_a_constant_is_the_fact() -> None:
    scope = Scope({"空": t.NUMBER, "x": t.NUMBER})
    assert same(parse("空 大于 1", scope, vocabulary=CHINESE), parse("空 > 1", scope))
    assert to_text(parse("x = null or 空 = 1", scope), scope, CHINESE) == "x 为空 或 空 等于 1"
    assert to_text(parse("[null]", scope), scope, CHINESE) == "[null]"


def test_the_default_knows_no_chinese_words() -> None:
    with pytest.raises(FeelError, match="却还有“且”"):
        parse("已批准 且 已批准", SCOPE)


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("行程距里大于15且已批准", 1, "不认识的名称“行程距里”"),
        ("车辆或船泊等于“客车”", 4, "不认识的名称“船泊”"),
        ("如果已批准 1", 7, "此处应为“则”"),
        ("行程距离在1到2", 9, "此处应为“之间”"),
        ("每个人员属于名单 真", 10, "此处应为“满足”"),
        ("行程距离大于车辆类别", 7, "不能比较"),
    ],
)
def test_errors_point_into_the_run_of_characters(text: str, column: int, message: str) -> None:
    with pytest.raises(FeelError) as found:
        parse(text, SCOPE, vocabulary=CHINESE)
    assert found.value.column == column
    assert message in found.value.message


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("(行程距离 + 1) * 2 <= 15 and not(已批准)", "(行程距离 + 1) * 2 不大于 15 且 非(已批准)"),
        ('not(车辆类别 in ("a", "b"))', "车辆类别 不属于 (“a”，“b”)"),
        ("if (已批准) then (1) else 2", "如果 已批准，则 1，否则 2"),
        ('出发日期 >= @"2024-06-03"', '出发日期 不早于 @"2024-06-03"'),
        ("(a) - b", "(a) - b"),
        ("((a)) * ((b + a)) - (b - a)", "a * (b + a) - (b - a)"),
        ("(a between 1 and 2) or (已批准 and (已批准))", "a 在 1 到 2 之间 或 已批准 且 已批准"),
        ("出发日期.year + 1", "出发日期.年 + 1"),
        ('"a“b”"', '"a“b”"'),
    ],
)  # fmt: skip
def test_a_rule_is_read_aloud(english: str, chinese: str) -> None:
    assert to_text(parse(english, SCOPE), SCOPE, CHINESE) == chinese


@pytest.mark.parametrize(
    ("cell", "english"),
    [
        ("不超过15", "<= 15"),
        ("大于 1，小于 0", "> 1, < 0"),
        ("为空", "= null"),
        ("非(1，2)", "not(1, 2)"),
        ("? 大于 1 且 已批准", "? > 1 and 已批准"),
    ],
)
def test_cells_may_be_chinese_too(cell: str, english: str) -> None:
    read = parse_unary_tests(cell, SCOPE, t.NUMBER, True, CHINESE)
    assert same(read, parse_unary_tests(english, SCOPE, t.NUMBER))


@pytest.mark.parametrize("unit", ["且", "a且", "如果", "在", "a大于1且", "(a且", "每个x属于"])
def test_a_hostile_run_of_characters_ends_in_an_error(unit: str) -> None:
    with pytest.raises(FeelError):
        parse((unit * 20_000)[:19_999], SCOPE, vocabulary=CHINESE)
