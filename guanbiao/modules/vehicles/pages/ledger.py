"""The ledger: the list, its file, acts on many lines at once."""

from __future__ import annotations

import io

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanbiao.gate.perform import perform
from guanbiao.kit import answers
from guanbiao.modules.vehicles import queries, sheets
from guanbiao.modules.vehicles.models import Category, State
from guanbiao.people.actor import Actor

PER_PAGE = 50
BULK = ("seal", "unseal")


def ledger(request: HttpRequest) -> HttpResponse:
    """The list, narrowed and sorted."""
    actor = Actor.of_request(request)
    narrowed = queries.Filter.of(request.GET)
    rows = queries.ledger(actor, actor.today, narrowed)
    here = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": here,
        "totals": queries.totals(rows),
        "filter": narrowed,
        "categories": Category.values,
        "states": State.values,
        "today": actor.today,
        "may_register": answers.may(actor, "vehicles.vehicle.register"),
        "may_seal": answers.may(actor, "vehicles.vehicle.seal"),
    }
    return render(request, "vehicles/ledger.html", context)


def export(request: HttpRequest) -> HttpResponse | FileResponse:
    """The current filter as an Excel file."""
    actor = Actor.of_request(request)
    rows = queries.ledger(actor, actor.today, queries.Filter.of(request.GET))
    content = io.BytesIO(sheets.ledger_file(rows.iterator(2000)))
    return FileResponse(content, as_attachment=True, filename="车辆台账.xlsx")


def bulk(request: HttpRequest) -> HttpResponse:
    """Seal or unseal the chosen vehicles, each through the gate."""
    actor = Actor.of_request(request)
    verb = request.POST.get("verb", "")
    if request.method != "POST" or verb not in BULK:
        return redirect("vehicles.ledger")
    done, refused = 0, []
    for key in request.POST.getlist("chosen")[:500]:
        outcome = perform(f"vehicles.vehicle.{verb}", actor, key)
        if outcome.ok:
            done += 1
        else:
            refused.append("；".join(t for ts in outcome.errors.values() for t in ts))
    messages.success(request, f"已办理 {done} 辆。")
    if refused:
        messages.warning(request, f"{len(refused)} 辆未办理：{refused[0]}")
    return redirect("vehicles.ledger")
