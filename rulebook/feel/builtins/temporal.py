"""Making dates, times and durations, and asking them (DMN 1.5, tables 72 and 77)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from rulebook.feel.operators.comparison import equal
from rulebook.feel.operators.properties import weekday
from rulebook.feel.operators.temporal import at_midnight_utc, months_between
from rulebook.feel.values import kinds
from rulebook.feel.values.durations import SECOND, Months, duration_from_text
from rulebook.feel.values.kinds import kind_of
from rulebook.feel.values.numbers import as_int
from rulebook.feel.values.text import (
    date_from_text,
    is_date,
    is_moment,
    is_time,
    moment_from_text,
    time_from_text,
)
from rulebook.feel.values.wide import (
    date_of,
    day_number,
    make_date,
    make_moment,
    make_time,
    offset_of,
    time_of,
)
from rulebook.feel.values.zones import named_zone, offset_zone

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def to_date(*given: Any) -> Any:
    """``date("2024-06-03")``, of a date and time, or ``date(2024, 6, 3)``."""
    if len(given) == 3:
        return make_date(*map(_int, given))
    value = given[0]
    if isinstance(value, str):
        return date_from_text(value)
    return date_of(value) if is_date(value) or is_moment(value) else None


def _int(value: Decimal) -> int:
    whole = as_int(value)
    if whole is None:
        raise ValueError("not a whole number")
    return whole


def to_time(*given: Any) -> Any:
    """``time("08:30:00")``, of a date and time, or ``time(8, 30, 0, offset)``."""
    if len(given) == 1:
        return _time_from(given[0])
    hour, minute, second, offset = given
    zone: tzinfo | None = None
    if offset is not None:
        zone = offset_zone(offset) if isinstance(offset, timedelta) else None
        if zone is None:
            return None
    return _clock(hour, minute, second, zone)


def _clock(hour: Decimal, minute: Decimal, second: Decimal, zone: tzinfo | None) -> Any:
    whole = second.to_integral_value("ROUND_FLOOR")
    nano = int((second - whole) * SECOND)
    return make_time(_int(hour), _int(minute), int(whole), nano, zone)


def _time_from(value: Any) -> Any:
    if isinstance(value, str):
        return time_from_text(value)
    if is_moment(value):
        return time_of(value)
    if is_date(value):
        return time(0, 0, tzinfo=UTC)
    return value if is_time(value) else None


def to_moment(*given: Any) -> Any:
    """``date and time("…")``, of a date and a time, or from its parts."""
    if len(given) == 1:
        return _moment_from(given[0])
    if len(given) == 2:
        day, clock = given
        usable = (is_date(day) or is_moment(day)) and is_time(clock)
        return make_moment(date_of(day), clock) if usable else None
    return _moment_of_parts(*given)


def _moment_from(value: Any) -> Any:
    if isinstance(value, str):
        return moment_from_text(value)
    if is_date(value):
        return at_midnight_utc(value)
    return value if is_moment(value) else None


def _moment_of_parts(*parts: Any) -> Any:
    year, month, day, hour, minute, second, offset = parts
    zone: tzinfo | None = None
    if offset is not None:
        zone = _zone(offset)
        if zone is None:
            return None
    found = make_date(_int(year), _int(month), _int(day))
    clock = _clock(hour, minute, second, zone)
    return None if found is None or clock is None else make_moment(found, clock)


def _zone(offset: Any) -> tzinfo | None:
    if isinstance(offset, str):
        return named_zone(offset)
    if isinstance(offset, timedelta):
        return offset_zone(offset)
    hours = float(offset) if kind_of(offset) == kinds.NUMBER else 99.0
    return offset_zone(timedelta(hours=hours))


def months_duration(start: Any, end: Any) -> Months | None:
    """Whole months between two dates."""
    usable = all(is_date(value) or is_moment(value) for value in (start, end))
    return months_between(start, end) if usable else None


def _dated(rule: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: rule(value) if is_date(value) or is_moment(value) else None


def _day_of_year(value: Any) -> Decimal:
    first = day_number(value.year, 1, 1)
    return Decimal(day_number(value.year, value.month, value.day) - first + 1)


def _week_of_year(value: Any) -> Decimal:
    """ISO 8601 week: the week of the Thursday."""
    thursday = day_number(value.year, value.month, value.day) + 4 - weekday(value)
    year = value.year
    if thursday < day_number(year, 1, 1):
        year -= 1
    elif thursday >= day_number(year + 1, 1, 1):
        year += 1
    return Decimal((thursday - day_number(year, 1, 1)) // 7 + 1)


def same_thing(left: Any, right: Any) -> bool:
    """``is(a, b)``: of one kind and equal, times also in the zone they are written in."""
    kind = kind_of(left)
    if kind != kind_of(right):
        return False
    if kind in (kinds.TIME, kinds.DATE_TIME) and offset_of(left) != offset_of(right):
        return False
    return equal(left, right) is True


TEMPORAL: Mapping[str, Callable[..., Any]] = {
    "date": to_date,
    "time": to_time,
    "date and time": to_moment,
    "duration": duration_from_text,
    "years and months duration": months_duration,
    "today": lambda: datetime.now().astimezone().date(),
    "now": lambda: datetime.now(UTC),
    "is": same_thing,
    "day of year": _dated(_day_of_year),
    "day of week": _dated(lambda value: _DAYS[weekday(value) - 1]),
    "month of year": _dated(lambda value: _MONTHS[value.month - 1]),
    "week of year": _dated(_week_of_year),
}
