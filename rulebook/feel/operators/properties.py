"""Properties of dates, times, durations and ranges (DMN 1.5, tables 65–67)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from rulebook.feel.values import kinds
from rulebook.feel.values.durations import DAY, SECOND, nanos_of
from rulebook.feel.values.kinds import kind_of
from rulebook.feel.values.wide import day_number, offset_of
from rulebook.feel.values.zones import zone_name

Getter = Callable[[Any], Any]


def _whole(name: str) -> Getter:
    return lambda value: Decimal(getattr(value, name))


def weekday(value: Any) -> int:
    """1 for Monday to 7 for Sunday."""
    return (day_number(value.year, value.month, value.day) + 3) % 7 + 1


def _part(size: int, within: int) -> Getter:
    def get(value: Any) -> Decimal:
        nanos = nanos_of(value)
        part = abs(nanos) % within // size if within else abs(nanos) // size
        return Decimal(-part if nanos < 0 else part)

    return get


def _seconds(value: Any) -> Decimal:
    nanos = nanos_of(value)
    seconds = Decimal(abs(nanos) % (60 * SECOND)) / SECOND
    return -seconds if nanos < 0 else seconds


def _years(value: Any) -> Decimal:
    return Decimal(-(-value.months // 12) if value.months < 0 else value.months // 12)


def _months(value: Any) -> Decimal:
    rest = abs(value.months) % 12
    return Decimal(-rest if value.months < 0 else rest)


_DAY: Mapping[str, Getter] = {
    "year": _whole("year"),
    "month": _whole("month"),
    "day": _whole("day"),
    "weekday": lambda value: Decimal(weekday(value)),
}
_CLOCK: Mapping[str, Getter] = {
    "hour": _whole("hour"),
    "minute": _whole("minute"),
    "second": lambda value: Decimal(value.second),
    "time offset": offset_of,
    "timezone": lambda value: zone_name(value.tzinfo),
}
_HOUR, _MINUTE = 3600 * SECOND, 60 * SECOND
PROPERTIES: Mapping[str, Mapping[str, Getter]] = {
    kinds.DATE: _DAY,
    kinds.TIME: _CLOCK,
    kinds.DATE_TIME: {**_DAY, **_CLOCK},
    kinds.DAYS: {
        "days": _part(DAY, 0),
        "hours": _part(_HOUR, DAY),
        "minutes": _part(_MINUTE, _HOUR),
        "seconds": _seconds,
    },
    kinds.MONTHS: {"years": _years, "months": _months},
    kinds.RANGE: {
        "start": lambda value: value.low,
        "end": lambda value: value.high,
        "start included": lambda value: value.low_closed,
        "end included": lambda value: value.high_closed,
    },
}


def prop(value: Any, name: str) -> Any:
    """A property, null if the value's kind has none of this name."""
    getter = PROPERTIES.get(kind_of(value), {}).get(name)
    return None if getter is None else getter(value)
