"""Calculations with dates, times and durations, over the whole range of years."""

from __future__ import annotations

from datetime import UTC, timezone
from typing import Any

from rulebook.feel.values.durations import DAY, SECOND, Duration, Months, duration, nanos_of
from rulebook.feel.values.text import is_date
from rulebook.feel.values.wide import (
    Date,
    Moment,
    Time,
    clock_of,
    date_of,
    day_number,
    from_day_number,
    from_local_nanos,
    local_nanos,
    make_date,
    make_moment,
    month_length,
    nanos_of_day,
    offset_nanos,
    offset_of,
    time_of,
    utc_nanos,
)


def date_plus_days(day: Date, length: Duration) -> Date | None:
    """A date moved by a duration; the time of day it would reach is dropped."""
    number = (day_number(day.year, day.month, day.day) * DAY + nanos_of(length)) // DAY
    return make_date(*from_day_number(number)) if abs(number) < 10**12 else None


def date_plus_months(day: Date, length: Months) -> Date | None:
    """A date moved by months; the day is cut to the month's length."""
    year, month = divmod(day.year * 12 + day.month - 1 + length.months, 12)
    return make_date(year, month + 1, min(day.day, month_length(year, month + 1)))


def moment_plus_days(moment: Moment, length: Duration) -> Moment | None:
    """A moment moved by a duration of real time; in a named zone its clock may jump."""
    zone = moment.tzinfo
    if zone is None or isinstance(zone, timezone):
        return from_local_nanos(local_nanos(moment) + nanos_of(length), zone)
    utc = utc_nanos(moment) + nanos_of(length)
    return from_local_nanos(utc + offset_nanos(zone, utc), zone)


def moment_plus_months(moment: Moment, length: Months) -> Moment | None:
    """A moment moved by months, at the same time of day."""
    day = date_plus_months(date_of(moment), length)
    return None if day is None else make_moment(day, time_of(moment))


def time_plus_days(clock: Time, length: Duration) -> Time:
    """A time of day moved by a duration, round the clock."""
    return clock_of(nanos_of_day(clock) + nanos_of(length), clock.tzinfo)


def moments_apart(left: Any, right: Any) -> Duration | None:
    """Real time between two moments; a date counts as midnight UTC."""
    if _zoned(left) != _zoned(right):
        return None
    return duration(_utc(left) - _utc(right))


def _zoned(value: Date | Moment) -> bool:
    return is_date(value) or getattr(value, "tzinfo", None) is not None


def _utc(value: Any) -> int:
    return local_nanos(value) if is_date(value) else utc_nanos(value)


def times_apart(left: Time, right: Time) -> Duration | None:
    """Time between two times of day, both with a zone or both without."""
    if (left.tzinfo is None) != (right.tzinfo is None):
        return None
    return duration(_utc_clock(left) - _utc_clock(right))


def _utc_clock(value: Time) -> int:
    offset = offset_of(value)
    shift = 0 if offset is None else (offset.days * 86_400 + offset.seconds) * SECOND
    return nanos_of_day(value) - shift


def at_midnight_utc(day: Date) -> Moment:
    """A date as the moment FEEL converts it to."""
    return make_moment(day, clock_of(0, UTC))


def months_between(left: Any, right: Any) -> Months:
    """Whole months from day to day, negative when ``right`` is earlier; times do not count."""
    months = (right.year - left.year) * 12 + right.month - left.month
    if months > 0 and right.day < left.day:
        months -= 1
    elif months < 0 and right.day > left.day:
        months += 1
    return Months(months)
