"""Text to tokens. Fullwidth punctuation, as typed in Chinese, becomes the plain one here.

A token is a word (part of a name, or a keyword), a number, a string or a mark. Names are put
together later, by the parser, which knows what is in scope: FEEL names may hold spaces and marks.
Fullwidth digits, letters and points are plain ones too, one for one, so that positions stay true;
what stands in quotes or comments is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from rulebook.feel.source import error_at

MAX_CHARACTERS = 20_000
MAX_TOKENS = 1_500

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

_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code).isalnum()}
_NARROW |= {ord("。"): ord("."), ord("．"): ord(".")}
_QUOTED = r'"(?:[^"\\]|\\.)*"|“[^“”]*”|‘[^‘’]*’'
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ。．]")
_OUTSIDE = re.compile(rf"(?:{_QUOTED}|//[^\n]*|/\*.*?\*/)|([０-９Ａ-Ｚａ-ｚ。．])", re.DOTALL)

_SPACE = r"\s\u200b\ufeff"
_PICTURES = r"\U00010000-\U000EFFFF\u200c\u200d\u00a9\u00ae\u2600-\u27bf"
_TOKEN = re.compile(
    rf"""
    [{_SPACE}]*(?:(?://[^\n]*|/\*.*?\*/)[{_SPACE}]*)*
    (?:
      ((?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    | ({_QUOTED})
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


Token = tuple[int, str, int, int]
"""Kind, word, start and end."""


@dataclass(slots=True)
class Tokens:
    """Parallel columns; the last token is of kind ``END``. Positions are offsets in ``text``.

    ``plain`` is the text with fullwidth letters, digits and points narrowed, of the same length.
    """

    text: str
    plain: str
    kinds: list[int]
    words: list[str]
    starts: list[int]
    ends: list[int]


def tokenize(text: str) -> Tokens:
    """Split; raises `FeelError` for a string without its closing quote."""
    if len(text) > MAX_CHARACTERS:
        raise error_at("", 0, f"表达式过长（{len(text)}字），上限为{MAX_CHARACTERS}字，请拆分。")
    plain, size = narrowed(text), len(text)
    found = [*islice(scan(text, plain), MAX_TOKENS + 1), (END, "", size, size)]
    if len(found) > MAX_TOKENS + 1:
        raise error_at(text, 0, f"表达式过长，上限为{MAX_TOKENS}个词，请拆分。")
    kinds = [token[0] for token in found]
    words = [token[1] for token in found]
    return Tokens(text, plain, kinds, words, [one[2] for one in found], [one[3] for one in found])


def scan(text: str, plain: str, position: int = 0) -> Iterator[Token]:
    """The tokens from a position on."""
    for found in _TOKEN.finditer(plain, position):
        kind = found.lastindex
        if kind is None:
            break
        word = found[kind]
        start, end = found.span(kind)
        if kind == _UNCLOSED:
            rest = text[start:]
            whole = rest + ("”" if word == "“" else word)
            raise error_at(text, start, "文本缺少结尾的引号。", "", len(rest), [whole])
        yield kind, PLAIN.get(word, word) if kind == MARK else word, start, end


def narrowed(text: str) -> str:
    """Fullwidth digits, letters and points outside quotes as plain ones; a last 。 as a space."""
    if not _WIDE.search(text):
        return text
    last = len(text.rstrip()) - 1

    def narrow(found: re.Match[str]) -> str:
        if found[1] == "。" and found.start() == last:
            return " "
        return found[0].translate(_NARROW) if found[1] else found[0]

    return _OUTSIDE.sub(narrow, text)


def unquote(raw: str) -> str:
    """The value of a string token, escapes resolved (surrogate pairs joined)."""
    inner = raw[1:-1]
    if "\\" not in inner or raw[0] in "“‘":
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
