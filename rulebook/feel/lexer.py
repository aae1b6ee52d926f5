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

WORD, NUMBER, STRING, MARK, END = range(5)

PLAIN = {
    "，": ",", "、": ",", "；": ",", ";": ",", "：": ":", "（": "(", "）": ")", "【": "[",
    "】": "]", "［": "[", "］": "]", "｛": "{", "｝": "}", "≤": "<=", "≥": ">=", "≦": "<=",
    "≧": ">=", "≠": "!=", "＜": "<", "＞": ">", "＝": "=", "＋": "+", "－": "-", "−": "-",
    "＊": "*", "×": "*", "／": "/", "÷": "/", "？": "?", "．": ".", "＠": "@", "！": "!",
    "＜=": "<=", "＞=": ">=", "<＝": "<=", ">＝": ">=", "＜＝": "<=", "＞＝": ">=", "!＝": "!=",
    "！=": "!=", "！＝": "!=",
}  # fmt: skip

_START = r"[^\W\d]|[\U00010000-\U000EFFFF\u200c\u200d\u00a9\u00ae\u2600-\u27bf]"
_TOKEN = re.compile(
    rf"""
      (?P<space>(?:[\s\u00a0\u3000\ufeff\u200b]+|//[^\n]*|/\*.*?\*/)+)
    | (?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<string>"(?:[^"\\]|\\.)*"|“[^“”]*”)
    | (?P<word>(?:{_START})(?:{_START}|[\d\u00b7\u0300-\u036f\u203f\u2040])*)
    | (?P<mark>\*\*|\.\.|<=|>=|!=|->|[＜＞<>!！][＝=]|[^"“])
    """,
    re.VERBOSE | re.DOTALL,
)

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
    tokens = Tokens(text, [], [], [], [])
    position = 0
    match = _TOKEN.match
    size = len(text)
    while position < size:
        found = match(text, position)
        if found is None:
            raise error_at(text, position, "文本缺少结尾的引号。")
        kind = found.lastgroup or ""
        if kind != "space":
            _append(tokens, kind, found.group(), position, found.end())
        position = found.end()
    if len(tokens.kinds) > MAX_TOKENS:
        raise error_at(text, 0, f"表达式过长，上限为{MAX_TOKENS}个词，请拆分。")
    _append(tokens, "end", "", size, size)
    return tokens


_KINDS = {"word": WORD, "number": NUMBER, "string": STRING, "mark": MARK, "end": END}


def _append(tokens: Tokens, kind: str, word: str, start: int, end: int) -> None:
    tokens.kinds.append(_KINDS[kind])
    tokens.words.append(PLAIN.get(word, word) if kind == "mark" else word)
    tokens.starts.append(start)
    tokens.ends.append(end)


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
