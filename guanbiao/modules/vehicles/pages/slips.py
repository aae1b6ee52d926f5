"""The slip a driver takes along (派车单): on A4 by the browser, or as a sealed PDF."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guanbiao.exchange import prints
from guanbiao.gate.models import Receipt
from guanbiao.kit import shown, words
from guanbiao.modules.vehicles.models import Trip
from guanbiao.modules.vehicles.pages import trips
from guanbiao.modules.vehicles.tables import REQUESTS, TRIPS
from guanbiao.people.actor import Actor

BLANK = "　　月　　日　　时　　分"
"""Where the driver writes the time by hand."""
SEAL = "派车专用章"


def page(request: HttpRequest, key: int) -> HttpResponse:
    """The slip on A4, with a code that opens its receipt."""
    actor = Actor.of_request(request)
    found = trips.seen(actor, key)
    receipt = _receipt(found)
    context = {
        "t": found, "receipt": receipt, "opinions": prints.opinions(REQUESTS, found.request),
        "code": shown.qr(prints.proof(request, receipt)) if receipt else None,
        "printed_at": timezone.localtime(), "printed_by": actor.name, "blank": BLANK, "seal": SEAL,
    }  # fmt: skip
    return render(request, "vehicles/trip_print.html", context)


def pdf(request: HttpRequest, key: int) -> FileResponse:
    """The same as PDF: a file that leaves, noted and sealed."""
    found = trips.seen(Actor.of_request(request), key)
    said = prints.opinions(REQUESTS, found.request)
    title = f"公务用车派车单　{found.number}"
    told = [
        (heading, [{"label": label, "value": str(value)} for label, value in cells.items()])
        for heading, cells in sections(found).items()
    ]
    return prints.sheet(request, TRIPS, found, told, _receipt(found), said, SEAL, title)


def sections(trip: Trip) -> dict[str, dict[str, Any]]:
    """What the slip says, under its headings; what is not known yet is a blank to fill in."""
    wish, car = trip.request, trip.vehicle
    out, back = trip.odometer_out, trip.odometer_in
    driven = None if out is None or back is None else back - out
    return {
        "用车": {
            "用车单位": wish.unit.name, "用车类别": wish.get_category_display(),
            "用车人": f"{wish.applicant.name}　{wish.applicant.masked_phone}",
            "乘车人数": f"{wish.passengers} 人", "乘车人": wish.riders, "用车事由": wish.purpose,
            "出发地点": wish.origin,
            "目的地": f"{wish.destination}，单程 {words.number(wish.distance_km)} km",
            "计划出车": words.moment(trip.planned.lower),
            "计划回场": words.moment(trip.planned.upper),
        },
        "派车": {
            "车牌号码": car.plate, "车型": f"{car.body} {car.seats} 座", "驾驶员": _drivers(trip),
            "派车审核": f"{trip.dispatcher or ''}　{words.moment(trip.dispatched_at)}".strip(),
            "备注": trip.note,
        },
        "行驶": {
            "实际出车": words.moment(trip.departed_at) if trip.departed_at else BLANK,
            "实际回场": words.moment(trip.returned_at) if trip.returned_at else BLANK,
            "起始里程": _km(out), "终止里程": _km(back), "行驶里程": _km(driven),
            "通行停车": f"{words.money(trip.fee) if trip.fee is not None else '　　　　'} 元",
            "驾驶员签字": "", "用车人签字": "",
        },
    }  # fmt: skip


def _receipt(trip: Trip) -> Receipt | None:
    """The receipt of the dispatch, which the slip is; none where trips were brought in many."""
    own = Receipt.objects.filter(entity="vehicles.trip", key=str(trip.pk))
    return own.filter(act="vehicles.trip.dispatch").order_by("at").first()


def _drivers(trip: Trip) -> str:
    second = trip.second_driver
    return "、".join(str(each) for each in (trip.driver, second) if each)


def _km(reading: Any) -> str:
    return f"{words.number(reading) if reading is not None else '　　　　'} km"
