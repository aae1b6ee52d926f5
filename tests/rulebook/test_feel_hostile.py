"""Hostile input ends in our own error, soon and in little memory."""

from __future__ import annotations

import contextlib
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.errors import FeelError
from rulebook.feel import Scope, compile_expression, compile_unary_tests
from rulebook.feel import types as t
from tests.rulebook import attacks

SCOPE = Scope({"a": t.NUMBER, "x": t.ANY, "s": t.STRING, "q": t.BOOLEAN})
TREE = "(for i in 1..100 return if i = 1 then [1] else [partial[-1], partial[-1]])[100]"

REFUSED = attacks.REFUSED | {
    "parentheses": "(" * 1500 + "1" + ")" * 1500,
    "brackets": "[" * 500 + "1" + "]" * 500,
    "minus signs": "-" * 1500 + "a",
    "conditions": "if q then " * 500 + "1" + " else 2" * 500,
    "functions": "function(x) " * 500 + "1",
    "a long chain": "+".join(["a"] * 1000),
    "a long path": "x" + ".a" * 1000,
    "types": "a instance of " + "list<" * 1000,
    "open ranges": "[1..a[" * 300,
    "too many words": "a " * 5000,
    "too many characters": '"' + "x" * 50_000 + '"',
    "a huge range": "for i in 1..1000000000 return i",
    "nested loops": "for i in 1..1000, j in 1..1000, k in 1..1000 return i * j * k",
    "all dates": 'for d in @"0001-01-01"..@"9999-12-31" return d',
    "doubled text": "(for i in 1..60 return if i = 1 then s else partial[-1] + partial[-1])[60]",
    "doubled lists": "(for i in 1..60 return if i = 1 then [1, 2, 3] else "
    "concatenate(partial[-1], partial[-1]))[60]",
    "a shared tree compared": f"{TREE} = {TREE}",
    "a shared tree written": f"string({TREE})",
    "a shared tree flattened": f"flatten({TREE})",
    "a deep list": "string((for i in 1..3000 return if i = 1 then [1] else [partial[-1]])[3000])",
    "endless recursion": "(function(f) f(f))(function(f) f(f))",
    "exponential recursion": "(function(f, n) f(f, n))"
    "(function(f, n) if n < 2 then n else f(f, n - 1) + f(f, n - 2), 40)",
    "a pattern that tries everything": 'matches(string join(for i in 1..900 return "a"), '
    '"(a|aa)+b")',
    "many iterators": "some "
    + ", ".join(f"i{i} in [1, 2]" for i in range(18))
    + " satisfies false",
    "a text without end": '"abc',
}

HARMLESS = attacks.HARMLESS | {
    "a huge power": "10 ** 99999999999",
    "a tower of powers": "9 ** 9 ** 9 ** 9",
    "a fine power": "1.0000001 ** 9999999999999",
    "a product out of bounds": "*".join(["9e6000"] * 10),
    "a huge literal": "9" * 15_000,
    "a huge number from text": 'number("1e999999999")',
    "a huge duration": 'duration("P' + "9" * 50 + 'D") + @"2024-01-01"',
    "a long way off": '@"2024-01-01" + @"P999999999Y"',
    "a huge exponential": "exp(99999999)",
    "a huge remainder": "modulo(1e6144, 1e-6143)",
    "repeated repetition": 'matches("a", "a{9999}{9999}")',
    "a huge list's end": "count([1..1000000000][item > 2])",
    "a wide format": '(function(a) external {java: {class: "java.lang.String", '
    'method signature: "format(java.lang.String, [Ljava.lang.Object;)"}})'
    '("%999999999d", 1)',
    "forty loops": "for i in [1] return " * 40 + "1",
    "fifty lists": "[" * 55 + "1" + "]" * 55,
    "two hundred sums": "+".join(["a"] * 190),
    "a wide conjunction": " and ".join(["a > 1"] * 300),
}


def run(text: str) -> object:
    fn = compile_expression(text, SCOPE, strict=False)
    return fn({"a": None, "x": None, "s": "x" * 40, "q": True})


@pytest.mark.parametrize("name", REFUSED)
def test_an_attack_is_refused(name: str) -> None:
    with pytest.raises(FeelError):
        run(REFUSED[name])


@pytest.mark.parametrize("name", HARMLESS)
def test_an_oddity_is_computed_soon(name: str) -> None:
    run(HARMLESS[name])


@pytest.mark.parametrize("name", [*REFUSED, *HARMLESS])
def test_memory_stays_small(name: str) -> None:
    text = (REFUSED | HARMLESS)[name]
    tracemalloc.start()
    try:
        run(text)
    except FeelError:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 50_000_000


def test_after_an_attack_the_next_expression_runs() -> None:
    with pytest.raises(FeelError):
        run(REFUSED["nested loops"])
    assert run("count(for i in 1..1000 return i)") == 1000


@pytest.mark.parametrize(
    "text",
    ["__import__", "__builtins__", "x.__class__", "open", "exec", "k1", "h_add", "facts", "v0"],
)
def test_python_is_out_of_reach(text: str) -> None:
    assert run(text) is None


def test_text_and_names_never_become_code() -> None:
    text = '"\'); raise SystemExit  # \\n"'
    assert compile_expression(text, Scope({}))({}) == "'); raise SystemExit  # \n"
    name = "a'); import os; ('"
    assert compile_expression("a", Scope({"a": t.NUMBER, name: t.ANY}))({}) is None


PIECES = st.sampled_from(
    [
        "a", "x", "s", "q", "1", "2.5", '"t"', "null", "true", "+", "-", "*", "/", "**", "=", "<",
        ">=", "!=", "(", ")", "[", "]", "{", "}", ",", ":", ".", "..", "@", '@"2024-01-31"',
        '@"PT1H"', '@"P1M"', "and", "or", "not(", "if", "then", "else", "for", "in", "return",
        "some", "every", "satisfies", "between", "instance of", "number", "function(", "item",
        "partial", "?", "count(", "sum(", "string(", "date(", "matches(", "sort(", "range(", "中文",
        "（", "，", "≤", "“", "”", "\\", "'", "#",
    ]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_nonsense_raises_nothing_but_our_error(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for strict in (True, False):
        with contextlib.suppress(FeelError):
            compile_expression(text, SCOPE, strict)({"x": {"a": 1}, "s": "t", "q": None})


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=15))
def test_nonsense_in_a_cell_raises_nothing_but_our_error(pieces: list[str]) -> None:
    with contextlib.suppress(FeelError):
        compile_unary_tests(" ".join(pieces), SCOPE, t.ANY, strict=False)("t", {})


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_raises_nothing_but_our_error(text: str) -> None:
    with contextlib.suppress(FeelError):
        compile_expression(text, SCOPE, strict=False)({})
