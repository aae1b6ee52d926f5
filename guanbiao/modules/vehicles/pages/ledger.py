"""The ledger: list, a vehicle's page and its acts, fuel, quota, export."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanbiao.gate import authority, registry
from guanbiao.gate.models import Receipt
from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.kit import shown
from guanbiao.modules.vehicles import queries, sheets
from guanbiao.modules.vehicles.forms import (
    CheckForm,
    DisposalForm,
    FuelForm,
    QuotaForm,
    ServiceForm,
    VehicleForm,
)
from guanbiao.modules.vehicles.models import Category, Driver, Fuel, Quota, State, Vehicle
from guanbiao.people.actor import Actor

PER_PAGE = 50
VERBS = ("seal", "unseal", "repair", "check", "service", "dispose")
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
        "may_register": _may(actor, "vehicles.vehicle.register"),
        "may_seal": _may(actor, "vehicles.vehicle.seal"),
    }
    return render(request, "vehicles/ledger.html", context)


def _may(actor: Actor, act: str) -> bool:
    return authority.may(actor, act, None, registry.act(act).entity, actor.today)


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


def register(request: HttpRequest) -> HttpResponse:
    """Enter one vehicle."""
    actor = Actor.of_request(request)
    outcome = None
    if request.method == "POST":
        outcome = perform("vehicles.vehicle.register", actor, draft=request.POST,
                          reasons=_reasons(request))  # fmt: skip
        if outcome.ok:
            messages.success(request, f"已登记，凭条 {outcome.receipt_number}。")
            return redirect("vehicles.vehicle", outcome.subject.pk)
    form = VehicleForm(data=request.POST or None, initial={"domestic": True, "unit": actor.unit})
    context = {"form": form, **_told(outcome)}
    return render(request, "vehicles/vehicle_form.html", context, status=422 if outcome else 200)


def _reasons(request: HttpRequest) -> dict[str, str]:
    return {
        name.removeprefix("reason:"): request.POST[name].strip()[:200]
        for name in request.POST
        if name.startswith("reason:")
    }


def _told(outcome: Outcome | None) -> dict[str, Any]:
    views = shown.findings(outcome.findings) if outcome else []
    return {
        "outcome": outcome,
        "findings": views,
        "beside": shown.by_field(views),
        "counts": shown.counts(views),
        "ways": outcome.alternatives if outcome else {},
        "errors": [text for texts in outcome.errors.values() for text in texts] if outcome else [],
    }


def vehicle(request: HttpRequest, key: int) -> HttpResponse:
    """A vehicle: what it is, what was done with it, what may be done now."""
    actor = Actor.of_request(request)
    return render(
        request, "vehicles/vehicle.html", _vehicle_context(actor, _seen(actor, key), None)
    )


def _seen(actor: Actor, key: int) -> Vehicle:
    rows = Vehicle.objects.filter(authority.visible(actor, "vehicles.vehicle.view", actor.today))
    found = rows.select_related("unit").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def vehicle_act(request: HttpRequest, key: int, verb: str) -> HttpResponse:
    """One of the ledger's verbs on a vehicle."""
    actor = Actor.of_request(request)
    found = _seen(actor, key)
    if request.method != "POST" or verb not in VERBS:
        return redirect("vehicles.vehicle", key)
    outcome = perform(
        f"vehicles.vehicle.{verb}", actor, found, request.POST, reasons=_reasons(request)
    )
    if outcome.ok:
        messages.success(request, f"已{outcome.act.label}，凭条 {outcome.receipt_number}。")
        return redirect("vehicles.vehicle", key)
    found.refresh_from_db()
    context = _vehicle_context(actor, found, outcome)
    return render(request, "vehicles/vehicle.html", context, status=422)


def _vehicle_context(actor: Actor, found: Vehicle, outcome: Outcome | None) -> dict[str, Any]:
    receipts = Receipt.objects.filter(entity="vehicles.vehicle", key=str(found.pk)).order_by("-at")
    stamped = Receipt.objects.filter(pk=found.receipt_id).first() if found.receipt_id else None
    return {
        "v": found,
        "km_left": found.odometer - found.serviced_at_km,
        "trips": found.trips.select_related("driver__person", "request").order_by("-planned")[:20],
        "fuels": found.fuels.order_by("-at")[:20],
        "receipts": receipts[:20],
        "slip": shown.slip(stamped) if stamped else None,
        "may": {verb: _may(actor, f"vehicles.vehicle.{verb}") for verb in VERBS},
        "check_form": CheckForm(initial={"checked_on": actor.today}),
        "service_form": ServiceForm(
            initial={"serviced_on": actor.today, "odometer": found.odometer}
        ),
        "disposal_form": DisposalForm(initial={"disposed_on": actor.today}),
        "today": actor.today,
        **_told(outcome),
    }


def fuel(request: HttpRequest) -> HttpResponse:
    """Fillings, and a form for the next one."""
    actor = Actor.of_request(request)
    outcome = None
    if request.method == "POST":
        outcome = perform(
            "vehicles.fuel.record", actor, draft=request.POST, reasons=_reasons(request)
        )
        if outcome.ok:
            messages.success(request, f"已登记加油，凭条 {outcome.receipt_number}。")
            return redirect("vehicles.fuel")
    form = FuelForm(data=request.POST or None, initial={"fixed_point": True})
    seen = authority.visible(actor, "vehicles.vehicle.view", actor.today)
    cars = Vehicle.objects.filter(seen).exclude(state=State.DISPOSED).order_by("plate")
    form.fields["vehicle"].queryset = cars  # type: ignore[attr-defined]
    rows = Fuel.objects.filter(authority.visible(actor, "vehicles.fuel.view", actor.today))
    rows = rows.select_related("vehicle").order_by("-at")
    here = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": here, **_told(outcome)}
    return render(request, "vehicles/fuel.html", context, status=422 if outcome else 200)


def drivers(request: HttpRequest) -> HttpResponse:
    """Drivers and their licences."""
    actor = Actor.of_request(request)
    rows = Driver.objects.filter(authority.visible(actor, "vehicles.driver.view", actor.today))
    rows = rows.select_related("person__unit").order_by("person__sort_key")
    here = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "vehicles/drivers.html", {"page": here, "today": actor.today})


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
    held = queries.held(here.object_list)
    context = {
        "page": here, "held": held, "form": QuotaForm(data=request.POST or None),
        "may_set": _may(actor, "vehicles.quota.set"), **_told(outcome),
    }  # fmt: skip
    return render(request, "vehicles/quotas.html", context, status=422 if outcome else 200)
