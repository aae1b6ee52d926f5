"""Search over everything one may see: records by kind, cases, clauses."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from guanbiao.modules.desk import queries, searching
from guanbiao.modules.desk.within import Within
from guanbiao.people.actor import Actor

PER_PAGE = 30


def search(request: HttpRequest) -> HttpResponse:
    """What holds the text: a few of each kind, or all of one (``?kind=``)."""
    actor = Actor.of_request(request)
    text = " ".join(request.GET.get("q", "").split())[:50]
    kind = request.GET.get("kind", "")
    within = Within.of(request.GET)
    context: dict[str, Any] = {"q": text, "short": len(text) < searching.LEAST,
                               "within": within}  # fmt: skip
    if context["short"]:
        return render(request, "desk/search.html", context | {"groups": [], "cases": [],
                                                              "clauses": []})  # fmt: skip
    if kind:
        return _of_kind(request, actor, text, kind, context)
    context["groups"] = searching.find(actor, text, within)
    context["cases"] = queries.cases_with(actor, actor.today, text, within)
    whole = within == searching.EVERYWHERE  # a clause belongs to no unit and no day
    context["clauses"] = queries.clauses_with(actor, actor.today, text) if whole else []
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
