"""The page of a request is the kit's; the deck under it is the case's and the trip's."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guanbiao.gate import authority, registry, rights, standing
from guanbiao.gate.describe import Table
from guanbiao.gate.models import Refusal
from guanbiao.kit import details
from guanbiao.modules.vehicles.acts.requests import MENDABLE
from guanbiao.modules.vehicles.facts import REQUEST
from guanbiao.modules.vehicles.models import Request, RequestState
from guanbiao.people.actor import Actor

ADJUST, RATE = "vehicles.request.adjust", "vehicles.request.rate"
DISPATCH = "vehicles.trip.dispatch"
DRIVING = ("vehicles.trip.depart", "vehicles.trip.come_back")
WITHDRAWABLE = (RequestState.APPROVING, RequestState.WAITING, RequestState.SENT_BACK)


def page(request: HttpRequest, table: Table, key: int) -> HttpResponse:
    """The request with its case and the deck of what may be done now."""
    actor = Actor.of_request(request)
    found = details.seen(table, actor, key)
    context = details.shown_of(table, actor, found)
    context |= _deck(actor, found, {task.act: task for task in context["mine"]})
    context["title"] = f"赴{found.destination or '—'}用车"
    return render(request, "vehicles/request.html", context)


def _deck(actor: Actor, found: Request, tasks: dict[str, Any]) -> dict[str, Any]:
    """What this person may do with it: by a task of hers, or because it is her own request."""
    own = found.applicant_id == actor.person_id
    return {
        "dispatching": tasks.get(DISPATCH), "rating": tasks.get(RATE),
        "driving": next((task for act, task in tasks.items() if act in DRIVING), None),
        "may_adjust": _may_adjust(actor, found),
        "may_withdraw": own and found.state in WITHDRAWABLE,
        "may_mend": own and found.state in MENDABLE,
        "refusals": Refusal.objects.filter(entity=REQUEST.name, key=str(found.pk)).count(),
        "trips": list(found.trips.select_related("vehicle", "driver__person").order_by("-pk")),
    }  # fmt: skip


def _may_adjust(actor: Actor, found: Request) -> bool:
    """Offered where it is granted, the request stands right and some field is left open."""
    act = registry.act(ADJUST)
    if not standing.allows(act, found):
        return False
    if not authority.may(actor, act.name, found, act.entity, actor.today):
        return False
    held = rights.fields(actor, act, found, actor.today)
    return any(name not in held or not held[name].right.closed for name in act.form.base_fields)
