"""Pages by hand: the day of the rooms, seat plan, list to sign, door, signing in, the notice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from guanbiao.gate import authority
from guanbiao.gate.days import day_of_text, morning
from guanbiao.gate.describe import Table
from guanbiao.kit import acting, answers, details, lists
from guanbiao.kit.hiding import obeying
from guanbiao.modules.meetings import attending, inviting
from guanbiao.modules.meetings.finding import booking_of
from guanbiao.modules.meetings.models import HOLDING, Booking, Open, Room, State
from guanbiao.modules.meetings.public import at_door
from guanbiao.modules.meetings.seating import SEAT, chart
from guanbiao.modules.meetings.tables import BOOKINGS, ROOMS, WORKS
from guanbiao.people.actor import Actor

FIRST, LAST = 7, 21
"""Hours of the time axis."""
MORNING, USUAL, SHORTEST = 9, dt.timedelta(hours=2), dt.timedelta(minutes=30)
"""When a meeting begins in a day that is free, how long it takes, and how short it may be."""
SCALE = 1000 / (LAST - FIRST)
MOST_LINES = 400
"""Empty lines of a list to sign; a larger meeting signs in by the code."""
A_LEAF = 15
BOOK, SEATING = "meetings.booking.book", "meetings.booking.seat"
FINISH, CLAIM = "meetings.booking.finish", "meetings.work.claim"
MANY, HELD = 50, (State.BOOKED, State.ENDED)
"""How many invitations are listed; in which states a meeting of the past was held."""
DAYS = 7
"""Days of the page of one room."""


def _booking(request: HttpRequest, table: Table, key: int) -> HttpResponse:
    """The kit's page of a booking, which is not ended before it has begun."""
    actor = Actor.of_request(request)
    context = details.shown_of(table, actor, details.seen(table, actor, key))
    if context["row"].from_at >= timezone.now():
        context["offers"] = [each for each in context["offers"] if each.act.name != FINISH]
    return render(request, "kit/detail.html", context)


def _work(request: HttpRequest, table: Table, key: int) -> HttpResponse:
    """The kit's page of a piece of work; how the whole meeting was decided stands on its own."""
    actor = Actor.of_request(request)
    context = details.shown_of(table, actor, details.seen(table, actor, key))
    slip = context["slip"]
    if slip and slip.receipt.entity != table.entity.name:
        context["slip"] = None
    if context["row"].owner_id:
        context["offers"] = [each for each in context["offers"] if each.act.name != CLAIM]
    return render(request, "meetings/work.html", context)


SHOWN = obeying(_booking, BOOKINGS)
"""The page of a booking as one may see it."""
work = obeying(_work, WORKS)
"""The page of a piece of work, likewise."""


@dataclass(frozen=True)
class Bar:
    """A meeting on the time axis: x and width in thousandths of the day shown."""

    x: float
    width: float
    label: str
    kind: str
    href: str


def day(request: HttpRequest) -> HttpResponse:
    """All rooms of one's sight on a day; what one may not see of a meeting is only whose it is."""
    actor = Actor.of_request(request)
    on = day_of_text(request.GET.get("on", "")) or actor.today
    rooms = _rooms(actor)
    context = {
        "on": on, "before": on - dt.timedelta(days=1), "after": on + dt.timedelta(days=1),
        "hours": _hours(),
        "lanes": _lanes(actor, rooms, on), "books": answers.may(actor, BOOK),
    }  # fmt: skip
    return render(request, "meetings/day.html", context)


def week(request: HttpRequest, key: int) -> HttpResponse:
    """One room day by day: what it is taken for, and when it may be booked."""
    actor = Actor.of_request(request)
    room = details.seen(ROOMS, actor, key)
    on = day_of_text(request.GET.get("on", "")) or actor.today
    days = [on + dt.timedelta(days=turn) for turn in range(DAYS)]
    context = {
        "room": room, "on": on, "before": on - dt.timedelta(days=DAYS),
        "after": on + dt.timedelta(days=DAYS), "hours": _hours(),
        "lanes": [(each, _lanes(actor, [room], each)[0][1]) for each in days],
        "books": answers.may(actor, BOOK) and room.state == Open.OPEN,
    }  # fmt: skip
    return render(request, "meetings/week.html", context)


