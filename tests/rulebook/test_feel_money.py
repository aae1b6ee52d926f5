"""Numbers at the boundary: money and areas must come out to the last digit."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.feel import Scope, compile_expression
from rulebook.feel import types as t
from tests.rulebook.feel import shown

SCOPE = Scope({"a": t.NUMBER, "b": t.NUMBER})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1 + 0.2", "0.3"),
        ("0.1 + 0.2 = 0.3", "true"),
        ("1.10 * 3", "3.3"),
        ("180000.00 <= 180000", "true"),
        ("180000.01 <= 180000", "false"),
        ("10 / 3", "3.333333333333333333333333333333333"),
        ("1 / 3 * 3 = 1", "false"),
        ("decimal(1 / 3, 2)", "0.33"),
        ("decimal(2.5, 0)", "2"),
        ("decimal(3.5, 0)", "4"),
        ("round half up(2.5, 0)", "3"),
        ("round half up(-2.5, 0)", "-3"),
        ("round half down(2.5, 0)", "2"),
        ("round up(1.001, 2)", "1.01"),
        ("round down(1.009, 2)", "1"),
        ("floor(-1.5)", "-2"),
        ("ceiling(-1.5)", "-1"),
        ("modulo(-10, 3)", "2"),
        ("1 / 0", "null"),
        ("0 / 0", "null"),
        ("1000000.00", "1000000"),
        ("1e3", "1000"),
        (".5 + .5", "1"),
        ("-0", "0"),
        ("9999999999999999999999999999999999 + 1", "10000000000000000000000000000000000"),
        ("sqrt(-1)", "null"),
        ("log(0)", "null"),
        ("0 ** 0", "1"),
        ("(-8) ** (1/3)", "null"),
        ('number("1,234.50", ",", ".")', "1234.5"),
        ('number("1 234,50", " ", ",")', "1234.5"),
        ('number("１２")', "null"),
        ("sum([0.1, 0.2, 0.3]) = 0.6", "true"),
        ("mean([1, 2, 4]) > 2.33", "true"),
    ],
)
def test_numbers_are_decimal(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_a_limit_is_met_at_the_limit() -> None:
    fn = compile_expression("a <= 54", Scope({"a": t.NUMBER}))
    assert fn({"a": Decimal("54.00")}) is True
    assert fn({"a": Decimal("54.0000000000000000000000000001")}) is False


def test_the_callers_decimal_context_does_not_matter() -> None:
    fn = compile_expression("a / b", SCOPE)
    with localcontext(prec=3):
        found = fn({"a": Decimal(1), "b": Decimal(7)})
    assert found == Decimal("0.1428571428571428571428571428571429")


money = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@given(money, money)
def test_typed_and_untyped_code_agree(a: Decimal, b: Decimal) -> None:
    text = "[a + b, a - b, a * b, a / b, a < b, a <= b, a = b, a != b, a > b, a >= b, -a]"
    untyped = Scope({"a": t.ANY, "b": t.ANY})
    facts = {"a": a, "b": b}
    assert compile_expression(text, SCOPE)(facts) == compile_expression(text, untyped)(facts)


@given(money, money)
def test_sums_of_money_are_exact(a: Decimal, b: Decimal) -> None:
    assert compile_expression("a + b - b = a", SCOPE)({"a": a, "b": b}) is True


def test_overflow_is_null_in_quick_and_slow_code() -> None:
    facts = {"a": Decimal("9e6144"), "b": Decimal(10)}
    assert compile_expression("a * b", SCOPE)(facts) is None
    assert compile_expression("if a * b > 1 then 1 else 2", SCOPE)(facts) == 2


def test_a_fact_of_the_wrong_type_is_named() -> None:
    fn = compile_expression("a <= 15", SCOPE)
    with pytest.raises(Exception, match="事实“a”应为数字"):
        fn({"a": "twelve"})
