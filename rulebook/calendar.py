"""The working calendar: which days and minutes count, by the yearly notice of days off.

The class only counts; the days themselves are data of a published edition. A year whose
notice has not been published is never guessed: asking about it raises `CalendarMissing`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from rulebook.errors import RulebookError
from rulebook.malformed import Malformed, refuse

Hours = tuple[tuple[dt.time, dt.time], ...]

OFFICE_HOURS: Hours = (
    (dt.time(8, 30), dt.time(12, 0)),
    (dt.time(14, 0), dt.time(17, 30)),
)
ONE_DAY = dt.timedelta(days=1)
SATURDAY = 5


class CalendarMissing(RulebookError, LookupError):
    """The calendar of ``year`` has not been published."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"{year} 年的工作日历尚未发布，无法推算工作时间：请先发布该年度的放假安排")


@dataclass(frozen=True)
class WorkingCalendar:
    """Days off and adjusted workdays of the published years, and the office hours.

    ``holidays`` are the days off of a statutory holiday, adjusted days off included;
    ``workdays`` the weekend days worked instead. ``years`` are the years published; left empty,
    those in which ``holidays`` has a day. Times are local wall-clock times; an aware datetime
    keeps its zone.
    """

    holidays: frozenset[dt.date]
    workdays: frozenset[dt.date] = frozenset()
    hours: Hours = OFFICE_HOURS
    years: frozenset[int] = field(default=frozenset())

    def __post_init__(self) -> None:
        """Refuse days both off and worked, adjusted workdays in the week, and mixed-up hours."""
        both = sorted(self.holidays & self.workdays)
        idle = sorted(day for day in self.workdays if day.weekday() < SATURDAY)
        flat = [moment for span in self.hours for moment in span]
        ordered = all(a < b for a, b in pairwise(flat))
        refuse(
            [
                *(f"{day} 既列为放假又列为调休上班：请删去一处" for day in both),
                *(f"{day} 本就是工作日，不能列为调休上班：请核对放假安排" for day in idle),
                None if self.hours else "工作时间为空：请至少给出一段，如 08:30–12:00",
                None if ordered else "工作时间前后颠倒或重叠：请由早到晚逐段填写",
            ]
        )
        object.__setattr__(self, "holidays", frozenset(self.holidays))
        object.__setattr__(self, "workdays", frozenset(self.workdays))
        years = frozenset(self.years) or frozenset(day.year for day in self.holidays)
        object.__setattr__(self, "years", years)

    def adjusted(self, off: Iterable[dt.date], worked: Iterable[dt.date]) -> WorkingCalendar:
        """The same calendar with a place's own days off and days worked, which come first."""
        idle, busy = frozenset(off), frozenset(worked)
        weekend = frozenset(day for day in busy if day.weekday() >= SATURDAY)
        holidays = (self.holidays | idle) - busy
        workdays = (self.workdays | weekend) - idle
        return WorkingCalendar(holidays, workdays, self.hours, self.years)

    def is_holiday(self, day: dt.date) -> bool:
        """Whether ``day`` is a day off of a statutory holiday (an ordinary weekend is not)."""
        self._published(day)
        return day in self.holidays

    def is_workday(self, day: dt.date) -> bool:
        """Whether people work on ``day``: a weekday not off, or an adjusted weekend day."""
        self._published(day)
        return day in self.workdays or (day.weekday() < SATURDAY and day not in self.holidays)

    def _published(self, day: dt.date) -> None:
        if day.year not in self.years:
            raise CalendarMissing(day.year)

    def working_days(self, start: dt.date, end: dt.date) -> int:
        """Workdays after ``start`` up to and with ``end``; negative when ``end`` is earlier.

        The first day is not counted (民法典 第二百零一条).
        """
        start, end = _plain(start), _plain(end)
        if end < start:
            return -self.working_days(end, start)
        return sum(self.is_workday(day) for day in _days(start + ONE_DAY, end))

    def is_working_time(self, moment: dt.datetime) -> bool:
        """Whether ``moment`` lies in office hours of a workday (the closing minute does not)."""
        return self.is_workday(moment.date()) and any(
            opens <= moment.time() < closes for opens, closes in self.hours
        )

    def working_minutes(self, start: dt.datetime, end: dt.datetime) -> int:
        """Whole office minutes between two moments; negative when ``end`` is earlier."""
        if end < start:
            return -self.working_minutes(end, start)
        spent = dt.timedelta()
        for opens, closes in self._spans(start, end.date()):
            spent += max(min(end, closes) - max(start, opens), dt.timedelta())
        return spent // dt.timedelta(minutes=1)

    def add_working_minutes(self, start: dt.datetime, minutes: int) -> dt.datetime:
        """The moment ``minutes`` (≥ 0) of office time after ``start``.

        A span used up ends at its closing minute, not at the next opening: what is due at
        17:30 is due today.
        """
        if minutes < 0:
            raise Malformed(["工作时间只能往后推算：请给出不小于 0 的分钟数"])
        left = dt.timedelta(minutes=minutes)
        if not left:
            return start
        for opens, closes in self._spans(start, None):
            begin = max(start, opens)
            if begin + left <= closes:
                return begin + left
            left -= max(closes - begin, dt.timedelta())
        raise AssertionError  # the walk over days never ends by itself: a missing year raises

    def _spans(
        self, start: dt.datetime, last: dt.date | None
    ) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """Office spans from the day of ``start`` to ``last`` (None: without end)."""
        day = start.date()
        while last is None or day <= last:
            if self.is_workday(day):
                for opens, closes in self.hours:
                    yield (
                        dt.datetime.combine(day, opens, start.tzinfo),
                        dt.datetime.combine(day, closes, start.tzinfo),
                    )
            day += ONE_DAY


def _plain(day: dt.date) -> dt.date:
    return day.date() if isinstance(day, dt.datetime) else day


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    while first <= last:
        yield first
        first += ONE_DAY
