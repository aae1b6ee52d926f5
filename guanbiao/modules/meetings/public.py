"""What neighbours may ask of meetings: the rooms, and what hangs at the door of one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from guanbiao.kit import shown
from guanbiao.modules.meetings.models import Room, State

__all__ = ["Room", "at_door"]
EARLY = dt.timedelta(minutes=30)
"""From when before a meeting its door shows its code."""


def at_door(request: HttpRequest, room: Room) -> dict[str, Any]:
    """The meeting that is on, those that follow today, the code to sign in."""
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
    today = room.bookings.filter(from_at__lt=midnight, to_at__gt=now, state=State.BOOKED)
    coming = list(today.select_related("unit").order_by("from_at"))
    on = coming[0] if coming and coming[0].from_at - EARLY <= now else None
    address = reverse("meetings.sign", args=[on.code]) if on else ""
    return {
        "room": room, "on": on, "begun": on is not None and on.from_at <= now,
        "coming": [each for each in coming if each is not on],
        "code": shown.qr(request.build_absolute_uri(address)) if on else None,
    }  # fmt: skip
