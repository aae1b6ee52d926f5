"""How the rows of a table may be looked at: a list, a board by state, a calendar, a plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from guanbiao.gate import registry
from guanbiao.gate.describe import Table
from guanbiao.kit import names
from guanbiao.kit.columns import field_of
from guanbiao.kit.narrowing import Narrowed, filters
from guanbiao.people.actor import Actor

LIST, BOARD, MONTH = ("list", "列表"), ("board", "看板"), ("month", "日历")
PLAN = ("plan", "平面图")
Drawn = Callable[[QueryDict, Table, Narrowed, Actor], dict[str, Any]]
"""What one face shows besides what all show, from the address it was asked at."""


def faces(table: Table) -> list[tuple[str, str]]:
    """Page and label of each whose fields the visitor may see; a lone list has no others."""
    state, hidden = table.entity.state, table.hidden
    field = field_of(table.entity.model, state) if state else None
    found = [LIST]
    if field is not None and field.choices and state not in hidden:
        found.append(BOARD)
    if table.days and not hidden.intersection(table.days):
        found.append(MONTH)
    return [*found, PLAN] if table.plan else found


def page(request: HttpRequest, table: Table, kind: str, drawn: Drawn) -> HttpResponse:
    """The rows as one face shows them, as the address narrows them."""
    actor, narrowed = Actor.of_request(request), Narrowed.of(table, request.GET)
    pages = faces(table)
    if kind not in dict(pages):  # hidden from this visitor
        raise Http404
    context = {
        "table": table, "narrowed": narrowed, "names": names.of(table), "pages": pages,
        "filters": filters(table), "module": registry.module_of(table.entity),
    }  # fmt: skip
    return render(request, f"kit/{kind}.html", context | drawn(request.GET, table, narrowed, actor))
