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
    count = len(text) if length is None else truncated(length)
    if count is None or count < 1:
        return None
    METER.scan(min(count, len(text) - begin))
    return text[begin : begin + count]


def substring_before(text: str, match: str) -> str:
    """Text before the first match, "" if there is none."""
    METER.scan(len(text))
    before, found, _ = text.partition(match) if match else ("", "", "")
    return before if found else ""


def substring_after(text: str, match: str) -> str:
    """Text behind the first match, "" if there is none."""
    METER.scan(len(text))
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


def upper_case(text: str) -> str:
    """In capitals."""
    METER.text(len(text))
    return text.upper()


def lower_case(text: str) -> str:
    """In small letters."""
    METER.text(len(text))
    return text.lower()


def contains(text: str, match: str) -> bool:
    """Whether a text occurs in another."""
    METER.scan(len(text))
    return match in text


STRINGS: Mapping[str, Callable[..., Any]] = {
    "substring": substring,
    "string length": lambda text: Decimal(len(text)),
    "upper case": upper_case,
    "lower case": lower_case,
    "substring before": substring_before,
    "substring after": substring_after,
    "contains": contains,
    "starts with": lambda text, match: text.startswith(match),
    "ends with": lambda text, match: text.endswith(match),
    "replace": patterns.replace,
    "matches": patterns.matches,
    "split": patterns.split,
    "string join": string_join,
}
