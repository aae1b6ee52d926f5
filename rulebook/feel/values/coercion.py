"""Implicit conversions where a value meets a declared type (DMN 1.5, 10.3.2.9.4)."""

from __future__ import annotations

from typing import Any

from rulebook.feel import types as t
from rulebook.feel.operators.temporal import at_midnight_utc
from rulebook.feel.values import kinds
from rulebook.feel.values.kinds import admits, kind_of


def coerce(value: Any, type_: t.Type) -> Any:
    """The value as the type wants it; null when it cannot be.

    A list of one becomes its item, an item a list of one, a date its midnight UTC.
    """
    if admits(value, type_):
        return value
    kind = kind_of(value)
    if isinstance(type_, t.ListType) and kind != kinds.LIST:
        return [value] if admits(value, type_.item) else None
    if kind == kinds.LIST and len(value) == 1 and not isinstance(type_, t.ListType):
        return value[0] if admits(value[0], type_) else None
    if type_ == t.DATE_TIME and kind == kinds.DATE:
        return at_midnight_utc(value)
    return None
