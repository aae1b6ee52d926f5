"""Three-valued logic: what is not known is neither true nor false."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest

from rulebook.feel import Scope, compile_expression
from rulebook.feel import types as t
from tests.rulebook.feel import shown, value

VALUES = (True, False, None)
AND = {(a, b): False if False in (a, b) else None if None in (a, b) else True
       for a, b in product(VALUES, VALUES)}  # fmt: skip
OR = {(a, b): True if True in (a, b) else None if None in (a, b) else False
      for a, b in product(VALUES, VALUES)}  # fmt: skip
KNOWN = {"p": t.BOOLEAN, "q": t.BOOLEAN, "r": t.BOOLEAN}
UNKNOWN = {"p": t.ANY, "q": t.ANY, "r": t.ANY}


@pytest.mark.parametrize("types", [KNOWN, UNKNOWN], ids=["typed", "untyped"])
@pytest.mark.parametrize(("p", "q"), list(AND))
def test_and(types: dict[str, t.Type], p: bool | None, q: bool | None) -> None:
    assert value("p and q", types, p=p, q=q) is AND[p, q]


@pytest.mark.parametrize("types", [KNOWN, UNKNOWN], ids=["typed", "untyped"])
@pytest.mark.parametrize(("p", "q"), list(OR))
def test_or(types: dict[str, t.Type], p: bool | None, q: bool | None) -> None:
    assert value("p or q", types, p=p, q=q) is OR[p, q]


@pytest.mark.parametrize(("p", "q", "r"), list(product(VALUES, VALUES, VALUES)))
def test_three_parts_are_as_two_and_one(p: bool | None, q: bool | None, r: bool | None) -> None:
    facts = {"p": p, "q": q, "r": r}
    assert value("p and q and r", KNOWN, **facts) is AND[AND[p, q], r]
    assert value("p or q or r", KNOWN, **facts) is OR[OR[p, q], r]
    assert value("p and q or r", KNOWN, **facts) is OR[AND[p, q], r]


@pytest.mark.parametrize(("p", "expected"), [(True, False), (False, True), (None, None)])
def test_not(p: bool | None, expected: bool | None) -> None:
    assert value("not(p)", KNOWN, p=p) is expected
    assert value("not(p)", UNKNOWN, p=p) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("null = null", "true"),
        ("null != null", "false"),
        ("1 = null", "false"),
        ("null < 1", "null"),
        ("null + 1", "null"),
        ('"1" = 1', "null"),
        ("null and false", "false"),
        ("1 and false", "false"),
        ("1 and true", "null"),
        ('"x" or true', "true"),
        ("null in [null]", "true"),
        ("null in [1, 2]", "false"),
        ("null in [1..2]", "null"),
        ("if null then 1 else 2", "2"),
        ("some x in [null, true] satisfies x", "true"),
        ("some x in [null, false] satisfies x", "null"),
        ("every x in [null, true] satisfies x", "null"),
        ("every x in [null, false] satisfies x", "false"),
        ("some x in [] satisfies x", "false"),
        ("every x in [] satisfies x", "true"),
        ("all([true, null])", "null"),
        ("any([false, null])", "null"),
        ("[1, null, 3][item > 1]", "[3]"),
        ("null.x", "null"),
        ("null[1]", "null"),
        ("5 between null and 10", "null"),
        ("50 between null and 10", "false"),
    ],
)
def test_null_in_expressions(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize("op", ["<", "<=", ">", ">="])
def test_comparing_with_an_absent_fact_is_null(op: str) -> None:
    fn = compile_expression(f"a {op} b", Scope({"a": t.NUMBER, "b": t.NUMBER}))
    assert fn({"a": Decimal(1), "b": None}) is None
    assert fn({"b": Decimal(1)}) is None


def test_equality_with_an_absent_fact_is_decided() -> None:
    fn = compile_expression("a = b", Scope({"a": t.NUMBER, "b": t.NUMBER}))
    assert fn({"a": Decimal(1)}) is False
    assert fn({}) is True
