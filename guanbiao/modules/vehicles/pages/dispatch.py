"""The dispatch board: what waits, which cars may go and why, and the sending itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from guanbiao.gate import deadlines, registry
from guanbiao.gate.days import day_of_text
from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.kit import answers, shown
from guanbiao.modules.vehicles import matching, queries
from guanbiao.modules.vehicles.models import Request, State, Trip, Vehicle
from guanbiao.people.actor import Actor

DISPATCH = "vehicles.trip.dispatch"
SHOWN = 60
FLEET = 300
"""Cars on the axis while no request is chosen."""
ONE = dt.timedelta(days=1)
DAY_FROM, DAY_TO = 6, 22
"""Hours of the time axis."""


@dataclass(frozen=True)
class Bar:
    """A trip on the time axis: x and width in thousandths of the day shown."""

    x: float
    width: float
    label: str
    kind: str


def board(request: HttpRequest) -> HttpResponse:
    """The board, for the chosen waiting request."""
    actor = Actor.of_request(request)
    outcome = None
    if request.method == "POST":
        outcome = perform(
            DISPATCH, actor, draft=request.POST, reasons=answers.reasons(request.POST)
        )
        if outcome.ok:
            messages.success(request, f"已派车，凭条 {outcome.receipt_number}；驾驶员已收到通知。")
            return redirect("vehicles.dispatch")
    context = _context(request, actor, outcome)
    return render(request, "vehicles/dispatch.html", context, status=422 if outcome else 200)


def _context(request: HttpRequest, actor: Actor, outcome: Outcome | None) -> dict[str, Any]:
    queue = queries.queue(actor, actor.today)
    waiting = [each for each, _ in queue]
    wanted = request.POST.get("request") or request.GET.get("request", "")
    chosen = next((r for r in waiting if str(r.pk) == wanted), waiting[0] if waiting else None)
    options = matching.options(actor, chosen) if chosen else []
    drivers = list(queries.free_drivers(actor, actor.today, chosen)[:200])
    picked = request.POST.get("vehicle") or request.GET.get("vehicle", "")
    focus = next((o for o in options if str(o.vehicle.pk) == picked), None)
    focus = focus or (options[0] if options else None)
    day = _day(request, actor, chosen)
    lanes = _lanes(actor, options)
    return {
        "waiting": [(each, deadlines.light(due)) for each, due in queue],
        "chosen": chosen,
        "options": options[:SHOWN],
        "more": max(len(options) - SHOWN, 0),
        "fit": sum(option.may for option in options),
        "all": len(options) or len(lanes),
        "drivers": drivers,
        "driver_count": len(drivers),
        "focus": focus,
        "day": day,
        "before": day - ONE,
        "after": day + ONE,
        "lanes": lanes,
        "bars": _bars(lanes, options[:12], day, chosen),
        "hours": [(h, (h - DAY_FROM) * 1000 / (DAY_TO - DAY_FROM)) for h in range(8, DAY_TO, 3)],
        "outcome": outcome,
        "errors": answers.errors(outcome),
        "findings": shown.findings(outcome.findings) if outcome else [],
        "picked_driver": request.POST.get("driver", ""),
        "draft": request.POST,
    }


def _day(request: HttpRequest, actor: Actor, chosen: Request | None) -> dt.date:
    """The day shown: the one asked for, else that of the request, else today."""
    asked = day_of_text(request.GET.get("on", ""))
    leave = timezone.localtime(chosen.depart_at).date() if chosen and chosen.depart_at else None
    return asked or leave or actor.today


def _lanes(actor: Actor, options: list[matching.Option]) -> list[Vehicle]:
    """The cars of the axis: the best for the request, else the whole fleet, those in use first."""
    if options:
        return [option.vehicle for option in options[:12]]
    cars = queries.candidates(actor, actor.today)
    return sorted(cars, key=lambda car: (car.state != State.IN_USE, car.plate))[:FLEET]


def _bars(
    lanes: list[Vehicle], options: list[matching.Option], day: dt.date, chosen: Request | None
) -> dict[int, list[Bar]]:
    """Trips of the day for each car shown, and where the chosen request would lie."""
    found: dict[int, list[Bar]] = {car.pk: [] for car in lanes}
    for trip in queries.trips_of_day(list(found), day):
        kind = "run" if trip.state == "underway" else "booked"
        found[trip.vehicle_id].append(
            _bar(trip.planned.lower, trip.planned.upper, day, _name(trip), kind)
        )
    if chosen and chosen.depart_at and chosen.return_at and _touches(chosen, day):
        for option in options:
            kind = "may" if option.may else "not"
            label = option.words
            found[option.vehicle.pk].append(
                _bar(chosen.depart_at, chosen.return_at, day, label, kind)
            )
    return found


def _touches(chosen: Request, day: dt.date) -> bool:
    """Whether the request lies on the day shown."""
    assert chosen.depart_at
    assert chosen.return_at
    first, last = (timezone.localtime(at).date() for at in (chosen.depart_at, chosen.return_at))
    return first <= day <= last


def _name(trip: Trip) -> str:
    return trip.request.destination or trip.number


def _bar(start: dt.datetime, end: dt.datetime, day: dt.date, label: str, kind: str) -> Bar:
    first, last = _hour(start, day), _hour(end, day)
    scale = 1000 / (DAY_TO - DAY_FROM)
    x = (first - DAY_FROM) * scale
    return Bar(x, max((last - first) * scale, 4), label, kind)


def _hour(moment: dt.datetime, day: dt.date) -> float:
    local = timezone.localtime(moment)
    if local.date() != day:
        return DAY_FROM if local.date() < day else DAY_TO
    return min(max(local.hour + local.minute / 60, DAY_FROM), DAY_TO)


def explain(request: HttpRequest, vehicle: int, key: int) -> HttpResponse:
    """Why this car, why not that one: all clauses for one pairing, as a part of the board."""
    actor = Actor.of_request(request)
    chosen = queries.waiting(actor, actor.today).filter(pk=key).first()
    option = matching.option_for(actor, chosen, vehicle) if chosen else None
    act = registry.act(DISPATCH)
    context = {"option": option, "chosen": chosen, "act": act}
    return render(request, "vehicles/dispatch_why.html", context)
