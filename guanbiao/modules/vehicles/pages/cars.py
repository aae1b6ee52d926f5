"""One vehicle: entering it, changing it, its page and the verbs on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanbiao.gate import authority
from guanbiao.gate.models import Receipt
from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.kit import answers, shown
from guanbiao.modules.vehicles.forms import VehicleForm
from guanbiao.modules.vehicles.models import Vehicle
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit

VERBS = ("seal", "unseal", "repair", "check", "service", "dispose")


def register(request: HttpRequest) -> HttpResponse:
    """Enter a vehicle."""
    actor = Actor.of_request(request)
    initial = {"domestic": True, "unit": actor.unit}
    return _filled(request, actor, "vehicles.vehicle.register", None, initial)


def amend(request: HttpRequest, key: int) -> HttpResponse:
    """Change what the ledger says of a vehicle."""
    actor = Actor.of_request(request)
    found = _seen(actor, key)
    initial = {name: getattr(found, name) for name in VehicleForm.base_fields}
    return _filled(request, actor, "vehicles.vehicle.amend", found, initial)


def _filled(
    request: HttpRequest, actor: Actor, act: str, found: Vehicle | None, initial: dict[str, Any]
) -> HttpResponse:
    outcome = None
    if request.method == "POST":
        reasons = answers.reasons(request.POST)
        outcome = perform(act, actor, found, request.POST, reasons=reasons)
        if outcome.ok:
            messages.success(request, f"已{outcome.act.label}，凭条 {outcome.receipt_number}。")
            return redirect("vehicles.vehicle", outcome.subject.pk)
    form = VehicleForm(data=request.POST or None, initial=initial)
    context = {"form": form, "v": found, "units": _units(actor), **answers.told(outcome)}
    return render(request, "vehicles/vehicle_form.html", context, status=422 if outcome else 200)


def _units(actor: Actor) -> list[str]:
    """Names offered while the unit is typed: those of one's own region."""
    prefix = actor.unit.region_prefix if actor.unit else ""
    rows = Unit.objects.filter(region__code__startswith=prefix, closed_on=None)
    return list(rows.order_by("path").values_list("name", flat=True)[:2000])


def vehicle(request: HttpRequest, key: int) -> HttpResponse:
    """A vehicle: what it is, what was done with it, what may be done now."""
    actor = Actor.of_request(request)
    context = _context(actor, _seen(actor, key), None)
    return render(request, "vehicles/vehicle.html", context)


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
    reasons = answers.reasons(request.POST)
    outcome = perform(f"vehicles.vehicle.{verb}", actor, found, request.POST, reasons=reasons)
    if outcome.ok:
        messages.success(request, f"已{outcome.act.label}，凭条 {outcome.receipt_number}。")
        return redirect("vehicles.vehicle", key)
    found.refresh_from_db()
    context = _context(actor, found, outcome)
    return render(request, "vehicles/vehicle.html", context, status=422)


def _context(actor: Actor, found: Vehicle, outcome: Outcome | None) -> dict[str, Any]:
    own = Q(entity="vehicles.vehicle", key=str(found.pk))
    stamped = Receipt.objects.filter(pk=found.receipt_id).first() if found.receipt_id else None
    return {
        "v": found,
        "km_left": found.odometer - found.serviced_at_km,
        "trips": found.trips.select_related("driver__person", "request").order_by("-planned")[:20],
        "fuels": found.fuels.order_by("-at")[:20],
        "receipts": Receipt.objects.filter(own).order_by("-at")[:20],
        "slip": shown.slip(stamped, actor) if stamped else None,
        "may": {verb: answers.may(actor, f"vehicles.vehicle.{verb}") for verb in (*VERBS, "amend")},
        "today": actor.today,
        **answers.told(outcome),
    }
