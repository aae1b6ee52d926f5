"""A series: a meeting held again, and its remaining times cancelled in one step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guanbiao.gate.perform import perform
from guanbiao.kit import answers, details, shown
from guanbiao.modules.meetings import inviting
from guanbiao.modules.meetings.models import Booking, State
from guanbiao.modules.meetings.tables import BOOKINGS
from guanbiao.people.actor import Actor

BOOK, CANCEL = "meetings.booking.book", "meetings.booking.cancel"
INVITE = "meetings.booking.invite"
KEPT = (
    "title",
    "category",
    "conveying",
    "attendees",
    "leader",
    "layout",
    "flowers",
    "backdrop",
    "scenic",
)
"""What a repetition takes over as it is."""
ASKED = (State.APPROVING, State.BOOKED)
LEFT = {
    State.APPROVING: "还在审批，请到预定单的审批中撤回",
    State.ENDED: "会议已经结束，不能取消",
}
GONE = "没有占用会议室，不用取消"


@dataclass(frozen=True)
class Line:
    """What came of one time of a series."""

    begin: dt.datetime
    booking: Booking | None
    done: bool
    why: str


class SeriesForm(forms.Form):
    """How often a meeting is held again, and what answers the warnings."""

    every = forms.TypedChoiceField(
        label="间隔", coerce=int, choices=[(7, "每周"), (14, "每两周"), (28, "每四周"), (1, "每天")]
    )
    times = forms.IntegerField(label="再订几次", min_value=1, max_value=30, initial=4)
    reason = forms.CharField(
        label="说明", max_length=200, required=False, help_text="有提示条款时，作为各次预定的理由"
    )


class EndForm(forms.Form):
    """Why the rest of a series does not take place."""

    remark = forms.CharField(label="取消理由", max_length=300)


def series(request: HttpRequest, key: int) -> HttpResponse:
    """Hold a meeting again: each time is judged by itself, and what was skipped is told."""
    actor = Actor.of_request(request)
    booking = details.seen(BOOKINGS, actor, key)
    ends = "remark" in request.POST
    form = SeriesForm(None if ends else request.POST or None)
    ending = EndForm(request.POST if ends else None)
    report: list[Line] = []
    if form.is_valid():
        report = [_again(actor, booking, turn, form.cleaned_data) for turn in _turns(form)]
    elif ending.is_valid():
        report = _ended(actor, booking, ending.cleaned_data["remark"])
    times = occurrences(booking)
    context = {
        "booking": booking, "form": form, "ending": ending, "report": report, "ends": ends,
        "times": times if len(times) > 1 else [],
        "may_end": booking.person_id == actor.person_id
        and any(each.state in ASKED for each in _rest(times, booking)),
    }  # fmt: skip
    return render(request, "meetings/series.html", context)


def occurrences(booking: Booking) -> list[Booking]:
    """All times of the series a meeting belongs to, in order."""
    first = booking.first_of_series
    return list(Booking.objects.filter(Q(pk=first) | Q(series=first)).order_by("from_at", "pk"))


def _rest(times: list[Booking], booking: Booking) -> list[Booking]:
    """This time and those after it."""
    return [each for each in times if each.from_at >= booking.from_at]


def _ended(actor: Actor, booking: Booking, remark: str) -> list[Line]:
    """Cancel this time and those after it, each by itself, and tell what was left and why."""
    rest = _rest(occurrences(booking), booking)
    return [_cancelled(actor, each, remark) for each in rest if each.state != State.CANCELLED]


def _cancelled(actor: Actor, booking: Booking, remark: str) -> Line:
    begin = timezone.localtime(booking.from_at)
    if booking.state != State.BOOKED:
        return Line(begin, booking, done=False, why=LEFT.get(State(booking.state), GONE))
    outcome = perform(CANCEL, actor, booking.pk, {"remark": remark})
    return Line(begin, booking, done=outcome.ok, why="；".join(answers.errors(outcome)))


def _turns(form: SeriesForm) -> range:
    return range(1, form.cleaned_data["times"] + 1)


def _again(actor: Actor, booking: Booking, turn: int, said: dict[str, Any]) -> Line:
    """The time of one repetition, what came of it, and why it was skipped."""
    later = dt.timedelta(days=turn * said["every"])
    begin = timezone.localtime(booking.from_at) + later
    draft = {
        **{name: getattr(booking, name) for name in KEPT}, "room": booking.room_id,
        "series": booking.first_of_series,
        "services": booking.services.split("、") if booking.services else [],
        "from_at": f"{begin:%Y-%m-%dT%H:%M}",
        "to_at": f"{timezone.localtime(booking.to_at) + later:%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    outcome = perform(BOOK, actor, draft=draft)
    if outcome.wanting and said["reason"]:
        reasons = dict.fromkeys(outcome.wanting, said["reason"])
        outcome = perform(BOOK, actor, draft=draft, reasons=reasons)
    stops = [view.gist for view in shown.findings(outcome.findings) if view.stops]
    wants = ["有提示条款，请填写说明"] if outcome.wanting else []
    made = outcome.subject if outcome.ok else None
    unasked = _invited(actor, booking, made) if made else []
    why = "；".join([*answers.errors(outcome), *stops, *wants, *unasked])
    return Line(begin, made, done=outcome.ok, why=why)


def _invited(actor: Actor, booking: Booking, made: Booking) -> list[str]:
    """Those asked to the first time are asked to this one too; why not, if they are not."""
    guests = {"invited": inviting.still(booking), "outside": booking.outside}
    if not any(guests.values()):
        return []
    outcome = perform(INVITE, actor, made.pk, guests)
    return [] if outcome.ok else [f"参会人没有邀请：{'；'.join(answers.errors(outcome))}"]
