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
from guanbiao.modules.security.public import phone_of
from guanbiao.modules.vehicles import queries
from guanbiao.modules.vehicles.acts.cars import LIVE
from guanbiao.modules.vehicles.facts import TRIP
from guanbiao.modules.vehicles.models import Trip, TripState
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person

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


def of_request(request: HttpRequest, key: int) -> HttpResponse:
    """The trip that answers a request now: where its tasks for the driver are done."""
    latest = Trip.objects.filter(request=key).exclude(state=TripState.CANCELLED).order_by("-pk")
    found = latest.first()
    if found is None:
        raise Http404
    return redirect("vehicles.trip", seen(Actor.of_request(request), found.pk).pk)


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


def phone(request: HttpRequest, key: int) -> HttpResponse:
    """The number of somebody on the same trip, asked for by a press; the look is noted."""
    actor = Actor.of_request(request)
    found = seen(actor, key)
    wanted = request.POST.get("person", "")
    person = next((p for p in fellows(actor, found) if str(p.pk) == wanted), None)
    if person is None:
        return redirect("vehicles.trip", key)
    number = phone_of(person, actor, f"同一派车单 {found.number} 联系")
    context = _context(actor, found, None) | {"phones": {person.pk: number}}
    answer = render(request, "vehicles/trip.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def fellows(actor: Actor, trip: Trip) -> list[Person]:
    """Whom one on the trip may ring up until it is over: the other drivers, who asked for it."""
    second = trip.second_driver
    people = [trip.request.applicant, trip.driver.person, *([second.person] if second else [])]
    on_it = trip.state in LIVE and actor.person_id in {each.pk for each in people}
    others = {each.pk: each for each in people if each.pk != actor.person_id}
    return list(others.values()) if on_it else []


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
        "fellows": {each.pk for each in fellows(actor, found)},
        "phones": {},
        "may_cancel": found.state == TripState.PLANNED
        and authority.may(actor, VERBS["cancel"], found, TRIP, actor.today),
        "driving": found.driver.person_id == actor.person_id,
        "slip": shown.slip(receipt, actor) if receipt and not bulk else None,
        "findings": shown.findings(outcome.findings) if outcome else [],
        "errors": answers.errors(outcome),
        "outcome": outcome,
    }
