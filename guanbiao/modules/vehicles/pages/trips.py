"""Trips: the driver's own on a phone, depart and return."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanbiao.gate import authority, onward
from guanbiao.gate.models import Receipt
from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.kit import answers, shown
from guanbiao.modules.vehicles import queries
from guanbiao.modules.vehicles.models import Trip
from guanbiao.people.actor import Actor

VERBS = {
    "depart": "vehicles.trip.depart",
    "come_back": "vehicles.trip.come_back",
    "cancel": "vehicles.trip.cancel",
}


def my_trips(request: HttpRequest) -> HttpResponse:
    """A driver's trips."""
    rows = queries.my_trips(Actor.of_request(request))
    context = {
        "open": rows.filter(state__in=("planned", "underway"))[:20],
        "past": rows.filter(state="done")[:20],
    }
    return render(request, "vehicles/my_trips.html", context)


def trip(request: HttpRequest, key: int) -> HttpResponse:
    """One trip: for its driver the next step, for others what was done."""
    actor = Actor.of_request(request)
    return render(request, "vehicles/trip.html", _context(actor, seen(actor, key), None))


def seen(actor: Actor, key: int) -> Trip:
    """A trip one may see by grant, drives, or asked for."""
    rows = Trip.objects.select_related(
        "vehicle", "driver__person", "second_driver__person", "request__unit", "request__applicant"
    )
    found = rows.filter(pk=key).first()
    if found is None:
        raise Http404
    seen = authority.visible(actor, "vehicles.trip.view", actor.today)
    own = actor.person_id in (found.driver.person_id, found.request.applicant_id) or (
        found.second_driver is not None and found.second_driver.person_id == actor.person_id
    )
    if not own and not Trip.objects.filter(seen, pk=key).exists():
        raise Http404
    return found


def trip_act(request: HttpRequest, key: int, verb: str) -> HttpResponse:
    """Depart, return or cancel."""
    actor = Actor.of_request(request)
    found = seen(actor, key)
    if request.method != "POST" or verb not in VERBS:
        return redirect("vehicles.trip", key)
    outcome = perform(
        VERBS[verb], actor, found, request.POST, reasons=answers.reasons(request.POST)
    )
    if outcome.ok:
        onward.tell(request, outcome, f"已{outcome.act.label}", actor)
        return redirect("vehicles.trip", key)
    return render(request, "vehicles/trip.html", _context(actor, found, outcome), status=422)


def _context(actor: Actor, found: Trip, outcome: Outcome | None) -> dict[str, Any]:
    receipt = Receipt.objects.filter(pk=found.receipt_id).first() if found.receipt_id else None
    bulk = receipt is not None and '"bulk":true' in receipt.content
    return {
        "t": found,
        "driving": found.driver.person_id == actor.person_id,
        "slip": shown.slip(receipt, actor) if receipt and not bulk else None,
        "findings": shown.findings(outcome.findings) if outcome else [],
        "errors": answers.errors(outcome),
        "outcome": outcome,
    }
