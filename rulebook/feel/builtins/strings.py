"""String functions (DMN 1.5, table 74). Characters are Unicode code points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from rulebook.feel.builtins import patterns
from rulebook.feel.meter import METER
from rulebook.feel.values.numbers import truncated


def substring(text: str, start: Decimal, length: Decimal | None = None) -> str | None:
    """``substring("foobar", 3, 2)``; a negative start counts from the end."""
    first = truncated(start)
    if not first or abs(first) > len(text):
        return None
    begin = first - 1 if first > 0 else len(text) + first
    if length is None:
        return text[begin:]
    count = truncated(length)
    return None if count is None or count < 1 else text[begin : begin + count]


def substring_before(text: str, match: str) -> str:
    """Text before the first match, "" if there is none."""
    before, found, _ = text.partition(match) if match else ("", "", "")
    return before if found else ""


def substring_after(text: str, match: str) -> str:
    """Text behind the first match, "" if there is none."""
    if not match:
        return text
    return text.partition(match)[2]


def string_join(items: list[Any], delimiter: str | None = None) -> str | None:
    """Non-null texts joined."""
    if not all(item is None or isinstance(item, str) for item in items):
        return None
    texts = [item for item in items if item is not None]
    METER.text(sum(map(len, texts)) + len(texts) * len(delimiter or ""))
    return (delimiter or "").join(texts)


STRINGS: Mapping[str, Callable[..., Any]] = {
    "substring": substring,
    "string length": lambda text: Decimal(len(text)),
    "upper case": lambda text: text.upper(),
    "lower case": lambda text: text.lower(),
    "substring before": substring_before,
    "substring after": substring_after,
    "contains": lambda text, match: match in text,
    "starts with": lambda text, match: text.startswith(match),
    "ends with": lambda text, match: text.endswith(match),
    "replace": patterns.replace,
    "matches": patterns.matches,
    "split": patterns.split,
    "string join": string_join,
}
