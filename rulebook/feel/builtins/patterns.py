"""``matches``, ``replace`` and ``split`` with the regular expressions of XPath."""

from __future__ import annotations

from functools import lru_cache

import regex

from rulebook.errors import FeelError
from rulebook.feel.builtins.xpath import BadPatternError, replacement_template, translate
from rulebook.feel.meter import METER

MAX_PATTERN = 500
MAX_FLAGS = 20
_LETTER = 10
"""Steps that reading one character of a new pattern costs."""
_FLAGS = {"i": regex.IGNORECASE, "s": regex.DOTALL, "m": regex.MULTILINE}


@lru_cache(maxsize=512)
def _compiled(pattern: str, flags: str) -> regex.Pattern[str]:
    if len(flags) > MAX_FLAGS or set(flags) - set("smixq"):
        raise BadPatternError("unknown flag")
    if len(pattern) > MAX_PATTERN:
        raise FeelError(f"正则表达式过长（超过{MAX_PATTERN}字），请拆分。")
    METER.spend(_LETTER * len(pattern))
    source = regex.escape(pattern) if "q" in flags else translate(pattern, flags)
    options = regex.VERSION1 | regex.UNICODE
    for letter, option in _FLAGS.items():
        if letter in flags:
            options |= option
    try:
        return regex.compile(source, options)
    except (regex.error, OverflowError, RecursionError):
        raise BadPatternError("unreadable") from None


def matches(text: str, pattern: str, flags: str | None = None) -> bool | None:
    """Whether the pattern is found anywhere in the text; null if it is no pattern."""
    METER.text(len(text))
    METER.hurry()
    try:
        compiled = _compiled(pattern, flags or "")
        return compiled.search(text, timeout=METER.seconds()) is not None
    except TimeoutError:
        raise _too_slow() from None


def replace(text: str, pattern: str, replacement: str, flags: str | None = None) -> str | None:
    """Every match replaced; ``$1`` stands for a group. Null for a bad or empty-matching pattern."""
    METER.text(len(text))
    METER.hurry()
    compiled = _compiled(pattern, flags or "")
    template = replacement_template(replacement, compiled.groups, "q" in (flags or ""))

    def fill(found: regex.Match[str]) -> str:
        parts = [one if isinstance(one, str) else (found.group(one) or "") for one in template]
        METER.text(sum(map(len, parts)))
        return "".join(parts)

    try:
        if compiled.fullmatch("", timeout=METER.seconds()):
            return None
        result: str = compiled.sub(fill, text, timeout=METER.seconds())
    except TimeoutError:
        raise _too_slow() from None
    METER.text(len(result))
    return result


def split(text: str, delimiter: str) -> list[str] | None:
    """Parts between matches of a pattern."""
    METER.text(len(text))
    METER.hurry()
    compiled = _compiled(delimiter, "")
    parts: list[str] = []
    start = 0
    try:
        for found in compiled.finditer(text, timeout=METER.seconds()):
            if found.end() > found.start():
                METER.spend()
                parts.append(text[start : found.start()])
                start = found.end()
    except TimeoutError:
        raise _too_slow() from None
    return [*parts, text[start:]]


def _too_slow() -> FeelError:
    return FeelError("正则表达式匹配用时过长，已停止。请改用更简单的模式。")
