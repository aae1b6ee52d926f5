"""Lists, contexts and ranges at run time: paths, filters, iteration domains."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from rulebook.errors import FeelError
from rulebook.feel.meter import METER
from rulebook.feel.operators import temporal
from rulebook.feel.operators.comparison import at_most
from rulebook.feel.operators.properties import prop
from rulebook.feel.values import kinds
from rulebook.feel.values.kinds import kind_of
from rulebook.feel.values.numbers import as_int, truncated
from rulebook.feel.values.ranges import Range

MAX_LEVELS = 100
NO_BOOLEAN = object()
"""Stands for a condition that is neither true nor false nor null."""


def make_range(low: Any, high: Any, low_closed: bool, high_closed: bool) -> Range | None:
    """``[low..high]``; null unless both ends are of one ordered kind (a null end is unbounded)."""
    if low is None and high is None:
        return None
    if low is not None and high is not None:
        ordered = at_most(low, high)
        if ordered is not True:
            return None
    return Range(low, high, low_closed and low is not None, high_closed and high is not None)


def make_half_range(low: Any, high: Any, low_closed: bool, high_closed: bool) -> Range | None:
    """``(< high)`` and the like."""
    if low is None and high is None:
        return None
    return Range(low, high, low_closed, high_closed)


def field(source: Any, name: str) -> Any:
    """An entry of a value known to be a context or null (lists are mapped over)."""
    if isinstance(source, dict):
        return source.get(name)
    return path(source, name)


def has(source: Any, name: str) -> bool:
    """Whether a value is a context with this entry."""
    return isinstance(source, Mapping) and name in source


def path(source: Any, name: str) -> Any:
    """``source.name``."""
    if source is None:
        return None
    if isinstance(source, Mapping):
        return source.get(name)
    if isinstance(source, list | tuple):
        METER.spend(1 + len(source))
        return [path(item, name) for item in source]
    return prop(source, name)


def _items(source: Any) -> Sequence[Any]:
    """The list to filter: a single value is a list of one, null is an empty one."""
    if source is None:
        return []
    return source if isinstance(source, list | tuple) else [source]


def index(source: Any, position: Any) -> Any:
    """``source[1]``, ``source[-1]``; null outside."""
    items = _items(source)
    number = truncated(position) if isinstance(position, Decimal) else None
    if not number or abs(number) > len(items):
        return None
    return items[number - 1 if number > 0 else number]


def select(source: Any, condition: Callable[[Any], Any]) -> Any:
    """Items for which the condition is true."""
    items = _items(source)
    METER.spend(1 + len(items))
    return [item for item in items if condition(item) is True]


def filter_(source: Any, condition: Callable[[Any], Any]) -> Any:
    """``source[condition]`` where the condition may turn out to be a number."""
    items = _items(source)
    METER.spend(1 + len(items))
    if not items:
        return []
    first = condition(items[0])
    if kind_of(first) == kinds.NUMBER:
        return index(items, first)
    found = [first, *(condition(item) for item in items[1:])]
    if not all(one is None or isinstance(one, bool) for one in found):
        return None
    return [item for item, one in zip(items, found, strict=True) if one is True]


def branch(condition: Any) -> int:
    """What ``if`` makes of a condition that may be anything: 0 no, 1 yes, 2 null."""
    if condition is True:
        return 1
    return 0 if condition is None or condition is False else 2


def verdict(condition: Any) -> Any:
    """A condition of ``some`` or ``every``: true, false, null, or `NO_BOOLEAN`."""
    return condition if condition is None or isinstance(condition, bool) else NO_BOOLEAN


def whole(value: Any) -> Any:
    """A result on its way out, refused when it is too deep or too large to be written down.

    Lists share their parts while we compute; whoever stores the result writes each part out.
    """
    if METER.open > 1 or not isinstance(value, list | dict):
        return value
    level: list[Any] = [value]
    for _ in range(MAX_LEVELS):
        inner: list[Any] = []
        for one in level:
            METER.spend(1 + len(one) // 4)
            parts = one.values() if isinstance(one, dict) else one
            inner.extend(part for part in parts if isinstance(part, list | dict))
        if not inner:
            return value
        level = inner
    raise FeelError(f"结果嵌套过深（超过{MAX_LEVELS}层），已停止。")


def copied(results: list[Any]) -> list[Any]:
    """``partial`` as it stands, for a body that may keep it."""
    METER.spend(1 + len(results) // 16)
    return list(results)


def domain(value: Any) -> Iterable[Any] | None:
    """What ``for x in value`` runs over: a list, a closed range, or a single value."""
    if value is None:
        return None
    if isinstance(value, Range):
        return _range_items(value)
    return value if isinstance(value, list | tuple) else [value]


def _range_items(value: Range) -> Iterable[Any] | None:
    if value.low is None or value.high is None:
        return None
    found = span(value.low, value.high)
    if found is None:
        return None
    items = list(found)
    if not value.low_closed and items:
        items = items[1:]
    if not value.high_closed and items and items[-1] == value.high:
        items = items[:-1]
    return items


def span(low: Any, high: Any) -> Iterable[Any] | None:
    """``low..high``: whole numbers or dates, upwards or downwards; null otherwise."""
    kind = kind_of(low)
    if kind != kind_of(high):
        return None
    if kind == kinds.NUMBER:
        return _numbers(low, high)
    return _dates(low, high) if kind == kinds.DATE else None


def _numbers(low: Decimal, high: Decimal) -> Iterable[Any] | None:
    first, last = as_int(low), as_int(high)
    if first is None or last is None:
        return None
    METER.spend(1 + abs(last - first))
    step = 1 if first <= last else -1
    return [Decimal(number) for number in range(first, last + step, step)]


def _dates(low: Any, high: Any) -> Iterable[Any] | None:
    apart = temporal.moments_apart(high, low)
    if not isinstance(apart, timedelta):
        return None
    METER.spend(1 + abs(apart.days))
    step = 1 if apart.days >= 0 else -1
    days = range(0, apart.days + step, step)
    return [temporal.date_plus_days(low, timedelta(days=day)) for day in days]
