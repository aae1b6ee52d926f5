"""The desk's lists: to-dos, done, overdue, started, copied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from guanbiao.gate import deadlines
from guanbiao.gate.models import Case
from guanbiao.kit import shown
from guanbiao.modules.desk import agenda, asked, queries
from guanbiao.modules.desk.asked import Asked, Kind
from guanbiao.people.actor import Actor

PER_PAGE = 20


def with_href(tasks: Any) -> list[tuple[Any, str, Any]]:
    """Tasks with the page of the record they are about, and their deadline light."""
    return [
        (task, queries.case_href(task.case, task), deadlines.light(task.due_at)) for task in tasks
    ]


def with_lamp(things: Any) -> list[tuple[Any, Any]]:
    """Dated things, and how the deadline of those stands that have one."""
    return [(each, deadlines.light(each.at) if each.due else None) for each in things]


def _agenda(actor: Actor, day: dt.date | None) -> list[Any]:
    """What else there is on the day asked for, else what is late and what a week brings."""
    whole = agenda.between(actor, day, day) if day else agenda.coming(actor, actor.today)
    return with_lamp(whole)


def cases_with_href(cases: Any) -> list[tuple[Case, str, list[shown.StepView]]]:
    """Cases with the page of the record they are about, and how far they are."""
    return [
        (case, queries.case_href(case), shown.steps(case, list(case.tasks.all()))) for case in cases
    ]


def copies_with_href(cases: Any) -> list[tuple[Case, str, list[shown.StepView]]]:
    """As above; what was copied is read on the page of the case, which notes that it was."""
    return [
        (case, reverse("cases.case", args=[case.pk]), steps)
        for case, _, steps in cases_with_href(cases)
    ]


def _listing(
    title: str, rows: Callable[[Actor], Any], kind: Kind, lines: Callable[[Any], Any],
    *, dated: bool = False,
) -> Callable[..., HttpResponse]:  # fmt: skip
    """A page of tasks or cases; ``dated``: with what else a person has to do or to attend."""

    def page(request: HttpRequest) -> HttpResponse:
        wanted = Asked.of(kind, request.GET)
        actor = Actor.of_request(request)
        found = wanted.rows(rows(actor))
        here = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "title": title,
            "kind": kind,
            "batch": kind.open,
            "many": queries.agreed_together(here.object_list) if kind.open else set(),
            "page": here,
            "lines": lines(here.object_list),
            "asked": wanted,
            "agenda": _agenda(actor, wanted.due) if dated else [],
            "businesses": asked.businesses(),
            "now": timezone.localtime(),
        }
        return render(request, "desk/list.html", context)

    return page


todo_list = _listing(
    "待办", lambda actor: queries.todos(actor, timezone.localdate()), asked.OPEN, with_href,
    dated=True,
)  # fmt: skip


def next_one(request: HttpRequest) -> HttpResponse:
    """The most urgent thing that waits, opened at once; the list where nothing does."""
    actor = Actor.of_request(request)
    task = queries.todos(actor, actor.today).first()
    return redirect(queries.case_href(task.case, task) if task else reverse("desk.todo"))


done_list = _listing("已办", queries.done, asked.DONE, with_href)
overdue_list = _listing(
    "已超期", lambda actor: queries.overdue(actor, timezone.localdate()), asked.OPEN, with_href
)
started_list = _listing("我发起的", queries.started, asked.BEGUN, cases_with_href)
copied_list = _listing("抄送我的", queries.copied, asked.COPIED, copies_with_href)
