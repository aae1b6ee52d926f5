"""A table as a calendar: the weeks of a month, the rows on the days they fall on."""

from __future__ import annotations

import datetime as dt
from calendar import Calendar
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone

from guanbiao.gate.days import edge, month_of
from guanbiao.gate.describe import Table
from guanbiao.kit import lists, words
from guanbiao.kit.columns import Shown, all_shown, field_of, joined, shown
from guanbiao.kit.narrowing import Narrowed, filters
from guanbiao.library import in_force
from guanbiao.people.actor import Actor
from rulebook.calendar import CalendarMissing, WorkingCalendar

MOST = 2000
"""Rows of a month that are drawn; beyond that a narrower list is asked for."""
ON_DAY = 4
ONE = dt.timedelta(days=1)


@dataclass
class Day:
    """A day: whether it belongs to the month, whether one works, what falls on it."""

    date: dt.date
    inside: bool
    mark: str = ""
    """休 for a weekday off, 班 for a weekend day worked, empty for an ordinary one."""
    off: bool = False
    lines: list[Entry] = field(default_factory=list)
    rest: int = 0


@dataclass(frozen=True)
class Entry:
    """A row on a day: its page, its words, the time it begins, where it stands."""

    href: str
    words: str
    at: str
    state: str


def drawn(query: QueryDict, table: Table, narrowed: Narrowed, actor: Actor) -> dict[str, Any]:
    """A month (``?month=2026-11``, this one by default; `faces.page`)."""
    first = month_of(query.get("month", ""), actor.today)
    days = {day.date: day for day in _days(first, actor)}
    rows = list(_rows(table, narrowed, actor, min(days), max(days))[: MOST + 1])
    for row in rows[:MOST]:
        _put(table, row, days)
    whole = list(days.values())
    return {
        "filters": [each for each in filters(table) if each.name not in table.days],
        "month": first, "before": (first - ONE).replace(day=1), "today": actor.today,
        "after": (first + 31 * ONE).replace(day=1), "more": len(rows) > MOST, "most": MOST,
        "weeks": [whole[n : n + 7] for n in range(0, len(whole), 7)],
        "listed": table.days[0] if table.days[0] in table.filters else "",
        "empty_month": not any(day.lines for day in whole),
    }  # fmt: skip


def _days(first: dt.date, actor: Actor) -> Iterator[Day]:
    """Whole weeks from Monday, with the days off of the visitor's own calendar."""
    calendar = in_force.calendar_on(first, actor.unit)
    for date in Calendar().itermonthdates(first.year, first.month):
        yield Day(date, date.month == first.month, *_mark(calendar, date))


def _mark(calendar: WorkingCalendar, date: dt.date) -> tuple[str, bool]:
    """The mark of a day and whether it is off; plain weeks where no calendar is published."""
    weekend = date.weekday() > 4
    try:
        off = not calendar.is_workday(date)
    except CalendarMissing:
        return "", weekend
    return "" if off == weekend else "休" if off else "班", off


def _rows(table: Table, narrowed: Narrowed, actor: Actor, first: dt.date, last: dt.date) -> Any:
    """The rows that touch these days, earliest first."""
    start, end = table.days[0], table.days[-1]
    rows = narrowed.rows(table, actor, actor.today)
    rows = rows.select_related(*joined(table.entity.model, _about(table)))
    until = Coalesce(end, start) if end != start else models.F(start)
    rows = rows.annotate(kit_until=until)
    moments = isinstance(field_of(table.entity.model, start), models.DateTimeField)
    low, high = edge(first, moments), edge(last + ONE, moments)
    return rows.filter(Q(**{f"{start}__lt": high}), kit_until__gte=low).order_by(start, "pk")


def _put(table: Table, row: Any, days: dict[dt.date, Day]) -> None:
    """A row on each day it touches; what no longer fits is counted."""
    begin = shown(table.entity.model, table.days[0]).value(row)
    end = shown(table.entity.model, table.days[-1]).value(row) or begin
    entry = _entry(table, row, begin)
    day = max(_local(begin), min(days))
    while day <= min(_local(end), max(days)):
        if len(days[day].lines) < ON_DAY:
            days[day].lines.append(entry)
        else:
            days[day].rest += 1
        day += ONE


def _local(moment: dt.date) -> dt.date:
    return timezone.localtime(moment).date() if isinstance(moment, dt.datetime) else moment


def _entry(table: Table, row: Any, begin: dt.date) -> Entry:
    entity = table.entity
    (line,) = lists.lines(table, _about(table), [row])
    said = [f"{value} {each.unit}".strip() for each, value in line.cells if value not in (None, "")]
    at = words.time(begin) if isinstance(begin, dt.datetime) else ""
    stands = entity.state and entity.state not in table.hidden
    state = shown(entity.model, entity.state).value(row) if stands else ""
    return Entry(line.href, " · ".join(said) or str(row), at, str(state))


def _about(table: Table) -> list[Shown]:
    """What a row is named by: as the table says, else by its first column that is no day."""
    whole = all_shown(table.entity.model, table.about or table.columns)
    return whole if table.about else [e for e in whole if e.path not in table.days][:1] or whole[:1]
