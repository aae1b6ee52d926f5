"""What the audit administrator reads: sign-ins and orders about accounts."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guanbiao.exchange import exports as files
from guanbiao.exchange.models import Export
from guanbiao.gate import authority
from guanbiao.gate.describe import Entity
from guanbiao.modules.security.models import AccountOrder
from guanbiao.people.actor import Actor
from guanbiao.people.models import LoginEvent
from rulebook.grants import GrantScope

PER_PAGE = 50
AUDIT = "security.account.audit"
EXPORT = Entity("security.export", "导出记录", Export, "unit__path", "label", "person")
"""Lines of the exchange's log, seen by whoever audits accounts in that unit."""


def _text(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:30]


def _paged(request: HttpRequest, rows: QuerySet[Any], template: str, **more: Any) -> HttpResponse:
    here = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, template, {"page": here, "q": _text(request), **more})


def signins(request: HttpRequest) -> HttpResponse:
    """Attempts to sign in; those of unknown accounts are shown to whoever reads everything."""
    actor = Actor.of_request(request)
    seen = authority.visible(actor, AUDIT, actor.today)
    if any(t.grant.scope is GrantScope.ALL for t in authority.titles(actor, AUDIT, actor.today)):
        seen = Q()
    rows = LoginEvent.objects.filter(seen).select_related("account__person").order_by("-at", "-pk")
    outcome, text = request.GET.get("outcome", ""), _text(request)
    if outcome in LoginEvent.Outcome.values:
        rows = rows.filter(outcome=outcome)
    if text:
        rows = rows.filter(Q(login__icontains=text) | Q(account__person__name__icontains=text))
    outcomes = LoginEvent.Outcome.choices
    return _paged(request, rows, "security/signins.html", outcome=outcome, outcomes=outcomes)


def orders(request: HttpRequest) -> HttpResponse:
    """What the administrators ordered of accounts, and why."""
    actor = Actor.of_request(request)
    rows = AccountOrder.objects.filter(authority.visible(actor, AUDIT, actor.today))
    rows = rows.select_related("account__person", "ordered_by").order_by("-ordered_at", "-pk")
    if text := _text(request):
        rows = rows.filter(
            Q(account__login__icontains=text) | Q(account__person__name__icontains=text)
        )
    return _paged(request, rows, "security/orders.html")


def exports(request: HttpRequest) -> HttpResponse:
    """Who took which list out as a file."""
    actor = Actor.of_request(request)
    rows = Export.objects.filter(authority.visible(actor, AUDIT, actor.today, EXPORT))
    rows = rows.defer("content").select_related("person", "unit").order_by("-at", "-pk")
    if text := _text(request):
        rows = rows.filter(Q(person__name__icontains=text) | Q(label__icontains=text))
    return _paged(request, rows, "security/exports.html", words=files.conditions)