def _hours() -> list[tuple[int, float]]:
    return [(hour, (hour - FIRST) * SCALE) for hour in range(FIRST + 1, LAST, 2)]


def _rooms(actor: Actor) -> list[Room]:
    seen = authority.visible(actor, ROOMS.view, actor.today)
    return list(Room.objects.filter(seen).order_by("-state", "name"))


def _lanes(actor: Actor, rooms: list[Room], on: dt.date) -> list[tuple[Room, list[Bar]]]:
    start = morning(on)
    held = Booking.objects.filter(
        room__in=rooms, from_at__lt=start + dt.timedelta(days=1), to_at__gt=start,
        state__in=HOLDING,
    ).select_related("unit")  # fmt: skip
    open_to_me = set(
        held.filter(authority.visible(actor, BOOKINGS.view, on)).values_list("pk", flat=True)
    )
    lanes: dict[int, list[Booking]] = {room.pk: [] for room in rooms}
    for booking in held.order_by("from_at"):
        lanes[booking.room_id].append(booking)
    books = answers.may(actor, BOOK)
    return [
        (room, [*(_bar(each, start, seen=each.pk in open_to_me) for each in lanes[room.pk]),
                *(_gaps(room, lanes[room.pk], start) if books else ())])
        for room in rooms
    ]  # fmt: skip


def _gaps(room: Room, held: list[Booking], start: dt.datetime) -> list[Bar]:
    """The time in which an open room is still free, each with a way to its booking."""
    if room.state != Open.OPEN:
        return []
    edge, last = start + dt.timedelta(hours=FIRST), start + dt.timedelta(hours=LAST)
    edge = max(edge, _next_half_hour())
    found = []
    for begin, end in [*((each.from_at, each.to_at) for each in held), (last, last)]:
        if begin - edge >= SHORTEST:
            found.append(_gap(room, edge, min(begin, last), start))
        edge = max(edge, end)
    return found


def _next_half_hour() -> dt.datetime:
    now = timezone.localtime()
    hour = now.replace(minute=0, second=0, microsecond=0)
    return hour + SHORTEST * (1 if now.minute < 30 else 2)


def _gap(room: Room, edge: dt.datetime, end: dt.datetime, start: dt.datetime) -> Bar:
    morning = start + dt.timedelta(hours=MORNING)
    begin = morning if edge <= morning <= end - SHORTEST else edge
    href = booking_of(room, begin, min(begin + USUAL, end))
    words = f"空闲 {timezone.localtime(edge):%H:%M}–{timezone.localtime(end):%H:%M}，预定"
    x, width = _place(edge, end, start)
    return Bar(x, width, words, "book", href)


def _place(first: dt.datetime, last: dt.datetime, start: dt.datetime) -> tuple[float, float]:
    """Where a time stands on the axis, and how wide; never too thin to be seen."""
    hours = [
        min(max((moment - start).total_seconds() / 3600, FIRST), LAST) for moment in (first, last)
    ]
    return (hours[0] - FIRST) * SCALE, max((hours[1] - hours[0]) * SCALE, 4)


def _bar(booking: Booking, start: dt.datetime, *, seen: bool) -> Bar:
    label = f"{booking.title if seen else '已占用'} {booking.unit.short_name}"
    kind = {State.APPROVING: "may", State.ENDED: "fix"}.get(State(booking.state), "run")
    href = reverse("meetings.booking", args=[booking.pk]) if seen else ""
    x, width = _place(booking.from_at, booking.to_at, start)
    return Bar(x, width, label, kind, href)


