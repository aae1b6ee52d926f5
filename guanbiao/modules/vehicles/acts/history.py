"""Records of the time before the platform: facts as they were, judged by the audit alone."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from psycopg.types.range import TimestamptzRange

from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.passage import Passage
from guanbiao.modules.vehicles import facts, forms
from guanbiao.modules.vehicles.acts.requests import calendar_facts, next_number
from guanbiao.modules.vehicles.models import Request, RequestState, Trip, TripState

PAST = "补录既往事实，不替代审批；由审计按当时有效的条款逐条判定"


def record_request(passage: Passage) -> Request:
    """Keep a request that was answered elsewhere."""
    return Request.objects.bulk_create([_past(passage.draft)])[0]


def record_requests(_: Passage, drafts: list[dict[str, Any]]) -> list[Model]:
    """Many at once."""
    return [*Request.objects.bulk_create([_past(draft) for draft in drafts])]


def _past(draft: dict[str, Any]) -> Request:
    request = Request(
        **draft, number=next_number("YC", draft["submitted_at"]), unit=draft["applicant"].unit,
        state=RequestState.DONE,
    )  # fmt: skip
    for name, value in calendar_facts(request, draft["submitted_at"]).items():
        setattr(request, name, value)
    return request


def record_trip(passage: Passage) -> Trip:
    """Keep a trip that was driven before."""
    return Trip.objects.bulk_create([_trip(passage.draft)])[0]


def record_trips(_: Passage, drafts: list[dict[str, Any]]) -> list[Model]:
    """Many at once; a trip that overlaps another of the same car or driver is refused."""
    return [*Trip.objects.bulk_create([_trip(draft) for draft in drafts])]


def _trip(draft: dict[str, Any]) -> Trip:
    return Trip(
        **draft,
        number=next_number("PC", draft["dispatched_at"]),
        state=TripState.DONE,
        planned=TimestamptzRange(draft["departed_at"], draft["returned_at"]),
        odometer_last=draft["odometer_out"],
        vehicle_state=draft["vehicle"].state,
    )


ACTS = (
    Act("vehicles.request.record", "补录用车申请", facts.REQUEST, forms.PastRequestForm,
        record_request, facts.REQUEST_FACTS, Kind.CREATE, record_requests, unjudged=PAST),
    Act("vehicles.trip.record", "补录行程", facts.TRIP, forms.PastTripForm, record_trip,
        facts.TRIP_FACTS, Kind.CREATE, record_trips, unjudged=PAST),
)  # fmt: skip
