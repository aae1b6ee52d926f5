"""The working calendars that published editions make: the nation's, and a place's own."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any

from guanbiao.library.shelf import GENERAL_FIRST, Published
from rulebook.calendar import WorkingCalendar


def national(published: Iterable[Published]) -> WorkingCalendar:
    """All published years; one published twice counts as in the later publication."""
    latest: dict[int, WorkingCalendar] = {}
    for each in sorted(published, key=lambda each: each.number):
        if each.pack.calendar is not None:
            latest |= dict.fromkeys(each.pack.calendar.years, each.pack.calendar)
    return WorkingCalendar(
        frozenset(d for year, each in latest.items() for d in each.holidays if d.year == year),
        frozenset(d for year, each in latest.items() for d in each.workdays if d.year == year),
        years=frozenset(latest) or frozenset({0}),
    )


def local(general: WorkingCalendar, published: Iterable[Published], unit: Any) -> WorkingCalendar:
    """The calendar with the days of the editions that bind ``unit``, nearer ones last."""
    reached = [each for each in published if each.pack.local_days and each.reaches(unit)]
    reached.sort(key=lambda each: (GENERAL_FIRST.index(each.head.level), each.number))
    for each in reached:
        days = each.pack.local_days
        assert days is not None
        general = general.adjusted(_held(each, days.holidays), _held(each, days.workdays))
    return general


def _held(each: Published, days: Iterable[dt.date]) -> list[dt.date]:
    return [day for day in days if each.holds_on(day)]


def mark(calendar: WorkingCalendar) -> str:
    """Sixteen hexadecimal digits that change with any day of the calendar."""
    days = (calendar.holidays, calendar.workdays, calendar.years)
    text = repr([sorted(map(str, each)) for each in days])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
