"""Search over everything one may see: services, cases, records by kind, standards, clauses."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from guanbiao.modules.desk import queries, searching
from guanbiao.modules.desk.within import Within
from guanbiao.people.actor import Actor

PER_PAGE = 30


def search(request: HttpRequest) -> HttpResponse:
    """What holds the text: a few of each kind, or all of one (``?kind=``).

    One character finds services and standards alone, which are few: it is in nearly every row.
    """
    actor = Actor.of_request(request)
    text = " ".join(request.GET.get("q", "").split())[:50]
    kind = request.GET.get("kind", "")
    within = Within.of(request.GET)
    short = len(text) < searching.LEAST
    context: dict[str, Any] = {"q": text, "short": short, "within": within} | dict.fromkeys(
        ("services", "receipts", "cases", "groups", "standards", "clauses"), ()
    )
    if kind and not short:
        return _of_kind(request, actor, text, kind, context)
    if within == searching.EVERYWHERE and text:  # what follows belongs to no unit and no day
        context["services"] = queries.services_with(actor, actor.today, text)
        context["standards"] = queries.standards_with(actor.today, text)
        if not short:
            context["clauses"] = queries.clauses_with(actor, actor.today, text)
        context["receipts"] = queries.receipts_with(actor, actor.today, text)
    if not short:
        context["groups"] = searching.find(actor, text, within, but=queries.CASE)
        context["cases"] = queries.cases_with(actor, actor.today, text, within)
    return render(request, "desk/search.html", context)


def scan(request: HttpRequest) -> HttpResponse:
    """The camera of the device reads a code; where it leads is asked of the page it names."""
    return render(request, "desk/scan.html")


def _of_kind(
    request: HttpRequest, actor: Actor, text: str, kind: str, context: dict[str, Any]
) -> HttpResponse:
    table = next((each for each in searching.tables() if each.entity.name == kind), None)
    if table is None:
        raise Http404
    asked = request.GET.get("page", "")
    page = max(int(asked), 1) if asked.isdecimal() and len(asked) < 5 else 1
    rows = searching.rows_of(table, actor, text, PER_PAGE + 1, (page - 1) * PER_PAGE,
                             context["within"])  # fmt: skip
    more = len(rows) > PER_PAGE
    context |= {"table": table, "rows_found": rows[:PER_PAGE], "page": page, "more": more}
    return render(request, "desk/search_kind.html", context)
