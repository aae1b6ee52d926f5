"""Positions in source text: lines, columns and carets that stand under the right character."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING

from rulebook.errors import FeelError

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWN = 160


def width(text: str) -> int:
    """Columns a terminal or a monospaced page needs: wide and fullwidth characters take two."""
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def place(text: str, position: int) -> tuple[int, int, str]:
    """Line, column (both 1-based) and the two-line caret picture of a position."""
    before = text[:position]
    line = before.count("\n") + 1
    start = before.rfind("\n") + 1
    end = text.find("\n", position)
    shown = text[start : end if end >= 0 else len(text)].replace("\t", " ")
    column = position - start + 1
    cut = max(0, column - _SHOWN // 2)
    shown = shown[cut : cut + _SHOWN]
    blank = " " * width(shown[: column - 1 - cut])
    return line, column, f"{shown}\n{blank}^"


def error_at(
    text: str,
    position: int,
    message: str,
    suggestion: str = "",
    length: int = 0,
    fixes: Iterable[str] = (),
) -> FeelError:
    """A `FeelError` that points at some characters of the text."""
    line, column, caret = place(text, position)
    return FeelError(message, line, column, caret, suggestion, length, tuple(fixes))


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """At most three of the known words, the most alike first."""
    names = list(dict.fromkeys(known))
    near = get_close_matches(word, names, n=3, cutoff=0.5)
    near += [name for name in names if name not in near and (word in name or name in word)]
    return near[:3]


def question(words: Iterable[str]) -> str:
    """“Did you mean …?”, or nothing."""
    named = "、".join(f"“{word}”" for word in words)
    return f"是否要写：{named}？" if named else ""


def suggest(word: str, known: Iterable[str]) -> str:
    """A sentence naming the closest known words, or nothing."""
    return question(nearest(word, known))
