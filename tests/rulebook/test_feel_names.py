"""Names as people write them: Chinese, with spaces, with marks, with fullwidth punctuation."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rulebook.feel import Scope, compile_expression
from rulebook.feel import types as t

FACTS = {
    "行程距离": Decimal(12),
    "行程距离（公里）": Decimal(30),
    "乘车 人数": Decimal(3),
    "车辆类别": "轿车",
    "完成率%": Decimal(95),
    "a-b": Decimal(100),
    "a": Decimal(7),
    "b": Decimal(2),
    "and so on": True,
    "Bob's age": Decimal(40),
    "2024年预算": None,
    "if any": Decimal(1),
    "用地面积m²": Decimal(50),
    "date": Decimal(5),
}
TYPES = {
    name: t.BOOLEAN if value is True else t.STRING if isinstance(value, str) else t.NUMBER
    for name, value in FACTS.items()
    if name != "2024年预算"
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("行程距离 <= 15", True),
        ("行程距离<=15", True),
        ("行程距离≤15", True),
        ("行程距离 ＜ 15", True),
        ("行程距离 ≥ 12", True),
        ("行程距离 ≠ 12", False),
        ("行程距离（公里） > 15", True),
        ("行程距离(公里) > 15", True),
        ("行程距离 （ 公里 ） > 15", True),
        ("乘车 人数 + 1", Decimal(4)),
        ("乘车   人数 + 1", Decimal(4)),
        ("车辆类别 = “轿车”", True),
        ("车辆类别 in (“轿车”，“客车”)", True),
        ('车辆类别 in ["轿车"、"客车"]', True),
        ("车辆类别 in （“货车”；“客车”）", False),
        ("完成率% >= 95", True),
        ("a-b", Decimal(100)),
        ("a - b", Decimal(100)),
        ("(a) - b", Decimal(5)),
        ("a+b", Decimal(9)),
        ("and so on and true", True),
        ("Bob's age > 39", True),
        ("if any", Decimal(1)),
        ("if if any > 0 then if any else 0", Decimal(1)),
        ("用地面积m² * 2", Decimal(100)),
        ("行程距离 × 2 ÷ 4", Decimal(6)),
        ("date + 1", Decimal(6)),
        ('date("2024-06-03").year', Decimal(2024)),
        ("{行程 费用: 3, 合计: 行程 费用 * 2}.合计", Decimal(6)),
        ("{甲：1，乙：甲＋1}.乙", Decimal(2)),
        ("count([{人 员: 1}, {人 员: 2}][人 员 > 1])", Decimal(1)),
        ("for 每 人 in [1, 2] return 每 人 * 2", [Decimal(2), Decimal(4)]),
        ("some 每 人 in [1, 2] satisfies 每 人 > 1", True),
        ("(function(单 价, 数 量) 单 价 * 数 量)(2, 3)", Decimal(6)),
        ('string length("用车申请")', Decimal(4)),
        ('substring("机关事务管理局", 3, 2)', "事务"),
        ("max(行程距离, 乘车 人数)", Decimal(12)),
    ],
)
def test_a_name_is_read_as_written(text: str, expected: object) -> None:
    assert compile_expression(text, Scope(TYPES))(FACTS) == expected


def test_the_longest_name_wins() -> None:
    fn = compile_expression("行程距离（公里） + 行程距离", Scope(TYPES))
    assert fn.names == {"行程距离", "行程距离（公里）"}
    assert fn(FACTS) == 42


def test_a_shorter_name_is_found_when_the_longer_does_not_fit() -> None:
    scope = Scope({"用车 人": t.NUMBER, "用车": t.NUMBER, "人": t.NUMBER})
    assert compile_expression("用车 + 人", scope)({"用车": Decimal(1), "人": Decimal(2)}) == 3


def test_an_inner_name_hides_an_outer_one() -> None:
    scope = Scope({"x": t.NUMBER})
    assert compile_expression("for x in [1, 2] return x", scope)({"x": Decimal(9)}) == [1, 2]


def test_names_and_type_are_told() -> None:
    fn = compile_expression("行程距离 * 2 > 乘车 人数", Scope(TYPES))
    assert fn.names == {"行程距离", "乘车 人数"}
    assert fn.type == t.BOOLEAN
    assert fn.text == "行程距离 * 2 > 乘车 人数"


def test_an_absent_fact_is_null() -> None:
    assert compile_expression("行程距离 <= 15", Scope(TYPES))({}) is None
