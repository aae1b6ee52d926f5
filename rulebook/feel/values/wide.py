"""Dates and times beyond the standard library: any year, nanoseconds.

``WideDate``, ``WideTime`` and ``WideDateTime`` hold what ``datetime`` cannot. Calculations go
through whole numbers (days since 1970-01-01, nanoseconds of the day) and come back in the
narrowest form (`narrow_date`, `narrow_time`, `narrow_moment`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import total_ordering

from rulebook.feel.values.durations import DAY, SECOND

MAX_YEAR = 999_999_999
_CYCLE = 146_097
_EPOCH = date(1970, 1, 1).toordinal()
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@total_ordering
@dataclass(frozen=True, slots=True, eq=True)
class WideDate:
    """A date of a year outside 1–9999."""

    year: int
    month: int
    day: int

    def __lt__(self, other: object) -> bool:
        if isinstance(other, WideDate) or (
            isinstance(other, date) and not isinstance(other, datetime)
        ):
            mine = (self.year, self.month, self.day)
            return mine < (other.year, other.month, other.day)
        return NotImplemented


@dataclass(frozen=True, slots=True)
class WideTime:
    """A time of day with nanoseconds (``nano`` counts them within the second)."""

    hour: int
    minute: int
    second: int
    nano: int
    tzinfo: tzinfo | None


@dataclass(frozen=True, slots=True)
class WideDateTime:
    """A date and time that ``datetime`` cannot hold."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    nano: int
    tzinfo: tzinfo | None


Date = date | WideDate
Time = time | WideTime
Moment = datetime | WideDateTime


def month_length(year: int, month: int) -> int:
    """Days of a month in the proleptic Gregorian calendar."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else _LENGTHS[month - 1]


def day_number(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01; any year."""
    cycles, within = divmod(year, 400)
    return date(within + 400, month, day).toordinal() - _EPOCH + (cycles - 1) * _CYCLE


def from_day_number(number: int) -> tuple[int, int, int]:
    """(year, month, day) of a number of days since 1970-01-01."""
    cycles, within = divmod(number + _EPOCH - 1, _CYCLE)
    found = date.fromordinal(within + 1)
    return found.year + cycles * 400, found.month, found.day


def make_date(year: int, month: int, day: int) -> Date | None:
    """A date, None if there is no such day or the year has more than nine digits."""
    if abs(year) > MAX_YEAR or not 1 <= month <= 12 or not 1 <= day <= month_length(year, month):
        return None
    return date(year, month, day) if 1 <= year <= 9999 else WideDate(year, month, day)


def make_time(hour: int, minute: int, second: int, nano: int, zone: tzinfo | None) -> Time | None:
    """A time of day, None if out of bounds."""
    inside = 0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60 and 0 <= nano < SECOND
    if not inside:
        return None
    if nano % 1000:
        return WideTime(hour, minute, second, nano, zone)
    return time(hour, minute, second, nano // 1000, zone)


def make_moment(day: Date, clock: Time) -> Moment:
    """A date at a time of day."""
    if isinstance(day, date) and isinstance(clock, time):
        return datetime.combine(day, clock)
    return WideDateTime(
        day.year, day.month, day.day, clock.hour, clock.minute, clock.second, nano_of(clock),
        clock.tzinfo,
    )  # fmt: skip


def nano_of(value: Time | Moment) -> int:
    """Nanoseconds within the second."""
    return value.microsecond * 1000 if isinstance(value, time | datetime) else value.nano


def date_of(value: Date | Moment) -> Date:
    """The day of a moment."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, WideDateTime):
        found = make_date(value.year, value.month, value.day)
        assert found is not None
        return found
    return value


def time_of(value: Moment) -> Time:
    """The time of day of a moment, with its zone."""
    found = make_time(value.hour, value.minute, value.second, nano_of(value), value.tzinfo)
    assert found is not None
    return found


def nanos_of_day(value: Time | Moment) -> int:
    """Nanoseconds since midnight, on the value's own clock."""
    return (value.hour * 3600 + value.minute * 60 + value.second) * SECOND + nano_of(value)


def local_nanos(value: Moment | Date) -> int:
    """Nanoseconds since 1970-01-01 on the value's own clock; a date is its midnight."""
    days = day_number(value.year, value.month, value.day) * DAY
    return days + (nanos_of_day(value) if isinstance(value, datetime | WideDateTime) else 0)


def from_local_nanos(nanos: int, zone: tzinfo | None) -> Moment | None:
    """The moment with this local clock, None if beyond nine-digit years."""
    number, rest = divmod(nanos, DAY)
    if abs(number) > 366 * (MAX_YEAR + 1):
        return None
    day = make_date(*from_day_number(number))
    clock = clock_of(rest, zone)
    return None if day is None else make_moment(day, clock)


def clock_of(nanos: int, zone: tzinfo | None) -> Time:
    """The time of day so many nanoseconds after midnight."""
    seconds, nano = divmod(nanos % DAY, SECOND)
    found = make_time(seconds // 3600, seconds // 60 % 60, seconds % 60, nano, zone)
    assert found is not None
    return found


def offset_of(value: Time | Moment) -> timedelta | None:
    """Offset from UTC, None without a zone. Far years follow a near one of the same shape."""
    zone = value.tzinfo
    if zone is None or isinstance(zone, timezone):
        return zone.utcoffset(None) if zone is not None else None
    if isinstance(value, datetime):
        return value.utcoffset()
    if isinstance(value, WideDateTime):
        year = value.year if 1 < value.year < 9999 else 2000 + value.year % 400
        near = date(year, value.month, value.day)
        return zone.utcoffset(datetime.combine(near, time(value.hour, value.minute)))
    return zone.utcoffset(datetime.combine(date(1970, 1, 1), time(value.hour, value.minute)))


def offset_nanos(zone: tzinfo, utc: int) -> int:
    """A zone's offset in nanoseconds at so many nanoseconds after 1970-01-01 UTC."""
    moment = from_local_nanos(utc, None)
    if moment is None:
        return 0
    year = moment.year if 1 < moment.year < 9999 else 2000 + moment.year % 400
    clock = time(moment.hour, moment.minute, moment.second, tzinfo=zone)
    near = zone.fromutc(datetime.combine(date(year, moment.month, moment.day), clock))
    offset = near.utcoffset() or timedelta(0)
    return (offset.days * 86_400 + offset.seconds) * SECOND


def utc_nanos(value: Moment) -> int:
    """Nanoseconds since 1970-01-01 UTC (local clock where there is no zone)."""
    offset = offset_of(value)
    shift = 0 if offset is None else (offset.days * 86_400 + offset.seconds) * SECOND
    return local_nanos(value) - shift
