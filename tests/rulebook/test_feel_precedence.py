"""Which operator binds tighter – where several engines get it wrong without a word."""

from __future__ import annotations

import pytest

from rulebook.feel import types as t
from tests.rulebook.feel import shown, value

NUMBERS = dict.fromkeys("abcd", t.NUMBER)


@pytest.mark.parametrize(("q", "expected"), [(True, True), (False, False), (None, None)])
def test_in_binds_tighter_than_and(q: bool | None, expected: bool | None) -> None:
    types = {"p": t.STRING, "q": t.BOOLEAN}
    assert value('p in ["a", "b"] and q', types, p="a", q=q) is expected


def test_in_binds_tighter_than_or() -> None:
    types = {"p": t.STRING, "q": t.BOOLEAN}
    assert value('p in ("x", "y") or q', types, p="a", q=True) is True
    assert value('q or p in ("x", "a")', types, p="a", q=False) is True


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((1, 2, 3, 4), True),
        ((2, 1, 3, 4), False),
        ((1, 2, 4, 3), False),
        ((1, 1, 1, 1), True),
    ],
)
def test_comparisons_joined_by_and_are_two_comparisons(
    facts: tuple[int, ...], expected: bool
) -> None:
    given = dict(zip("abcd", facts, strict=True))
    assert value("a <= b and c <= d", NUMBERS, **given) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 2 - 3", "5"),
        ("100 / 10 / 2", "5"),
        ("2 ** 3 ** 2", "64"),
        ("-2 ** 2", "4"),
        ("2 ** -1", "0.5"),
        ("2 * -3", "-6"),
        ("1 - -1", "2"),
        ("1 < 2 and 2 < 3 or false", "true"),
        ("true or false and false", "true"),
        ("false and false or true", "true"),
        ("not(true) or true", "true"),
        ("1 + 1 = 2", "true"),
        ("1 + 1 != 2 and true", "false"),
        ("5 between 1 and 10 and true", "true"),
        ("5 between 1 and 10 and false", "false"),
        ("5 between 1 + 1 and 2 * 5 or false", "true"),
        ("1 in [1, 2] and 3 in [4]", "false"),
        ("1 + 1 in [2, 3]", "true"),
        ("3 in [1..5] and not(6 in [1..5])", "true"),
        ("3 in (1..3) or 3 in [1..3]", "true"),
        ("3 in > 2 and true", "true"),
        ("3 in (> 2, < 1) and 1 = 1", "true"),
        ("if true then 1 else 2 + 3", "1"),
        ("(if true then 1 else 2) + 3", "4"),
        ("1 + if true then 1 else 2", "2"),
        ("if 1 in [1] and 2 > 1 then 3 else 4", "3"),
        ("some x in [1, 2] satisfies x > 1 and x < 3", "true"),
        ("every x in [1, 2] satisfies x in [1, 2] and x > 0", "true"),
        ("for x in [1, 2] return x + 1", "[2, 3]"),
        ("1 instance of number and true", "true"),
        ("1 + 1 instance of number", "null"),
        ("(1 + 1) instance of number", "true"),
        ("[1, 2, 3][2] + 1", "3"),
        ("{a: 1}.a + 1", "2"),
        ("-[1, 2][1]", "-1"),
        ("[1..3].end + 1", "4"),
        ("]1..3[ = (1..3)", "true"),
        ('"a" + "b" = "ab"', "true"),
        ('@"2024-01-31" + @"P1M" > @"2024-02-01" and true', "true"),
        ("1 < 2 = true", "true"),
    ],
)
def test_operators_bind_as_the_standard_says(text: str, expected: str) -> None:
    assert shown(text) == expected
