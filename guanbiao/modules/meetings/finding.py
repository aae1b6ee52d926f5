"""Looking for a room: what serves the meeting, what does not and why; the way to the booking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from guanbiao.gate import authority, registry
from guanbiao.gate.passage import Outcome
from guanbiao.kit import acting, names, routes
from guanbiao.kit.fields import moment
from guanbiao.modules.meetings.forms import next_office_hour
from guanbiao.modules.meetings.models import Device, Room
from guanbiao.modules.meetings.queries import Wanted, search
from guanbiao.modules.meetings.tables import BOOKINGS, ROOMS
from guanbiao.people.actor import Actor

BOOK = "meetings.booking.book"
WRITTEN = "%Y-%m-%dT%H:%M"
FILLED = ("room", "from_at", "to_at", "attendees")
"""What an address may fill into the form of a booking."""
MOST_DIGITS = 10
LASTS = dt.timedelta(hours=2)


class FindForm(forms.Form):
    """When, for how many, with what."""

    from_at = moment("开始时间")
    to_at = moment("结束时间")
    seats = forms.IntegerField(label="座位数（座）", min_value=1, max_value=9999, required=False)
    devices = forms.MultipleChoiceField(
        label="设备", required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        """A meeting ends after it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("from_at"), cleaned.get("to_at")
        if first and last and last <= first:
            self.add_error("to_at", "结束时间应晚于开始时间。")
        return cleaned

    def wanted(self) -> Wanted | None:
        """What a room must serve; none where it was not said rightly."""
        if not self.is_valid():
            return None
        said = self.cleaned_data
        return Wanted(said["from_at"], said["to_at"], said["seats"] or 1, tuple(said["devices"]))


def find(request: HttpRequest) -> HttpResponse:
    """All rooms of one's sight, those that serve the meeting first, each with a way to book it."""
    actor = Actor.of_request(request)
    rows = Room.objects.filter(authority.visible(actor, ROOMS.view, actor.today))
    form = FindForm(request.GET if "from_at" in request.GET else _usual(actor))
    known = Device.objects.filter(room__in=rows).order_by("name").values_list("name", flat=True)
    form.fields["devices"].choices = [(name, name) for name in known.distinct()]  # type: ignore[attr-defined]
    wanted = form.wanted()
    found = search(rows, wanted) if wanted else []
    context = {
        "form": form, "wanted": wanted,
        "free": [(each, _way(each.room, wanted)) for each in found if not each.against],
        "others": [each for each in found if each.against],
    }  # fmt: skip
    return render(request, "meetings/find.html", context)


def _usual(actor: Actor) -> dict[str, str]:
    begin = next_office_hour(actor, actor.today)
    return {"from_at": begin.strftime(WRITTEN), "to_at": (begin + LASTS).strftime(WRITTEN)}


def _way(room: Room, wanted: Wanted | None) -> str:
    assert wanted is not None
    seats = wanted.seats if wanted.seats > 1 else None
    return booking_of(room, wanted.first, wanted.last, seats)


def booking_of(
    room: Room, first: dt.datetime, last: dt.datetime, attendees: int | None = None
) -> str:
    """The address of the booking form with room and times filled in."""
    said: dict[str, object] = {
        "room": room.pk, "from_at": timezone.localtime(first).strftime(WRITTEN),
        "to_at": timezone.localtime(last).strftime(WRITTEN),
    }  # fmt: skip
    if attendees:
        said["attendees"] = attendees
    return f"{reverse('meetings.booking.new')}?{urlencode(said)}"


def book(request: HttpRequest) -> HttpResponse:
    """The kit's page of a new booking, begun with the room and the times of the address."""
    initial = _said(request.GET)
    if not initial:
        return routes.new(request, BOOKINGS, registry.act(BOOK))
    at = names.of(BOOKINGS)

    def back(outcome: Outcome | None) -> str:
        return at.detail(outcome.subject.pk) if outcome else at.list()

    return acting.page(request, BOOK, None, back, initial=initial, check=at.to("check"))


def _said(address: Mapping[str, str]) -> dict[str, str]:
    """What of the address the form can read; the rest is left to the form's own guess."""
    return {name: address[name] for name in FILLED if _readable(name, address.get(name, ""))}


def _readable(name: str, text: str) -> bool:
    if name in ("room", "attendees"):
        return text.isdecimal() and len(text) < MOST_DIGITS
    try:
        return bool(registry.act(BOOK).form.base_fields[name].to_python(text))
    except forms.ValidationError:
        return False
