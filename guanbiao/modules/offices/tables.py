"""How sites, buildings, floors, rooms and allocations are listed and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from guanbiao.gate.describe import Column, Lens, Plan, Related, Table
from guanbiao.modules.offices import facts
from guanbiao.modules.offices.models import Standing, Use

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet


def _with_people(rows: QuerySet[Any]) -> QuerySet[Any]:
    """How many people use a room."""
    inside = ~Q(allocations__state=Standing.VACATED) & Q(allocations__isnull=False)
    found: QuerySet[Any] = rows.annotate(people=Count("allocations", filter=inside))
    return found


def _offices(_: Any, __: dt.date) -> Q:
    return Q(use=Use.OFFICE)


def _let_out(_: Any, __: dt.date) -> Q:
    return Q(let_out=True)


def _leaving(_: Any, __: dt.date) -> Q:
    return Q(state=Standing.LEAVING)


def _current(_: Any, __: dt.date) -> Q:
    return ~Q(state=Standing.VACATED)


SITES = Table(
    facts.SITE,
    ("name", "unit", "tenure", "address", Column("land_area", total=True), "land_owner"),
    icon="pin",
    search=("name", "address"),
    filters=("tenure", "unit"),
    order=("unit__path", "name"),
    sections=(
        ("院落", ("name", "unit", "address", "tenure", "lease_basis", "registered_on")),
        ("土地", ("land_no", "land_owner", "land_area", "green_area")),
    ),
    related=(Related("楼", "offices.building", "site"),),
    key=("name",),
)
BUILDINGS = Table(
    facts.BUILDING,
    (
        "name", "site", "height", Column("gross_area", total=True),
        Column("usable_area", total=True), "built_in", "owner",
    ),
    icon="home",
    search=("name", "site__name", "house_no"),
    filters=("height", "site"),
    order=("site__name", "name"),
    sections=(
        ("楼", ("name", "site", "height", "gross_area", "usable_area", "built_in")),
        ("权属与批准", ("approval", "house_no", "owner", "lodging_place", "registered_on")),
    ),
    related=(Related("楼层", "offices.floor", "building"),),
)  # fmt: skip
FLOORS = Table(
    facts.FLOOR,
    ("building", "number", Column("usable_area", total=True)),
    icon="rows",
    search=("building__name",),
    filters=("building",),
    order=("building__name", "number"),
    related=(Related("房间", "offices.room", "floor"),),
)
ROOMS = Table(
    facts.ROOM,
    (
        "number", "state", "floor__building", Column("floor__number", "层", "number"), "unit",
        "use", Column("area", total=True), "seats", Column("people", "使用人数（人）", "number"),
    ),
    icon="room",
    search=("number", "floor__building__name", "unit__name"),
    filters=("use", "state", "unit", "let_out"),
    lenses=(Lens("offices", "办公室", _offices), Lens("let", "出租出借", _let_out)),
    order=("floor__building__name", "floor__number", "number"),
    also=_with_people,
    sections=(
        ("房间", ("number", "floor", "unit", "use", "area", "seats", "open_plan", "registered_on")),
        ("附带面积", ("lounge_area", "toilet_area")),
        ("使用", (
            "agreement", "let_out", "use_before", "use_basis", "technical_basis",
        )),
    ),
    related=(Related("使用人", "offices.allocation", "room"),),
    plan=Plan("floor", "area", ("unit", Column("area", kind="number", unit="m²"),
                                Column("people", "使用人数", "number", unit="人"))),
)  # fmt: skip
ALLOCATIONS = Table(
    facts.ALLOCATION,
    (
        "room", "state", "person", "rank", Column("room__unit", "使用单位"),
        Column("room__area", "房间面积（m²）", "number"), "from_day", "reason", "done_on",
    ),
    icon="user",
    search=("person__name", "person__staff_no", "room__number"),
    filters=("state", "reason", "second", "from_day"),
    lenses=(Lens("current", "使用中", _current), Lens("leaving", "待腾退", _leaving)),
    order=("-from_day", "-pk"),
    sections=(
        ("安排", ("person", "rank", "room", "from_day", "second", "second_basis")),
        ("腾退", ("reason", "done_on", "vacated_on")),
    ),
)  # fmt: skip
TABLES = (ALLOCATIONS, ROOMS, FLOORS, BUILDINGS, SITES)
