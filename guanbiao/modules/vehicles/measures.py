"""Numbers of the fleet, each with its formula and the rows it counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, F, FloatField, OuterRef, Q, Sum
from django.db.models.functions import Cast, Extract, NullIf
from psycopg.types.range import TimestamptzRange

from guanbiao.audit.measuring import Median, share
from guanbiao.gate.describe import Measure
from guanbiao.modules.vehicles import facts
from guanbiao.modules.vehicles.models import State, Trip, TripState


def _response(_: dt.datetime, __: dt.datetime) -> Any:
    waited = Extract(F("dispatched_at") - F("request__submitted_at"), "epoch")
    return Median(waited / 60.0)


def _saturation(start: dt.datetime, end: dt.datetime) -> Any:
    trips = Trip.objects.filter(
        vehicle=OuterRef("pk"), planned__overlap=TimestamptzRange(start, end)
    )
    return share(Exists(trips.exclude(state=TripState.CANCELLED)))


def _distance(_: dt.datetime, __: dt.datetime) -> Any:
    driven = Cast(Sum(F("odometer_in") - F("odometer_out")), FloatField())
    return driven / NullIf(Cast(Count("vehicle", distinct=True), FloatField()), 0.0)


def _fuel_cost(_: dt.datetime, __: dt.datetime) -> Any:
    return Sum("amount")


MEASURES = (
    Measure("vehicles.response", "响应中位数", "分钟", "派车时间 − 提交时间，取中位数",
            facts.TRIP, "dispatched_at", _response, ~Q(state=TripState.CANCELLED),
            "Q/YCJG 203#5.6.1", better="down"),
    Measure("vehicles.saturation", "车辆使用率", "%", "有出车任务的车辆 ÷ 在用车辆 × 100",
            facts.VEHICLE, "", _saturation, Q(state=State.IN_USE)),
    Measure("vehicles.distance", "车均里程", "km", "回场读数 − 出车读数之和 ÷ 出车车辆数",
            facts.TRIP, "returned_at", _distance),
    Measure("vehicles.fuel_cost", "加油费用", "元", "加油金额之和",
            facts.FUEL, "at", _fuel_cost, better="down", unless="公务用车加油费"),
)  # fmt: skip
