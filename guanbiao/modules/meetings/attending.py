"""What meetings want of a person: work to be done before them, and where she is expected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse

from guanbiao.gate import authority
from guanbiao.gate.portal import Dated
from guanbiao.modules.meetings import facts, inviting
from guanbiao.modules.meetings.models import Booking, Done, State, Work

DO = "meetings.work.do"


def dated(actor: Any, first: dt.datetime, last: dt.datetime) -> list[Dated]:
    """Work that is hers or anybody's to do, meetings she is invited to, and those she booked."""
    return [*_works(actor, first, last), *_meetings(actor, first, last)]


def _works(actor: Any, first: dt.datetime, last: dt.datetime) -> Iterator[Dated]:
    mine = authority.visible(actor, DO, actor.today)
    free = Q(owner=None) | Q(owner=actor.person)
    rows = Work.objects.filter(mine, free, state=Done.OPEN, due_at__gte=first, due_at__lt=last)
    for work in rows.select_related("booking__room"):
        label = f"{work.label}：{work.booking.title}，{work.booking.room.name}"
        yield Dated(label, "会务", work.due_at, facts.WORK.address(work.pk), due=True)


def _meetings(actor: Any, first: dt.datetime, last: dt.datetime) -> Iterator[Dated]:
    if actor.person is None:
        return
    rows = Booking.objects.filter(state=State.BOOKED, from_at__gte=first, from_at__lt=last)
    rows = rows.filter(Q(person=actor.person) | invited(actor)).select_related("room")
    for booking in rows:
        own = booking.person_id == actor.person_id
        page = "meetings.booking" if own else "meetings.notice"
        kind = "我的会议" if own else "参会"
        label = f"{booking.title}，{booking.room.name}"
        yield Dated(label, kind, booking.from_at, reverse(page, args=[booking.pk]))


def invited(actor: Any) -> Q:
    """Bookings whose list of those invited holds a line of this person, in her own region."""
    line = inviting.line_of(actor.person)
    whole = Q(invited=line) | Q(invited__contains=f"\n{line}\n")
    edges = Q(invited__startswith=f"{line}\n") | Q(invited__endswith=f"\n{line}")
    return (whole | edges) & Q(unit__region=actor.person.unit.region_id)
