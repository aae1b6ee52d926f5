"""Who is told of meetings, and the clock that ends those nobody ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from guanbiao.gate.perform import perform
from guanbiao.modules.desk.public import send
from guanbiao.modules.meetings import preparing
from guanbiao.modules.meetings.models import Booking, State
from guanbiao.people.actor import Actor
from guanbiao.people.models import Post

SERVING = "会务员"
"""The post that prepares meetings."""
LAPSE, FINISH = "meetings.lapse", "meetings.booking.finish"


def lapse() -> int:
    """End every meeting whose time ran out long enough ago; returns how many were.

    How long is long enough the standard says; where none does, nothing ends by itself.
    """
    clock, now = Actor.feed("会议时钟", (FINISH,)), timezone.now()
    over = Booking.objects.filter(state=State.BOOKED, to_at__lte=now).select_related("unit")
    return sum(perform(FINISH, clock, each.pk).ok for each in over if _due(each, now))


def _due(booking: Booking, now: dt.datetime) -> bool:
    day = timezone.localtime(booking.to_at).date()
    minutes = preparing.value(preparing.LAPSE, booking.unit, day)
    return minutes is not None and booking.to_at + dt.timedelta(minutes=int(minutes)) <= now


def booked(event: Mapping[str, Any]) -> None:
    """Those who prepare the room learn of a meeting, and whoever asked that it has its room."""
    booking = _meeting(event)
    mark = f"{_when(booking):%Y%m%d%H%M}:{booking.room_id}"
    _tell(booking, {*_serving(booking), booking.person_id}, mark, "会议已预定")


def cancelled(event: Mapping[str, Any]) -> None:
    """Those who prepared it learn that it does not take place; whoever asked has it in writing."""
    booking = _meeting(event)
    _tell(booking, {*_serving(booking), booking.person_id}, "cancelled", "会议已取消")


def fell(event: Mapping[str, Any]) -> None:
    """Those who prepared a meeting learn that it lost its room at a change.

    Whoever asked is told by the desk how her case ended; of a meeting that was never booked those
    who prepare have not heard.
    """
    booking = _meeting(event)
    if booking.works.exists():
        words = f"会议暂不召开（{booking.get_state_display()}）"
        _tell(booking, set(_serving(booking)), f"fell:{event['time']}", words)


def lapsed(event: Mapping[str, Any]) -> None:
    """Whoever held it learns that it counts as over, and may say how good it was."""
    booking = _meeting(event)
    _tell(booking, {booking.person_id}, "lapsed", "会议已到时结束，请评价会务")


def _meeting(event: Mapping[str, Any]) -> Booking:
    return Booking.objects.select_related("room__unit", "unit").get(pk=event["booking"])


def _when(booking: Booking) -> dt.datetime:
    return timezone.localtime(booking.from_at)


def _serving(booking: Booking) -> list[int]:
    """Those who prepare meetings in the bureau that keeps the room."""
    keeper = booking.room.unit.bureau() or booking.room.unit
    posts = Post.objects.in_force(timezone.localdate()).filter(role=SERVING)
    return list(
        posts.filter(unit__path__startswith=keeper.path).values_list("person_id", flat=True)
    )


def _tell(booking: Booking, persons: set[int], mark: str, words: str) -> None:
    title = f"{words}：{booking.title}，{_when(booking):%m-%d %H:%M}，{booking.room}"
    send(sorted(persons), f"meeting:{booking.pk}:{mark}", title, "meetings.booking", booking.pk)


JOBS = {LAPSE: lapse}
