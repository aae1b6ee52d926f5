"""``string()``: every value as FEEL text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from rulebook.feel.meter import METER
from rulebook.feel.values import kinds
from rulebook.feel.values.durations import duration_text, months_text
from rulebook.feel.values.kinds import kind_of
from rulebook.feel.values.numbers import number_text
from rulebook.feel.values.text import date_text, moment_text, time_text

_PLAIN_KEY = re.compile(r"[^\W\d][\w ]*")


def to_text(value: Any) -> str | None:
    """``string(from)``: text stays itself, null stays null."""
    if value is None or isinstance(value, str):
        return value
    return written(value)


def written(value: Any) -> str:
    """A value as a FEEL literal, text in quotes."""
    METER.spend()
    rule = _RULES.get(kind_of(value))
    text = "null" if rule is None else rule(value)
    METER.text(len(text))
    return text


def _quoted(value: str) -> str:
    METER.text(len(value))
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _list(value: Any) -> str:
    return "[" + ", ".join(written(item) for item in value) + "]"


def _context(value: Any) -> str:
    return "{" + ", ".join(f"{_key(key)}: {written(item)}" for key, item in value.items()) + "}"


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else _quoted(key)


def _range(value: Any) -> str:
    low = "[" if value.low_closed else "("
    high = "]" if value.high_closed else ")"
    return f"{low}{written(value.low)}..{written(value.high)}{high}"


def _function(value: Any) -> str:
    return f"function({', '.join(value.names)})"


_RULES: dict[str, Callable[[Any], str]] = {
    kinds.STRING: _quoted,
    kinds.NUMBER: number_text,
    kinds.BOOLEAN: lambda value: "true" if value else "false",
    kinds.DATE: date_text,
    kinds.TIME: time_text,
    kinds.DATE_TIME: moment_text,
    kinds.DAYS: duration_text,
    kinds.MONTHS: lambda value: months_text(value.months),
    kinds.LIST: _list,
    kinds.CONTEXT: _context,
    kinds.RANGE: _range,
    kinds.FUNCTION: _function,
}
