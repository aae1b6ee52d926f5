"""Static types of FEEL (DMN 1.5, 10.3.2.9) and how they relate.

Simple types are the constants below; composite ones are made by `list_of`, `context_of`,
`range_of` and `function_of`. Every type admits null, as in FEEL. `ANY` means "not known before
running": the compiler then falls back on checks at run time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Type:
    """A simple type; ``name`` is how FEEL writes it."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ListType(Type):
    """A list whose items are all of type ``item``."""

    item: Type

    def __str__(self) -> str:
        return f"list<{self.item}>"


@dataclass(frozen=True, slots=True)
class RangeType(Type):
    """A range between two values of type ``item``."""

    item: Type

    def __str__(self) -> str:
        return f"range<{self.item}>"


@dataclass(frozen=True, slots=True)
class ContextType(Type):
    """A record; ``fields`` are (name, type) pairs. ``closed`` is false if more may be present."""

    fields: tuple[tuple[str, Type], ...]
    closed: bool = True

    def field(self, name: str) -> Type | None:
        """Type of one entry, None if there is no such entry."""
        for known, type_ in self.fields:
            if known == name:
                return type_
        return None

    def __str__(self) -> str:
        return "context<" + ", ".join(f"{n}: {t}" for n, t in self.fields) + ">"


@dataclass(frozen=True, slots=True)
class FunctionType(Type):
    """A function value: types of its parameters and of its result."""

    parameters: tuple[Type, ...]
    result: Type

    def __str__(self) -> str:
        return "function<" + ", ".join(map(str, self.parameters)) + f">->{self.result}"


ANY = Type("Any")
NULL = Type("Null")
NUMBER = Type("number")
STRING = Type("string")
BOOLEAN = Type("boolean")
DATE = Type("date")
TIME = Type("time")
DATE_TIME = Type("date and time")
DAYS_DURATION = Type("days and time duration")
MONTHS_DURATION = Type("years and months duration")
CONTEXT = ContextType("context", (), closed=False)
LIST = ListType("list", ANY)
RANGE = RangeType("range", ANY)
FUNCTION = FunctionType("function", (), ANY)

SIMPLE: Mapping[str, Type] = {
    t.name: t
    for t in (
        NUMBER,
        STRING,
        BOOLEAN,
        DATE,
        TIME,
        DATE_TIME,
        DAYS_DURATION,
        MONTHS_DURATION,
        NULL,
        ANY,
    )
} | {
    "dayTimeDuration": DAYS_DURATION,
    "yearMonthDuration": MONTHS_DURATION,
    "dateTime": DATE_TIME,
    "days and time duration": DAYS_DURATION,
    "context": CONTEXT,
    "list": LIST,
    "range": RANGE,
    "function": FUNCTION,
}

CHINESE: Mapping[str, str] = {
    "Any": "任意",
    "Null": "空值",
    "number": "数字",
    "string": "文本",
    "boolean": "是否",
    "date": "日期",
    "time": "时间",
    "date and time": "日期时间",
    "days and time duration": "时长（日、时、分、秒）",
    "years and months duration": "时长（年、月）",
    "context": "记录",
    "list": "列表",
    "range": "区间",
    "function": "函数",
}

_UNKNOWN = frozenset({"Any", "Null"})
ORDERED = frozenset({NUMBER, STRING, DATE, TIME, DATE_TIME, DAYS_DURATION, MONTHS_DURATION})


def list_of(item: Type) -> ListType:
    """``list<item>``."""
    return ListType("list", item)


def range_of(item: Type) -> RangeType:
    """``range<item>``."""
    return RangeType("range", item)


def context_of(fields: Mapping[str, Type], closed: bool = True) -> ContextType:
    """``context<name: type, …>``."""
    return ContextType("context", tuple(fields.items()), closed)


def function_of(parameters: Iterable[Type], result: Type) -> FunctionType:
    """``function<…>->result``."""
    return FunctionType("function", tuple(parameters), result)


def chinese(type_: Type) -> str:
    """The type's name as a drafter reads it."""
    return CHINESE.get(type_.name, type_.name)


def unify(left: Type, right: Type) -> Type:
    """The narrowest type both belong to; null fits everywhere."""
    if right in (left, NULL):
        return left
    if left == NULL:
        return right
    if isinstance(left, ListType) and isinstance(right, ListType):
        return list_of(unify(left.item, right.item))
    if isinstance(left, ContextType) and isinstance(right, ContextType):
        return _unify_contexts(left, right)
    return ANY


def unify_all(types: Iterable[Type]) -> Type:
    """`unify` over many; `NULL` for none."""
    result = NULL
    for type_ in types:
        result = unify(result, type_)
    return result


def _unify_contexts(left: ContextType, right: ContextType) -> Type:
    fields = dict(left.fields)
    for name, type_ in right.fields:
        fields[name] = unify(fields[name], type_) if name in fields else type_
    return context_of(fields, closed=left.closed and right.closed)


def known(type_: Type) -> bool:
    """Whether a value of this type is certain to be of one kind (or null)."""
    return type_.name not in _UNKNOWN


def conflict(left: Type, right: Type) -> bool:
    """Whether two types, both known, can never hold the same value (except null)."""
    return known(left) and known(right) and left.name != right.name
