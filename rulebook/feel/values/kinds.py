"""What kind a Python object is to FEEL, and whether it conforms to a type."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from rulebook.feel import types as t
from rulebook.feel.values.durations import Months, WideDuration
from rulebook.feel.values.functions import Function
from rulebook.feel.values.ranges import Range
from rulebook.feel.values.wide import WideDate, WideDateTime, WideTime

NULL, NUMBER, STRING, BOOLEAN = "Null", "number", "string", "boolean"
DATE, TIME, DATE_TIME = "date", "time", "date and time"
DAYS, MONTHS = "days and time duration", "years and months duration"
LIST, CONTEXT, RANGE, FUNCTION = "list", "context", "range", "function"

_KINDS: dict[type, str] = {
    type(None): NULL,
    Decimal: NUMBER,
    str: STRING,
    bool: BOOLEAN,
    date: DATE,
    WideDate: DATE,
    datetime: DATE_TIME,
    WideDateTime: DATE_TIME,
    time: TIME,
    WideTime: TIME,
    timedelta: DAYS,
    WideDuration: DAYS,
    Months: MONTHS,
    list: LIST,
    tuple: LIST,
    dict: CONTEXT,
    Range: RANGE,
    Function: FUNCTION,
    int: NUMBER,
}


def kind_of(value: object) -> str:
    """The kind's name, as FEEL writes the type; "?" for foreign objects."""
    found = _KINDS.get(type(value))
    return found if found is not None else _kind_of_subclass(value)


def _kind_of_subclass(value: object) -> str:
    for class_ in type(value).__mro__[1:]:
        if class_ in _KINDS:
            return _KINDS[class_]
    return "?"


def conforms(value: Any, type_: t.Type) -> bool:
    """Whether a value belongs to a type; null belongs to none but ``Null`` and ``Any``."""
    if type_ == t.ANY:
        return value is not None
    rule = _COMPOSITE.get(type(type_))
    return rule(value, type_) if rule is not None else kind_of(value) == type_.name


def admits(value: Any, type_: t.Type) -> bool:
    """Like `conforms`, but null fits every type."""
    return value is None or type_ == t.ANY or conforms(value, type_)


def _list(value: Any, type_: t.Type) -> bool:
    assert isinstance(type_, t.ListType)
    return kind_of(value) == LIST and all(admits(item, type_.item) for item in value)


def _context(value: Any, type_: t.Type) -> bool:
    assert isinstance(type_, t.ContextType)
    if kind_of(value) != CONTEXT:
        return False
    return all(name in value and admits(value[name], field) for name, field in type_.fields)


def _range(value: Any, type_: t.Type) -> bool:
    assert isinstance(type_, t.RangeType)
    return (
        isinstance(value, Range)
        and admits(value.low, type_.item)
        and admits(value.high, type_.item)
    )


def _function(value: Any, type_: t.Type) -> bool:
    assert isinstance(type_, t.FunctionType)
    if not isinstance(value, Function):
        return False
    if type_ == t.FUNCTION:
        return True
    if len(value.types) != len(type_.parameters):
        return False
    pairs = zip(type_.parameters, value.types, strict=True)
    takes = all(t_fits(want, have) for want, have in pairs)
    return takes and (value.result == t.ANY or t_fits(value.result, type_.result))


def t_fits(narrow: t.Type, wide: t.Type) -> bool:
    """Whether every value of ``narrow`` may be used where ``wide`` is wanted."""
    if wide in (t.ANY, narrow) or narrow == t.NULL:
        return True
    if isinstance(narrow, t.ListType | t.RangeType) and type(narrow) is type(wide):
        return t_fits(narrow.item, wide.item)
    if isinstance(narrow, t.ContextType) and isinstance(wide, t.ContextType):
        return all(
            (mine := narrow.field(name)) is not None and t_fits(mine, theirs)
            for name, theirs in wide.fields
        )
    if isinstance(narrow, t.FunctionType) and isinstance(wide, t.FunctionType):
        same = len(narrow.parameters) == len(wide.parameters)
        pairs = zip(wide.parameters, narrow.parameters, strict=False)
        return same and all(t_fits(a, b) for a, b in pairs) and t_fits(narrow.result, wide.result)
    return False


_COMPOSITE: dict[type, Callable[[Any, t.Type], bool]] = {
    t.ListType: _list,
    t.ContextType: _context,
    t.RangeType: _range,
    t.FunctionType: _function,
}
