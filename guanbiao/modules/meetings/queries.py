"""Which rooms serve a meeting: free then, large enough, with the devices wanted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Prefetch, Q
from django.utils import timezone

from guanbiao.modules.meetings.models import HOLDING, Booking, Device, Health, Open, Room


@dataclass(frozen=True)
class Wanted:
    """When a meeting is, for how many, with which devices; ``but`` is the booking itself."""

    first: dt.datetime
    last: dt.datetime
    seats: int = 1
    devices: tuple[str, ...] = ()
    but: int | None = None


@dataclass(frozen=True)
class Found:
    """A room and what speaks against it; nothing does where it serves."""

    room: Room
    against: list[str]
    devices: list[Device]


def overlapping(wanted: Wanted) -> Any:
    """What holds a room while the meeting lasts."""
    rows = Booking.objects.filter(
        from_at__lt=wanted.last, to_at__gt=wanted.first, state__in=HOLDING
    )
    return rows.exclude(pk=wanted.but) if wanted.but else rows


def best_first(rows: Any, wanted: Wanted) -> Any:
    """Rooms that serve before those that do not, and the smallest of them first.

    The ways out of a stop are tried in this order, and only the first dozen are.
    """
    small = ExpressionWrapper(Q(seats__lt=wanted.seats), BooleanField())
    broken = Device.objects.filter(room=OuterRef("pk"), state=Health.BROKEN)
    taken = overlapping(wanted).filter(room=OuterRef("pk"))
    return rows.annotate(taken=Exists(taken), small=small, broken=Exists(broken)).order_by(
        "taken", "small", "broken", "seats", "name"
    )


def search(rows: Any, wanted: Wanted) -> list[Found]:
    """All these rooms, those that serve first; each with what speaks against it."""
    held = overlapping(wanted).select_related("unit").order_by("from_at")
    rooms = rows.prefetch_related(
        Prefetch("bookings", held, to_attr="held"), "devices"
    ).order_by("seats", "name")  # fmt: skip
    found = [
        Found(room, list(_against(room, wanted)), sorted(room.devices.all(), key=_name))
        for room in rooms
    ]
    return sorted(found, key=lambda each: bool(each.against))


def _name(device: Device) -> str:
    return device.name


def _against(room: Any, wanted: Wanted) -> Iterable[str]:
    if room.state != Open.OPEN:
        yield "已停用"
    for other in room.held:
        first, last = timezone.localtime(other.from_at), timezone.localtime(other.to_at)
        yield f"{first:%m-%d %H:%M}–{last:%H:%M} 已由{other.unit.short_name}预定"
    if room.seats < wanted.seats:
        yield f"只有 {room.seats} 座"
    working = {device.name for device in room.devices.all() if device.state == Health.FINE}
    missing = [name for name in wanted.devices if name not in working]
    if missing:
        yield f"没有可用的{'、'.join(missing)}"
