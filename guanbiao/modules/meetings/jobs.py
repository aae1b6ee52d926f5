"""Who is told of meetings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from guanbiao.modules.desk.public import send
from guanbiao.modules.meetings.models import Booking
from guanbiao.people.models import Post

SERVING = "会务员"
"""The post that prepares meetings."""


def booked(event: Mapping[str, Any]) -> None:
    """Those who prepare the room learn of a meeting, and whoever asked that it has its room."""
    booking = Booking.objects.select_related("room", "unit").get(pk=event["booking"])
    posts = Post.objects.in_force(timezone.localdate()).filter(
        role=SERVING, unit__path__startswith=(booking.room.unit.bureau() or booking.room.unit).path
    )
    told = {*posts.values_list("person_id", flat=True), booking.person_id}
    when = timezone.localtime(booking.from_at)
    title = f"会议已预定：{booking.title}，{when:%m-%d %H:%M}，{booking.room}"
    send(sorted(told), f"meeting:{booking.pk}:{when:%Y%m%d%H%M}", title, "meetings.booking",
         booking.pk)  # fmt: skip
