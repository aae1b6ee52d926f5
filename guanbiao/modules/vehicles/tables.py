"""How vehicles, trips, drivers, fillings and quotas are listed and shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from guanbiao.gate.describe import Column, Lens, Related, Table
from guanbiao.modules.vehicles import facts, queries
from guanbiao.modules.vehicles.models import RequestState, State

SOON = dt.timedelta(days=30)


def _licence_runs_out(_: Any, on: dt.date) -> Q:
    return Q(licence_to__lt=on + SOON, active=True)


def _inspection_runs_out(_: Any, on: dt.date) -> Q:
    return Q(inspection_to__lt=on + SOON) & ~Q(state=State.DISPOSED)


def _insurance_runs_out(_: Any, on: dt.date) -> Q:
    return Q(insurance_to__lt=on + SOON) & ~Q(state=State.DISPOSED)


def _mine(actor: Any, __: dt.date) -> Q:
    return Q(applicant=actor.person_id)


def _waiting(_: Any, __: dt.date) -> Q:
    return Q(state=RequestState.WAITING)


def _green(_: Any, __: dt.date) -> Q:
    return Q(new_energy=True)


VEHICLES = Table(
    facts.VEHICLE,
    (
        "plate", "state", "category", "body", "model", "seats", "unit", "odometer",
        Column("since_service", "距上次保养", "number", "km"), "inspection_to", "insurance_to",
        Column("price", total=True),
    ),
    icon="car",
    search=("plate", "model", "unit__name"),
    filters=("category", "state", "unit", "new_energy"),
    lenses=(
        Lens("inspection", "30 天内年检到期", _inspection_runs_out),
        Lens("insurance", "30 天内保险到期", _insurance_runs_out),
        Lens("green", "新能源", _green),
    ),
    order=("plate", "pk"),
    sections=(
        ("车辆信息", (
            "category", "body", "model", "new_energy", "domestic", "displacement", "seats", "price",
            "purchased_on", "special_case", "luxury_fitting", "unit", "registered_to", "fixed_user",
        )),
        ("运行", (
            "odometer", Column("since_service", "距上次保养", "number", "km"), "serviced_on",
            "checked_on", "inspection_to", "insurance_to", "fuel_card", "month_quota",
            "quota_100km", "holiday_sealed",
        )),
        ("处置", ("disposed_on", "disposal_mode", "disposal_reason")),
    ),
    related=(
        Related("出车记录", "vehicles.trip", "vehicle"),
        Related("加油记录", "vehicles.fuel", "vehicle"),
    ),
    key=("plate",),
    also=queries.with_service,
)  # fmt: skip
REQUESTS = Table(
    facts.REQUEST,
    (
        "number", "state", "destination", "purpose", "unit", "applicant", "depart_at", "return_at",
        "category", "passengers", "urgent",
    ),
    icon="car",
    search=("number", "destination", "purpose", "applicant__name"),
    filters=("state", "category", "unit", "depart_at", "urgent"),
    lenses=(Lens("mine", "我申请的", _mine), Lens("waiting", "待派车", _waiting)),
    days=("depart_at", "return_at"),
    about=("category", "destination", Column("passengers", unit="人")),
    order=("-pk",),
    sections=(
        ("申请内容", (
            "number", "category", "unit", "applicant",
            Column("applicant__masked_phone", "联系电话"), "purpose", "depart_at", "return_at",
            "origin", "destination", "area", "distance_km", "passengers", "riders", "body",
            "pool_willing", "urgent", "lead_workdays",
        )),
        ("评价", ("rating", "rating_words")),
    ),
)  # fmt: skip
TRIPS = Table(
    facts.TRIP,
    (
        "number", "state", Column("vehicle__plate", "车牌号"), Column("driver__person", "驾驶员"),
        Column("request__destination", "目的地"), "dispatched_at", "departed_at", "returned_at",
        Column("fee", total=True),
    ),
    icon="doc",
    search=("number", "vehicle__plate", "driver__person__name", "request__destination"),
    filters=("state", "dispatched_at"),
    days=("request__depart_at", "request__return_at"),
    about=("vehicle__plate", "request__destination", "driver__person"),
    order=("-dispatched_at", "-pk"),
)  # fmt: skip
DRIVERS = Table(
    facts.DRIVER,
    (
        "person",
        "person__unit",
        "licence_class",
        "licence_to",
        "health_check_on",
        Column("person__masked_phone", "联系电话"),
        "active",
    ),
    icon="user",
    search=("person__name", "person__staff_no"),
    filters=("licence_class", "active", "licence_to"),
    lenses=(Lens("licence", "驾驶证 30 天内到期", _licence_runs_out),),
    order=("person__sort_key", "pk"),
)
FUEL = Table(
    facts.FUEL,
    (
        "at", "vehicle", "station", "fixed_point", Column("litres", total=True),
        Column("amount", total=True), "odometer", Column("recorded_by", "登记人"),
    ),
    icon="fuel",
    search=("vehicle__plate", "station"),
    filters=("at", "fixed_point"),
    days=("at",),
    order=("-at", "-pk"),
    key=("vehicle", "at"),
)  # fmt: skip
QUOTAS = Table(
    facts.QUOTA,
    (
        "category", "unit", Column("number", total=True),
        Column("held", "在册", "number", "辆"), Column("free", "空编", "number", "辆"),
        "basis", "from_day",
    ),
    icon="table",
    search=("unit__name", "basis"),
    filters=("category", "unit", "from_day"),
    order=("unit__path", "category", "-from_day"),
    key=("unit", "category", "from_day"),
    also=queries.with_held,
)  # fmt: skip
TABLES = (VEHICLES, REQUESTS, TRIPS, DRIVERS, FUEL, QUOTAS)
