"""The sample's office space: one courtyard with two buildings, rooms, and who works in them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from guanbiao.modules.offices.public import Building, Floor, Room, Site
from guanbiao.people.models import Person, Unit
from guanbiao.project.sample.plan import Plan

MOVED_IN = "2026-03-02"
BUILDINGS = (("主楼", "高层", 12, 2009, "900"), ("附楼", "多层", 4, 2012, "420"))
"""Name, kind, floors, year, usable square metres a floor."""
USABLE = {"高层": Decimal("0.64"), "多层": Decimal("0.67")}
SHARED = Decimal(9)
"""Square metres a desk in a shared room of the sample."""
AREAS = {"正处级": "24.00", "副处级": "18.00"}
OTHERS = (("会议室", "服务用房", "62.00"), ("配电室", "设备用房", "7.50"))
UNITS = 10
"""Organs of the city that sit in the courtyard."""


def make(plan: Plan) -> None:
    """The ledger down to the desks."""
    assert plan.bureau is not None
    _buildings(plan, plan.bureau)
    units = [plan.bureau, *Unit.objects.filter(parent=plan.bureau).order_by("pk")]
    units += [unit for unit in plan.units if unit.level == "city"][:UNITS]
    places = _Places()
    people = [(unit, _staff(unit)) for unit in units]
    plan.take("offices.room.register", list(_rooms(people, places)))
    plan.take("offices.allocation.allocate", list(_desks(people)))


def _buildings(plan: Plan, bureau: Unit) -> None:
    plan.take(
        "offices.site.register",
        [{
            "name": "市政务中心大院", "unit": bureau.pk, "address": "云川市人民路 1 号",
            "tenure": "自有", "land_no": "云国用（2008）第 0001 号", "land_owner": bureau.pk,
            "land_area": "26800", "green_area": "9300",
        }],
    )  # fmt: skip
    site = Site.objects.get()
    plan.take("offices.building.register", [
        {
            "site": site.pk, "name": name, "height": kind, "built_in": year,
            "usable_area": str(Decimal(area) * floors), "owner": bureau.pk,
            "gross_area": str(round(Decimal(area) * floors / USABLE[kind], 2)),
            "house_no": f"云房权字第 {year} 号",
        }
        for name, kind, floors, year, area in BUILDINGS
    ])  # fmt: skip
    plan.take("offices.floor.register", [
        {"building": Building.objects.get(name=name).pk, "number": number, "usable_area": area}
        for name, _, floors, _, area in BUILDINGS
        for number in range(1, floors + 1)
    ])  # fmt: skip


class _Places:
    """Floors from the third up, filled one after the other as far as their area goes."""

    def __init__(self) -> None:
        floors = Floor.objects.filter(number__gte=3).order_by("-building__name", "number")
        self.floors = iter(floors)
        self.floor, self.number = next(self.floors), 0
        self.left = self.floor.usable_area

    def take(self, area: str) -> tuple[Floor, int]:
        """A place for a room of so many square metres; at most twenty rooms a floor."""
        if self.number == 20 or self.left < Decimal(area):
            self.floor, self.number = next(self.floors), 0
            self.left = self.floor.usable_area
        self.number += 1
        self.left -= Decimal(area)
        return self.floor, self.number


def _staff(unit: Unit) -> list[Person]:
    """Whoever has a desk there: not the drivers, who have a room of their own."""
    rows = Person.objects.filter(unit=unit, active=True).exclude(rank="工勤")
    return list(rows.order_by("pk")[:30])


def _rooms(people: list[tuple[Unit, list[Person]]], places: _Places) -> Iterator[dict[str, Any]]:
    """A room for each leader, rooms of four desks for the rest, then a hall and a plant room."""
    for unit, staff in people:
        leaders = [person for person in staff if person.rank in AREAS]
        for leader in leaders:
            yield _room(unit, places, "办公室", AREAS[leader.rank], 1)
        for desks in _by_four(len(staff) - len(leaders)):
            yield _room(unit, places, "办公室", str(SHARED * desks), desks)
    unit = people[0][0]
    for _, use, area in OTHERS:
        yield _room(unit, places, use, area, 1)


def _by_four(number: int) -> Iterator[int]:
    while number > 0:
        yield min(number, 4)
        number -= 4


def _room(unit: Unit, places: _Places, use: str, area: str, seats: int) -> dict[str, Any]:
    floor, number = places.take(area)
    return {
        "floor": floor.pk, "number": f"{floor.number}{number:02d}", "unit": unit.pk, "use": use,
        "area": area, "lounge_area": "0", "toilet_area": "0", "seats": seats,
        "agreement": f"云管协〔2026〕{unit.pk} 号",
    }  # fmt: skip


def _desks(people: list[tuple[Unit, list[Person]]]) -> Iterator[dict[str, Any]]:
    """Leaders into their rooms, the rest to the shared desks, in the order of the rooms."""
    for unit, staff in people:
        rooms = list(Room.objects.filter(unit=unit, use="办公室").order_by("pk"))
        single = [room for room in rooms if _for_a_leader(room)]
        rest = [room for room in rooms if room not in single]
        desks = itertools.chain.from_iterable([room] * room.seats for room in rest)
        leaders = iter(single)
        for person in staff:
            room = next(leaders if person.rank in AREAS else desks)
            yield {"person": person.staff_no, "room": room.pk, "from_day": MOVED_IN}


def _for_a_leader(room: Room) -> bool:
    return room.seats == 1 and str(room.area) in AREAS.values()