def seats(request: HttpRequest, key: int) -> HttpResponse:
    """The seat plan of a meeting, and a card for each name."""
    actor = Actor.of_request(request)
    booking = details.seen(BOOKINGS, actor, key)
    names = booking.seating.split("\n") if booking.seating else []
    plan = chart(booking.layout, booking.attendees, names)
    offered = lists.offered(BOOKINGS, actor, booking)
    context = {
        "booking": booking, "chart": plan, "seat": SEAT, "names": names,
        "may_seat": any(act.name == SEATING for act in offered),
    }  # fmt: skip
    return render(request, "meetings/seats.html", context)


def sheet(request: HttpRequest, key: int) -> HttpResponse:
    """A list to sign by hand, on paper: the names on the seat plan, else those invited."""
    actor = Actor.of_request(request)
    booking = details.seen(BOOKINGS, actor, key)
    known = booking.seating.split("\n") if booking.seating else inviting.lines(booking)
    empty = min(max(booking.attendees - len(known), 0), MOST_LINES)
    context = {
        "booking": booking, "printed_by": actor.name, "printed_at": timezone.localtime(),
        "lines": list(enumerate(known + [""] * empty, 1)), "a_leaf": A_LEAF,
    }  # fmt: skip
    return render(request, "meetings/sheet.html", context)


def door(request: HttpRequest, key: int) -> HttpResponse:
    """What hangs at the door: the meeting that is on, those that follow, the code to sign in."""
    actor = Actor.of_request(request)
    room = details.seen(ROOMS, actor, key)
    return render(request, "meetings/door.html", at_door(request, room))


def sign(request: HttpRequest, code: str) -> HttpResponse:
    """Sign in to the meeting whose code was scanned."""
    booking = Booking.objects.filter(code=code).select_related("room").first()
    if booking is None:
        raise Http404
    outcome = acting.attempt(request, "meetings.attendance.sign", code=code)
    if outcome is not None and outcome.ok:
        return redirect("meetings.sign", code)
    mine = booking.signed.filter(person=Actor.of_request(request).person).first()
    context = {"booking": booking, "mine": mine, **answers.told(outcome)}
    return render(request, "meetings/sign.html", context, status=422 if outcome else 200)


def booking(request: HttpRequest, key: int) -> HttpResponseBase:
    """The kit's page of a booking; whoever is only invited is led to the notice."""
    try:
        return SHOWN(request, key=key)
    except Http404:
        if _invited(Actor.of_request(request), key) is None:
            raise
        return redirect("meetings.notice", key)


def notice(request: HttpRequest, key: int) -> HttpResponse:
    """When, where and what, on A4; for those invited and those who see the booking."""
    actor = Actor.of_request(request)
    mine = _invited(actor, key)
    found = mine or details.seen(BOOKINGS, actor, key)
    names = inviting.lines(found)
    context = {
        "booking": found, "names": names, "invited": mine is not None,
        "printed_by": actor.name, "printed_at": timezone.localtime(),
    }  # fmt: skip
    return render(request, "meetings/notice.html", context)


def invited(request: HttpRequest) -> HttpResponse:
    """The meetings this person is asked to come to, each with its notice and nothing else of it."""
    actor, now = Actor.of_request(request), timezone.now()
    rows = Booking.objects.filter(attending.invited(actor)).select_related("room")
    context = {
        "coming": rows.filter(state=State.BOOKED, to_at__gte=now).order_by("from_at", "pk")[:MANY],
        "past": rows.filter(state__in=HELD, to_at__lt=now).order_by("-from_at", "-pk")[:MANY],
    }  # fmt: skip
    return render(request, "meetings/invited.html", context)


def _invited(actor: Actor, key: int) -> Booking | None:
    """The booking, where this person is asked to come."""
    found = Booking.objects.select_related("room", "unit").filter(pk=key).first()
    if found is None or not found.invited or actor.person_id not in inviting.told(found):
        return None
    return found
