"""Fillings and quotas: a list, and a form for the next entry."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from guanbiao.gate import authority
from guanbiao.gate.perform import perform
from guanbiao.kit import answers
from guanbiao.modules.vehicles import queries
from guanbiao.modules.vehicles.forms import FuelForm, QuotaForm
from guanbiao.modules.vehicles.models import Fuel, Quota
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit

PER_PAGE = 50
OFFERED = 2000


def fuel(request: HttpRequest) -> HttpResponse:
    """Fillings, and a form for the next one."""
    actor = Actor.of_request(request)
    outcome = None
    if request.method == "POST":
        reasons = answers.reasons(request.POST)
        outcome = perform("vehicles.fuel.record", actor, draft=request.POST, reasons=reasons)
        if outcome.ok:
            messages.success(request, f"已登记加油，凭条 {outcome.receipt_number}。")
            return redirect("vehicles.fuel")
    form = FuelForm(
        data=request.POST or None, initial={"fixed_point": True, "at": timezone.localtime()}
    )
    rows = Fuel.objects.filter(authority.visible(actor, "vehicles.fuel.view", actor.today))
    rows = rows.select_related("vehicle").order_by("-at", "-pk")
    context = {
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "plates": queries.fillable(actor, actor.today).values_list("plate", flat=True)[:OFFERED],
        "may_record": answers.may(actor, "vehicles.fuel.record"),
        **answers.told(outcome),
    }
    return render(request, "vehicles/fuel.html", context, status=422 if outcome else 200)


def quotas(request: HttpRequest) -> HttpResponse:
    """Quotas against what stands in the ledger; a form for those who may set them."""
    actor = Actor.of_request(request)
    outcome = None
    if request.method == "POST":
        outcome = perform("vehicles.quota.set", actor, draft=request.POST)
        if outcome.ok:
            messages.success(request, f"已核定，凭条 {outcome.receipt_number}。")
            return redirect("vehicles.quotas")
    rows = Quota.objects.filter(authority.visible(actor, "vehicles.quota.view", actor.today))
    rows = rows.select_related("unit").order_by("unit__path", "category", "-from_day")
    here = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    prefix = actor.unit.region_prefix if actor.unit else ""
    units = Unit.objects.filter(region__code__startswith=prefix, closed_on=None).order_by("path")
    context = {
        "page": here,
        "held": queries.held(here.object_list),
        "form": QuotaForm(data=request.POST or None, initial={"from_day": actor.today}),
        "units": units.values_list("name", flat=True)[:OFFERED],
        "may_set": answers.may(actor, "vehicles.quota.set"),
        **answers.told(outcome),
    }
    return render(request, "vehicles/quotas.html", context, status=422 if outcome else 200)
