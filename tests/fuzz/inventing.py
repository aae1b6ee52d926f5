"""New inputs from old ones, and from a grammar that likes extremes."""

from __future__ import annotations

import random
import re

from tests.fuzz.corpus import NAMES

WORD = re.compile(r"\w+|\s+|\S")
EXTREMES = (
    "0", "-1", "1e6144", "1e-6143", "9" * 40, "0.1", "1000000", "6176", "-6111", '""', '"a"',
    "null", "true", "[]", "{}", '"' + "a" * 300 + '"', '@"P999999999Y"', '@"-P1D"', '@"PT1S"',
    '@"999999999-12-31"', '@"-999999999-01-01"', '@"23:59:59@Asia/Tokyo"', "[1..3]", "(<2)",
    '@"2024-02-29T23:59:59.999999999Z"', "function(a, b) a", "abs", "1..100000", "a", "x", "s",
    "[[1], [2, [3]]]", '{a: 1, b: {a: "x"}}', '"(a|aa)+b"', '"[a-z-[b]]"', '"\\\\1"', "“甲”",
)  # fmt: skip
OPERATORS = ("+", "-", "*", "/", "**", "=", "!=", "<", ">=", " and ", " or ", " in ")
MARKS = ("(", ")", "[", "]", "{", "}", ",", ":", ".", "..", '"', "@", "?", "-", "//", "/*", "*/")
FORMS = (
    "({0} {o} {1})", "{n}({0})", "{n}({0}, {1})", "{n}({0}, {1}, {2})", "[{0}, {1}]", "-{0}",
    "{{k: {0}, l: {1}}}", "if {0} then {1} else {2}", "for i in {0} return {1}", "{0}[{1}]",
    "for i in 1..{0}, j in {1} return [partial, {2}]", "some i in {0} satisfies {1}",
    "every i in {0} satisfies i {o} {1}", "{0} between {1} and {2}", "{0}.k", "[{0}..{1})",
    "{0} instance of list<number>", "(function(p) {0})({1})", "sort({0}, function(u, v) u {o} v)",
    "{0} in ({1}, {2})", "({0})[item {o} {1}]",
    "for i in 1..40 return if i = 1 then {0} else partial[-1] {o} partial[-1]",
)  # fmt: skip


def grown(dice: random.Random, depth: int = 4) -> str:
    """A random expression."""
    if depth == 0 or dice.random() < 0.15:
        return dice.choice(EXTREMES)
    parts = [grown(dice, depth - 1) for _ in range(3)]
    form = dice.choice(FORMS)
    return form.format(*parts, o=dice.choice(OPERATORS), n=dice.choice(NAMES))


def changed(dice: random.Random, text: str, other: str) -> str:
    """A text with a few of its words dropped, doubled, exchanged or replaced."""
    words = WORD.findall(text)
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(words) + 1)
        words[place : place + dice.randint(0, 2)] = _piece(dice, words, other)
    return "".join(words)[:30_000]


def _piece(dice: random.Random, words: list[str], other: str) -> list[str]:
    kind = dice.randrange(7)
    if kind == 0:
        return []
    if kind == 1:
        return [dice.choice(EXTREMES)]
    if kind == 2:
        start = dice.randrange(len(words) + 1)
        return words[start : start + dice.randint(1, 12)] * dice.choice((1, 1, 2, 50))
    if kind == 3:
        return [grown(dice, 2)]
    if kind == 4:
        return [dice.choice((*MARKS, *OPERATORS))]
    if kind == 5:
        parts = WORD.findall(other)
        start = dice.randrange(len(parts) + 1)
        return parts[start : start + dice.randint(1, 30)]
    return [chr(dice.choice((0, 0x0A, 0x22, 0x5C, 0x3000, 0xFF08, 0x1F40E, 0xD7FF, 0xFFFF)))]


def changed_bytes(dice: random.Random, content: bytes, other: bytes) -> bytes:
    """A file changed as text, or now and then as bytes."""
    text, rest = content.decode("utf-8", "replace"), other.decode("utf-8", "replace")
    made = bytearray(changed(dice, text, rest).encode("utf-8"))
    if made and dice.random() < 0.2:
        made[dice.randrange(len(made))] = dice.randrange(256)
    return bytes(made)
