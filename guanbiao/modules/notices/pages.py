"""Pages for readers, and who has not read yet."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from guanbiao.gate import papers
from guanbiao.gate.portal import NewsLine
from guanbiao.kit import acting, answers, details
from guanbiao.modules.notices import readers
from guanbiao.modules.notices.facts import NOTICE
from guanbiao.modules.notices.models import Notice
from guanbiao.modules.notices.tables import TABLES
from guanbiao.people.actor import Actor

CONFIRM = "notices.reading.confirm"
PER_PAGE = 30
FEW = 6


def current(request: HttpRequest) -> HttpResponse:
    """What concerns me today."""
    actor = Actor.of_request(request)
    here = Paginator(readers.readable(actor, actor.today), PER_PAGE)
    page = here.get_page(request.GET.get("page"))
    return render(request, "notices/current.html", {"page": page, "unread": _unread(actor)})


def past(request: HttpRequest) -> HttpResponse:
    """What concerned me and is over, found again by its title."""
    actor, text = Actor.of_request(request), request.GET.get("q", "").strip()[:50]
    rows = readers.past(actor, actor.today)
    if text:
        rows = rows.filter(title__icontains=text)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/past.html", {"page": page, "q": text})


def _unread(actor: Actor) -> set[int]:
    """Keys of the notices I have still to confirm."""
    wanted = readers.readable(actor, actor.today).filter(confirm=True)
    return set(wanted.exclude(readings__person=actor.person).values_list("pk", flat=True))


def news(actor: Actor) -> list[NewsLine]:
    """The newest of them, for the portal."""
    unread = _unread(actor)
    return [
        NewsLine(each.title, "notices.read", each.pk, each.from_day,
                 "须阅" if each.pk in unread else "置顶" if each.pinned else "")
        for each in readers.readable(actor, actor.today)[:FEW]
    ]  # fmt: skip


def read(request: HttpRequest, key: int) -> HttpResponse:
    """A notice as its readers see it; posting confirms that it was read."""
    actor = Actor.of_request(request)
    notice = readers.concerning(actor, actor.today).filter(pk=key).first()
    if notice is None:  # those who publish it see it before and after
        notice = get_object_or_404(Notice, pk=key)
        details.seen(TABLES[0], actor, key)
    outcome = acting.attempt(request, CONFIRM, notice=key)
    if outcome is not None and outcome.ok:
        return redirect("notices.read", key)
    context = {
        "notice": notice, "due": key in _unread(actor),
        "over": notice.to_day is not None and notice.to_day < actor.today,
        "papers": papers.of(NOTICE.name, key),
        "mine": notice.readings.filter(person=actor.person).first(), **answers.told(outcome),
    }  # fmt: skip
    return render(request, "notices/read.html", context, status=422 if outcome else 200)


def missing(request: HttpRequest, key: int) -> HttpResponse:
    """Those who have not confirmed a notice yet, for whoever publishes it."""
    notice = details.seen(TABLES[0], Actor.of_request(request), key)
    if not notice.confirm:
        raise Http404
    page = Paginator(readers.missing(notice), 100).get_page(request.GET.get("page"))
    context = {"notice": notice, "page": page, "all": readers.persons(notice).count()}
    return render(request, "notices/missing.html", context)
