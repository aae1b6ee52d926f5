"""How receptions, what was arranged for them, budgets and settlements are listed and shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from guanbiao.gate.describe import Column, Lens, Related, Table
from guanbiao.modules.reception import facts
from guanbiao.modules.reception.models import State

UNDERWAY = (State.APPROVING, State.APPROVED, State.FILED, State.LISTED)


def _unfiled(_: Any, __: dt.date) -> Q:
    return Q(state=State.APPROVED)


def _unlisted(_: Any, on: dt.date) -> Q:
    return Q(state=State.FILED, to_day__lt=on)


def _unsettled(_: Any, __: dt.date) -> Q:
    return Q(state=State.LISTED)


ORDERS = Table(
    facts.ORDER,
    (
        "number", "state", "letter_unit", "purpose", "from_day", "to_day",
        "unit", "applicant",
    ),
    icon="tea",
    search=("number", "letter_no", "letter_unit", "purpose", "applicant__name"),
    filters=("state", "kind", "unit", "from_day"),
    days=("from_day", "to_day"),
    about=("letter_unit", "purpose"),
    lenses=(
        Lens("unfiled", "待备案", _unfiled),
        Lens("unlisted", "结束未填清单", _unlisted),
        Lens("unsettled", "待结算", _unsettled),
    ),
    sections=(
        ("公函", ("letter_no", "letter_unit", "letter_on")),
        ("公务活动", ("kind", "purpose", "itinerary", "from_day", "to_day", "place", "welcome")),
        ("人员", (
            Column("guests_told", "接待对象", "long"), Column("escorts_told", "陪同人员", "long"),
            Column("staff_told", "工作保障人员", "long"),
        )),
        ("办理", (
            "unit", "applicant", Column("applicant__masked_phone", "联系电话"),
            "submitted_on", "file_no", "filed_on", "listed_on",
            "list_places", "signed_by", "remark",
        )),
    ),
    related=(
        Related("用餐", "reception.meal", "order"),
        Related("住宿", "reception.lodging", "order"),
        Related("用车", "reception.ride", "order"),
        Related("结算", "reception.settlement", "order"),
    ),
)  # fmt: skip
MEALS = Table(
    facts.MEAL,
    (
        "on", "sitting", "manner", "place", "guests", "company",
        Column("amount", total=True), "order",
    ),
    icon="meal",
    search=("place", "order__number"),
    filters=("manner", "sitting", "on"),
    order=("-on", "-pk"),
)  # fmt: skip
LODGINGS = Table(
    facts.LODGING,
    ("hotel", "rank", "room", "rooms", "nights", "price", "paid_by_guest", "order"),
    icon="home",
    search=("hotel", "order__number"),
    filters=("rank", "room", "paid_by_guest"),
)
RIDES = Table(
    facts.RIDE,
    ("plate", "body", "seats", "riders", "charged", "order"),
    icon="car",
    search=("plate", "order__number"),
    filters=("charged",),
)
SETTLEMENTS = Table(
    facts.SETTLEMENT,
    (
        "number", "state", "order", Column("meals", total=True), Column("others", total=True),
        Column("total", "合计（元）", "money"), "submitted_on", "submitted_by", "paid_on",
    ),
    icon="money",
    search=("number", "order__number", "invoices"),
    filters=("state", "submitted_on"),
)  # fmt: skip
BUDGETS = Table(
    facts.BUDGET,
    ("unit", "year", Column("amount", total=True), "basis"),
    icon="table",
    search=("unit__name", "basis"),
    filters=("year", "unit"),
    order=("-year", "unit__path"),
)
TABLES = (ORDERS, MEALS, LODGINGS, RIDES, SETTLEMENTS, BUDGETS)
