"""Pages by hand: a new display, whose address stands on one answer only, and what a display shows.

What a display shows is asked for by nobody in particular: no session, no cookie, no link to
anything else. An address that is withdrawn, over or was never given answers the same.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from guanbiao.exchange import tokens
from guanbiao.gate.passage import Outcome
from guanbiao.kit import acting, names, shown
from guanbiao.library import in_force
from guanbiao.modules.displays.acts import TOKEN
from guanbiao.modules.displays.models import Display, Guess, Seen, State
from guanbiao.modules.displays.tables import DISPLAYS
from guanbiao.modules.meetings.public import at_door
from guanbiao.modules.numbers.public import wall
from guanbiao.people import cipher, signin

PUBLIC = "展示屏公示指标"
"""The list of the standard that names the numbers anybody may see."""
PER_MINUTE = 30
"""A display asks once a minute; more is a device gone wrong, or somebody else's program."""
GUESSES = 10
"""Displays that are gone may go on asking; more from one address is somebody who tries."""
ALONE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """The kit's page of a new display; what follows it tells the address, once."""
    at, made = names.of(DISPLAYS), list[Display]()

    def back(outcome: Outcome | None) -> str:
        made.extend([outcome.subject] if outcome else [])
        return at.list()

    answer = acting.page(request, "displays.display.register", None, back, check=at.to("check"))
    if not made:
        return answer
    (display,) = made
    place = reverse("displays.show", args=[display.token])
    address = request.build_absolute_uri(place)
    context = {"d": display, "address": address, "code": shown.qr(address)}
    return render(request, "displays/made.html", context)


@never_cache
def show(request: HttpRequest, token: str) -> HttpResponse:
    """The one page of a display."""
    today = timezone.localdate()
    found = Display.objects.select_related("unit", "room").filter(
        mark=cipher.mark(token, TOKEN), state=State.LIVE, to_day__gte=today
    )  # fmt: skip
    display = found.first()
    if display is None and _guessed(signin.address_of(request)):
        return _said("displays/gone.html", {"contact": settings.CONTACT}, 404)
    if display is None or not _counted(display):
        return _said("displays/often.html", {"contact": settings.CONTACT}, 429)
    if display.room is not None:
        return _said("displays/door.html", at_door(request, display.room))
    told = wall(display.unit, today, _public(display), request.GET.get("page", ""))
    return _said("displays/wall.html", {"unit": display.unit, **told})


def _public(display: Display) -> list[str]:
    """Which numbers the standard in force lets everybody see; none where it says nothing."""
    found = in_force.checklist_for(PUBLIC, display.unit, timezone.localdate())
    return [item.label for item in found.items] if found else []


def _counted(display: Display) -> bool:
    """Note that it is there; False where it asks too often."""
    Seen.objects.get_or_create(display=display)
    return tokens.within(Seen.objects.filter(display=display), PER_MINUTE)


def _guessed(address: str | None) -> bool:
    """Note that an address asked for what does not exist; False where it asks too often.

    It holds nobody back who knows a display: others may stand behind the same address.
    """
    if address is None:
        return True
    Guess.objects.get_or_create(address=address)
    return tokens.within(Guess.objects.filter(address=address), GUESSES)


def _said(template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Made without the request: nothing of whoever may be signed in on the device gets in."""
    text = render_to_string(template, context)
    return HttpResponse(text, status=status, headers=ALONE)
