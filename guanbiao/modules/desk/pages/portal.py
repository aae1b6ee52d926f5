"""The first page: what waits, what I started, what I may ask for, what is new."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guanbiao.gate import registry
from guanbiao.gate.days import month_of
from guanbiao.kit import shown
from guanbiao.library import in_force
from guanbiao.modules.desk import agenda, queries
from guanbiao.modules.desk.pages.lists import cases_with_href, with_href, with_lamp
from guanbiao.people.actor import Actor
from rulebook.calendar import CalendarMissing

LINES = 6


def portal(request: HttpRequest) -> HttpResponse:
    """The first page: what waits, what I started, what I may ask for."""
    actor, today = Actor.of_request(request), timezone.localdate()
    waiting = queries.todos(actor, today)
    clause = clause_of_the_day(actor, today)
    coming = agenda.coming(actor, today)
    first = month_of(request.GET.get("month", ""), today)
    context = {
        "today": today,
        "now": timezone.localtime(),
        "todos": with_href(waiting[:LINES]),
        "todo_count": waiting.count(),
        "overdue": waiting.filter(due_at__lt=timezone.now()).count(),
        "coming": with_lamp(coming[:LINES]),
        "coming_count": len(coming),
        "to_do": sum(each.due for each in coming),
        "started": cases_with_href(queries.started(actor)[:LINES]),
        "messages_new": queries.inbox(actor)[:LINES],
        "tiles": queries.entries(actor, today)[:8],
        "clause": clause,
        "clause_words": shown.marked(clause[1].words) if clause else "",
        "standards": in_force.standards_in_force(actor.unit, today)[:5],
        "news": [(m.news, m.news.lines(actor)) for m in registry.modules() if m.news],
        "weeks": month(actor, first),
        "month": first,
        "before": (first - agenda.ONE).replace(day=1),
        "after": (first + 31 * agenda.ONE).replace(day=1),
        "refusals": queries.refusals(actor)[:3],
        "new_here": not request.user.toured,  # type: ignore[union-attr] # signed in
    }
    return render(request, "desk/portal.html", context)


def clause_of_the_day(actor: Actor, today: Any) -> Any:
    """One clause in force for the person's unit, another each day."""
    clauses = [
        (edition, clause)
        for edition in in_force.standards_in_force(actor.unit, today)
        for clause in edition.clauses
        if clause.modality in ("must", "must_not", "should")
    ]
    return clauses[today.toordinal() % len(clauses)] if clauses else None


@dataclass(frozen=True)
class Day:
    """A day of the small calendar: whether it is this month's, worked, marked by the notice."""

    day: dt.date
    inside: bool
    worked: bool
    mark: str
    due: int
    dated: int


def month(actor: Actor, first: dt.date) -> list[list[Day]]:
    """The weeks of a month: days off by the standard, what falls due, what else one has to do."""
    known = in_force.calendar_on(first)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    due = queries.due_by_day(actor, weeks[0][0], weeks[-1][-1])
    dated = agenda.by_day(actor, weeks[0][0], weeks[-1][-1])

    def of(day: dt.date) -> Day:
        worked, mark = _worked(known, day)
        return Day(day, day.month == first.month, worked, mark, due.get(day, 0), dated[day])

    return [[of(day) for day in week] for week in weeks]


def _worked(known: Any, day: dt.date) -> tuple[bool, str]:
    weekend = day.weekday() >= calendar.SATURDAY
    try:
        worked = known.is_workday(day)
    except CalendarMissing:
        worked = not weekend
    return worked, "休" if not worked and not weekend else "班" if worked and weekend else ""
