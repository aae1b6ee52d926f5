"""How drivers, fillings and quotas are listed and shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from guanbiao.gate.describe import Column, Lens, Table
from guanbiao.modules.vehicles import facts, queries

SOON = dt.timedelta(days=30)


def _licence_runs_out(_: Any, on: dt.date) -> Q:
    return Q(licence_to__lt=on + SOON, active=True)


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
    order=("-at", "-pk"),
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
    also=queries.with_held,
)  # fmt: skip
TABLES = (DRIVERS, FUEL, QUOTAS)
