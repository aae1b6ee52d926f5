"""Who is told of meetings, and the clock that ends those nobody ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from guanbiao.gate.perform import perform
from guanbiao.modules.desk.public import decided, send
from guanbiao.modules.meetings import inviting, preparing
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
    again = booking.series is not None and not decided("meetings.booking", booking.pk)
    asking = set() if again else {booking.person_id}
    _tell(booking, {*_serving(booking), *asking}, mark, "会议已预定")
    if again:
        _tell_once(booking)
    _notify(booking)


def _tell_once(booking: Booking) -> None:
    """Whoever repeats a meeting hears of all its times in one message, not of each."""
    at = timezone.localtime(booking.booked_at)
    mark = f"series:{booking.first_of_series}:{at:%Y%m%d%H}"
    title = f"系列会议已再次预定：{booking.title}，{booking.room}，各次见“系列预定”"
    send([booking.person_id], mark, title, "meetings.booking", booking.first_of_series)


def invited(event: Mapping[str, Any]) -> None:
    """Those asked to come learn when and where; those no longer asked, that they need not."""
    booking = _meeting(event)
    _notify(booking)
    gone = inviting.told(booking, event["gone"])
    _tell(booking, gone, f"uninvited:{event['time']}", "您不用参加会议")


def _notify(booking: Booking) -> None:
    """The notice, anew for each time and place."""
    mark = f"notice:{_when(booking):%Y%m%d%H%M}:{booking.room_id}"
    _tell(booking, inviting.told(booking), mark, "会议通知")


def assigned(event: Mapping[str, Any]) -> None:
    """Whoever is to prepare something learns of it; of several things of a meeting once an hour."""
    booking, hour = _meeting(event), event["time"][:13]
    _tell(booking, {event["person"]}, f"assigned:{hour}", "会务事项已指派给您")


def cancelled(event: Mapping[str, Any]) -> None:
    """Those who prepared it learn that it does not take place; whoever asked has it in writing."""
    booking = _meeting(event)
    told = {*_serving(booking), booking.person_id, *inviting.told(booking)}
    _tell(booking, told, "cancelled", "会议已取消")


def fell(event: Mapping[str, Any]) -> None:
    """Those who prepared a meeting, or were invited, learn that it lost its room at a change.

    Whoever asked is told by the desk how her case ended; of a meeting that was never booked those
    who prepare have not heard.
    """
    booking = _meeting(event)
    if booking.works.exists():
        words = f"会议暂不召开（{booking.get_state_display()}）"
        told = {*_serving(booking), *inviting.told(booking)}
        _tell(booking, told, f"fell:{event['time']}", words)


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
