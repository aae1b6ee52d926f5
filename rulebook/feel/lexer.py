"""Text to tokens. Fullwidth punctuation, as typed in Chinese, becomes the plain one here.

A token is a word (part of a name, or a keyword), a number, a string or a mark. Names are put
together later, by the parser, which knows what is in scope: FEEL names may hold spaces and marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rulebook.feel.source import error_at

MAX_CHARACTERS = 20_000
MAX_TOKENS = 4_000

END, NUMBER, STRING, WORD, MARK = range(5)
"""Kinds of tokens; those after ``END`` are also the groups of the pattern below."""

PLAIN = {
    "，": ",", "、": ",", "；": ",", ";": ",", "：": ":", "（": "(", "）": ")", "【": "[",
    "】": "]", "［": "[", "］": "]", "｛": "{", "｝": "}", "≤": "<=", "≥": ">=", "≦": "<=",
    "≧": ">=", "≠": "!=", "＜": "<", "＞": ">", "＝": "=", "＋": "+", "－": "-", "−": "-",
    "＊": "*", "×": "*", "／": "/", "÷": "/", "？": "?", "．": ".", "＠": "@", "！": "!",
    "＜=": "<=", "＞=": ">=", "<＝": "<=", ">＝": ">=", "＜＝": "<=", "＞＝": ">=", "!＝": "!=",
    "！=": "!=", "！＝": "!=",
}  # fmt: skip

_SPACE = r"\s\u200b\ufeff"
_PICTURES = r"\U00010000-\U000EFFFF\u200c\u200d\u00a9\u00ae\u2600-\u27bf"
_TOKEN = re.compile(
    rf"""
    [{_SPACE}]*(?:(?://[^\n]*|/\*.*?\*/)[{_SPACE}]*)*
    (?:
      ((?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    | ("(?:[^"\\]|\\.)*"|“[^“”]*”)
    | ((?:[^\W\d]|[{_PICTURES}])[\w{_PICTURES}\u00b7\u0300-\u036f\u203f\u2040]*)
    | (\*\*|\.\.|<=|>=|!=|->|[＜＞<>!！][＝=]|[^"“])
    | (["“])
    | \Z
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_UNCLOSED = 5

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_SIMPLE_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "'": "'"}


@dataclass(slots=True)
class Tokens:
    """Parallel columns; the last token is of kind ``END``. Positions are offsets in ``text``."""

    text: str
    kinds: list[int]
    words: list[str]
    starts: list[int]
    ends: list[int]


def tokenize(text: str) -> Tokens:
    """Split; raises `FeelError` for a string without its closing quote."""
    if len(text) > MAX_CHARACTERS:
        raise error_at("", 0, f"表达式过长（{len(text)}字），上限为{MAX_CHARACTERS}字，请拆分。")
    kinds: list[int] = []
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _TOKEN.finditer(text):
        kind = found.lastindex
        if kind is None:
            break
        word = found[kind]
        start, end = found.span(kind)
        if kind == _UNCLOSED:
            raise error_at(text, start, "文本缺少结尾的引号。")
        kinds.append(kind)
        words.append(PLAIN.get(word, word) if kind == MARK else word)
        starts.append(start)
        ends.append(end)
    if len(kinds) > MAX_TOKENS:
        raise error_at(text, 0, f"表达式过长，上限为{MAX_TOKENS}个词，请拆分。")
    size = len(text)
    return Tokens(text, [*kinds, END], [*words, ""], [*starts, size], [*ends, size])


def unquote(raw: str) -> str:
    """The value of a string token, escapes resolved (surrogate pairs joined)."""
    inner = raw[1:-1]
    if "\\" not in inner or raw[0] == "“":
        return inner
    joined = _ESCAPE.sub(_escape, inner)
    return joined.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escape(found: re.Match[str]) -> str:
    code = found.group(1) or found.group(2)
    if code:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    char = found.group(3)
    return _SIMPLE_ESCAPES.get(char, "\\" + char)
