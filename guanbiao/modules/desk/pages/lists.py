"""The desk's lists: to-dos, done, overdue, started, copied; the inbox, a receipt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from guanbiao.gate import recomputing
from guanbiao.gate.models import Case
from guanbiao.kit import shown
from guanbiao.modules.desk import queries
from guanbiao.people.actor import Actor

PER_PAGE = 20


def with_href(tasks: Any) -> list[tuple[Any, str, Any]]:
    """Tasks with the page of the record they are about, and their deadline light."""
    return [(task, queries.case_href(task.case, task), shown.light(task.due_at)) for task in tasks]


def cases_with_href(cases: Any) -> list[tuple[Case, str, list[shown.StepView]]]:
    """Cases with the page of the record they are about, and how far they are."""
    return [
        (case, queries.case_href(case), shown.steps(case, list(case.tasks.all()))) for case in cases
    ]


def _listing(
    title: str, rows: Callable[[Actor], Any], kind: str, *, batch: bool = False
) -> Callable[..., HttpResponse]:
    """A page of tasks or cases: the four lists of the desk differ only in their rows."""

    def page(request: HttpRequest) -> HttpResponse:
        actor = Actor.of_request(request)
        found = rows(actor)
        text = request.GET.get("q", "").strip()[:50]
        if text:
            path = "case__title" if kind == "task" else "title"
            found = found.filter(**{f"{path}__icontains": text})
        here = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        lines = (with_href if kind == "task" else cases_with_href)(here.object_list)
        context = {
            "title": title,
            "kind": kind,
            "batch": batch,
            "page": here,
            "lines": lines,
            "q": text,
            "now": timezone.localtime(),
        }
        return render(request, "desk/list.html", context)

    return page


todo_list = _listing(
    "待办", lambda actor: queries.todos(actor, timezone.localdate()), "task", batch=True
)
done_list = _listing("已办", queries.done, "task")
overdue_list = _listing(
    "已超期", lambda actor: queries.overdue(actor, timezone.localdate()), "task", batch=True
)
started_list = _listing("我发起的", queries.started, "case")
copied_list = _listing("抄送我的", queries.copied, "case")


def messages(request: HttpRequest) -> HttpResponse:
    """The inbox, newest first."""
    rows = queries.inbox(Actor.of_request(request))
    here = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = [(each, queries.href(each.entity, each.key)) for each in here.object_list]
    return render(request, "desk/messages.html", {"page": here, "lines": lines})


def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """A receipt checked anew: digest, mark, place in the chain."""
    actor = Actor.of_request(request)
    found = queries.receipt(actor, actor.today, number)
    if found is None:
        raise Http404
    slip = shown.slip(found, actor, request.build_absolute_uri())
    again = recomputing.recompute(found)
    return render(request, "desk/receipt.html", {"slip": slip, "r": found, "again": again})


@require_POST
def messages_read(request: HttpRequest) -> HttpResponse:
    """Mark the whole inbox as read."""
    queries.inbox(Actor.of_request(request)).filter(read_at=None).update(read_at=timezone.now())
    return redirect("desk.messages")
