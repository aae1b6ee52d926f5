"""Durations. Months and seconds never mix: neither converts to the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

SECOND = 1_000_000_000
DAY = 86_400 * SECOND
_MICRO_LIMIT = 999_999_999 * DAY
MAX_DAYS = 10**15


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A years and months duration, counted in months."""

    months: int

    def __neg__(self) -> Months:
        return Months(-self.months)

    def __str__(self) -> str:
        return months_text(self.months)


@dataclass(frozen=True, slots=True)
class WideDuration:
    """A days and time duration that no ``timedelta`` can hold, counted in nanoseconds."""

    nanos: int


Duration = timedelta | WideDuration


def nanos_of(duration: Duration) -> int:
    """Length in nanoseconds."""
    if isinstance(duration, WideDuration):
        return duration.nanos
    micros = (duration.days * 86_400 + duration.seconds) * 1_000_000 + duration.microseconds
    return micros * 1000


def duration(nanos: int) -> Duration:
    """The duration of so many nanoseconds, in its one proper form."""
    if nanos % 1000 == 0 and abs(nanos) < _MICRO_LIMIT:
        return timedelta(microseconds=nanos // 1000)
    return WideDuration(nanos)


_DAYS_TEXT = re.compile(
    r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?", re.ASCII
)
_MONTHS_TEXT = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?", re.ASCII)
_MAX_TEXT = 60


def duration_from_text(text: str) -> Duration | Months | None:
    """ISO 8601 duration of one of the two kinds."""
    if not text.startswith(("P", "-P")) or len(text) > _MAX_TEXT or text[-1] in "PT":
        return None
    found = _MONTHS_TEXT.fullmatch(text)
    if found is not None:
        sign, years, months = found.groups()
        total = int(years or 0) * 12 + int(months or 0)
        return Months(-total if sign else total)
    found = _DAYS_TEXT.fullmatch(text)
    if found is None:
        return None
    sign, days, hours, minutes, seconds, fraction = found.groups()
    total = int(days or 0) * 86_400 + int(hours or 0) * 3600
    total = (total + int(minutes or 0) * 60 + int(seconds or 0)) * SECOND
    total += int((fraction or "0").ljust(9, "0")[:9])
    return duration(-total if sign else total)


def months_text(months: int) -> str:
    """``P1Y2M``."""
    sign = "-" if months < 0 else ""
    years, rest = divmod(abs(months), 12)
    if not years and not rest:
        return "P0M"
    return f"{sign}P" + (f"{years}Y" if years else "") + (f"{rest}M" if rest else "")


def duration_text(value: Duration) -> str:
    """``P1DT2H3M4.5S``."""
    nanos = nanos_of(value)
    if not nanos:
        return "PT0S"
    sign = "-" if nanos < 0 else ""
    days, rest = divmod(abs(nanos), DAY)
    hours, rest = divmod(rest, 3600 * SECOND)
    minutes, rest = divmod(rest, 60 * SECOND)
    seconds, fraction = divmod(rest, SECOND)
    tail = f".{fraction:09d}".rstrip("0") if fraction else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{tail}S" if seconds or fraction else ""
    return f"{sign}P" + (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
