"""The notice of a meeting: for those invited, who see nothing else of the booking."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from guanbiao.kit import details
from guanbiao.kit.hiding import obeying
from guanbiao.modules.meetings import inviting
from guanbiao.modules.meetings.models import Booking
from guanbiao.modules.meetings.tables import BOOKINGS
from guanbiao.people.actor import Actor

SHOWN = obeying(details.page, BOOKINGS)


def booking(request: HttpRequest, key: int) -> HttpResponse:
    """The kit's page of a booking; whoever is only invited is led to the notice."""
    try:
        return SHOWN(request, key=key)  # type: ignore[return-value]
    except Http404:
        if _invited(Actor.of_request(request), key) is None:
            raise
        return redirect("meetings.notice", key)


def notice(request: HttpRequest, key: int) -> HttpResponse:
    """When, where and what, on A4; for those invited and those who see the booking."""
    actor = Actor.of_request(request)
    mine = _invited(actor, key)
    found = mine or details.seen(BOOKINGS, actor, key)
    names = found.invited.split("\n") if found.invited else []
    context = {
        "booking": found, "names": names, "invited": mine is not None,
        "printed_by": actor.name, "printed_at": timezone.localtime(),
    }  # fmt: skip
    return render(request, "meetings/notice.html", context)


def _invited(actor: Actor, key: int) -> Booking | None:
    """The booking, where this person is asked to come."""
    found = Booking.objects.select_related("room", "unit").filter(pk=key).first()
    if found is None or not found.invited or actor.person_id not in inviting.told(found):
        return None
    return found
