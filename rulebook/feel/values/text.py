"""Dates, times and durations from text (ISO 8601 as FEEL restricts it), and back to text."""

from __future__ import annotations

import re
from datetime import date, datetime, time, tzinfo
from typing import Any

from rulebook.feel import types as t
from rulebook.feel.values.durations import Months, duration_from_text
from rulebook.feel.values.wide import (
    Date,
    Moment,
    Time,
    WideDate,
    WideDateTime,
    WideTime,
    day_number,
    from_day_number,
    make_date,
    make_moment,
    make_time,
    nano_of,
)
from rulebook.feel.values.zones import zone_from_text, zone_text

_DATE = r"(-?)(\d{4}|[1-9]\d{4,8})-(\d\d)-(\d\d)"
_TIME = r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|z|[+-]\d\d:\d\d(?::\d\d)?|@[\w/+\-]+)?"
_DATE_TEXT = re.compile(_DATE, re.ASCII)
_TIME_TEXT = re.compile(_TIME, re.ASCII)
_MAX_TEXT = 120
_MIDNIGHT = "24:00:00"


def date_from_text(text: str) -> Date | None:
    """``2024-06-03``."""
    found = _DATE_TEXT.fullmatch(text)
    if found is None:
        return None
    sign, year, month, day = found.groups()
    return make_date(-int(year) if sign else int(year), int(month), int(day))


def time_from_text(text: str) -> Time | None:
    """``08:30:00``, with an optional fraction and zone; ``24:00:00`` is midnight (XSD 1.1)."""
    if text.startswith(_MIDNIGHT):
        text = text.replace("24", "00", 1)
    found = _TIME_TEXT.fullmatch(text) if len(text) <= _MAX_TEXT else None
    if found is None:
        return None
    hour, minute, second, fraction, zone_part = found.groups()
    zone: tzinfo | None = None
    if zone_part:
        zone = zone_from_text(zone_part)
        if zone is None:
            return None
    nano = int((fraction or "0").ljust(9, "0")[:9])
    return make_time(int(hour), int(minute), int(second), nano, zone)


def moment_from_text(text: str) -> Moment | None:
    """``2024-06-03T08:30:00``; a bare date is its midnight."""
    day_text, mark, time_text = text.partition("T")
    day = date_from_text(day_text)
    if day is not None and time_text.startswith(_MIDNIGHT):
        day = make_date(*from_day_number(day_number(day.year, day.month, day.day) + 1))
        time_text = time_text.replace("24", "00", 1)
    clock = time_from_text(time_text) if mark else time(0)
    return None if day is None or clock is None else make_moment(day, clock)


def temporal_from_text(text: str) -> tuple[Any, t.Type]:
    """The value of ``@"…"`` and its type; (None, Null) if it is none."""
    found: Any = duration_from_text(text)
    if found is not None:
        return found, t.MONTHS_DURATION if isinstance(found, Months) else t.DAYS_DURATION
    if "T" in text:
        found = moment_from_text(text)
        return found, t.DATE_TIME if found is not None else t.NULL
    found = date_from_text(text)
    if found is not None:
        return found, t.DATE
    found = time_from_text(text)
    return found, t.TIME if found is not None else t.NULL


def date_text(value: Date) -> str:
    """``2024-06-03``."""
    sign = "-" if value.year < 0 else ""
    return f"{sign}{abs(value.year):04d}-{value.month:02d}-{value.day:02d}"


def time_text(value: Time) -> str:
    """``08:30:00+08:00``."""
    return _clock_text(value) + zone_text(value.tzinfo)


def _clock_text(value: Time | Moment) -> str:
    nano = nano_of(value)
    tail = f".{nano:09d}".rstrip("0") if nano else ""
    return f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}{tail}"


def moment_text(value: Moment) -> str:
    """``2024-06-03T08:30:00+08:00``."""
    day = WideDate(value.year, value.month, value.day)
    return f"{date_text(day)}T{_clock_text(value)}{zone_text(value.tzinfo)}"


def is_date(value: object) -> bool:
    """A date and nothing more."""
    return isinstance(value, WideDate) or (
        isinstance(value, date) and not isinstance(value, datetime)
    )


def is_moment(value: object) -> bool:
    """A date and time."""
    return isinstance(value, datetime | WideDateTime)


def is_time(value: object) -> bool:
    """A time of day."""
    return isinstance(value, time | WideTime)
