"""Constants, names of keys and types as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from rulebook.feel import types as t
from rulebook.feel.values import kinds
from rulebook.feel.values.durations import duration_text, months_text
from rulebook.feel.values.kinds import kind_of
from rulebook.feel.values.numbers import number_text
from rulebook.feel.values.text import date_text, moment_text, time_text

_PLAIN_KEY = re.compile(r"[^\W\d]\w*(?: \w+)*")
_CURLY = re.compile(r"[^“”\n\r\t]*")
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"})
_MOMENTS: Mapping[str, Callable[[Any], str]] = {
    kinds.DATE: date_text,
    kinds.TIME: time_text,
    kinds.DATE_TIME: moment_text,
    kinds.DAYS: duration_text,
    kinds.MONTHS: lambda value: months_text(value.months),
}


def constant(value: Any, chinese: bool) -> str:
    """A number, string, date, time or duration; ``chinese``: strings in “ ” where they allow it."""
    kind = kind_of(value)
    if kind == kinds.NUMBER:
        return number_text(value)
    if kind == kinds.STRING:
        return string(value, chinese)
    return f'@"{_MOMENTS[kind](value)}"'


def string(value: str, chinese: bool = False) -> str:
    """A string in quotes."""
    if chinese and _CURLY.fullmatch(value):
        return f"“{value}”"
    return f'"{value.translate(_ESCAPES)}"'


def key(name: str) -> str:
    """The key of an entry, in quotes unless it is plain words."""
    return name if _PLAIN_KEY.fullmatch(name) else string(name)


def type_text(type_: t.Type, named: Mapping[str, t.Type]) -> str:
    """A type as FEEL writes it, by its own name where the scope has one."""
    for name, known in named.items():
        if known == type_:
            return name
    if type_ in (t.LIST, t.RANGE, t.CONTEXT, t.FUNCTION):
        return type_.name
    if isinstance(type_, t.ListType | t.RangeType):
        return f"{type_.name}<{type_text(type_.item, named)}>"
    if isinstance(type_, t.ContextType):
        parts = (f"{name}: {type_text(field, named)}" for name, field in type_.fields)
        return f"context<{', '.join(parts)}>"
    if isinstance(type_, t.FunctionType):
        given = ", ".join(type_text(one, named) for one in type_.parameters)
        return f"function<{given}>->{type_text(type_.result, named)}"
    return type_.name.removeprefix("?")
