"""``number()``, ``string()`` and ``not()`` (DMN 1.5, tables 72 and 73)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from rulebook.feel.builtins.writing import to_text
from rulebook.feel.operators.comparison import negation
from rulebook.feel.values import kinds
from rulebook.feel.values.kinds import kind_of
from rulebook.feel.values.numbers import number_from_text

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def to_number(value: Any, grouping: str | None = None, point: str | None = None) -> Decimal | None:
    """``number("1 000,5", " ", ",")``."""
    if grouping not in (None, " ", ",", ".") or point not in (None, ".", ","):
        return None
    if grouping is not None and grouping == point:
        return None
    if kind_of(value) == kinds.NUMBER:
        return value  # type: ignore[no-any-return]
    if not isinstance(value, str):
        return None
    text = value.replace(grouping, "") if grouping else value
    if point == ",":
        text = text.replace(",", ".")
    return number_from_text(text) if _NUMBER.fullmatch(text) else None


CONVERSION: Mapping[str, Callable[..., Any]] = {
    "number": to_number,
    "string": to_text,
    "not": negation,
}
