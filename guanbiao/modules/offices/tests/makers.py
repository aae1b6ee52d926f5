"""A courtyard with one building, and the people who want rooms in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.test import Client

from guanbiao.gate.passage import Outcome
from guanbiao.modules.offices.models import Allocation, Floor, Room
from guanbiao.people.models import Account, Person, Post, Region, Unit
from tests.gate.doing import Doing
from tests.gate.makers import passage

SINCE = dt.date(2024, 1, 1)
PEOPLE = (
    ("keeper", "钱立新", "bureau", "办公用房管理员", "科员"),
    ("auditor", "孙静", "bureau", "审计员", "科员"),
    ("deputy", "何建华", "bureau", "分管负责人", "副处级"),
    ("director", "陈志远", "organ", "局长", "正处级"),
    ("clerk", "王晓敏", "organ", "", "科员"),
    ("colleague", "李文", "organ", "", "科员"),
    ("stranger", "郑方", "other", "", "科员"),
)
"""Key, name, unit, post, rank; the director heads the organ."""


@dataclass
class House(Doing):
    """Units, persons, the third floor."""

    business = "offices"

    units: dict[str, Unit]
    persons: dict[str, Person]
    floor: Floor | None = None

    def site(self, **changes: Any) -> dict[str, Any]:
        """The draft of a lawful site."""
        bureau = self.units["bureau"].pk
        return {
            "name": "政务中心大院", "unit": bureau, "address": "云川市人民路1号",
            "tenure": "自有", "land_no": "云国用1号", "land_owner": bureau,
            "land_area": "12000", "green_area": "4000", **changes,
        }  # fmt: skip

    def building(self, site: int, **changes: Any) -> dict[str, Any]:
        """The draft of a lawful building."""
        return {
            "site": site, "name": "主楼", "height": "多层", "gross_area": "6000",
            "usable_area": "4000", "built_in": "2009", "house_no": "云房权字1号",
            "owner": self.units["bureau"].pk, **changes,
        }  # fmt: skip

    def room(self, number: str, square: str, **changes: Any) -> dict[str, Any]:
        """The draft of an office of the organ on the floor."""
        assert self.floor is not None
        return {
            "floor": self.floor.pk, "number": number, "unit": self.units["organ"].pk,
            "use": "办公室", "area": square, "lounge_area": "0", "toilet_area": "0",
            "agreement": "云管协〔2026〕11号", "seats": "1", **changes,
        }  # fmt: skip

    def enter(self, number: str, square: str, **changes: Any) -> Room:
        """A room of the ledger."""
        found: Room = self.done("room.register", "keeper", **self.room(number, square, **changes))
        return found

    def give(self, who: str, room: Room, **changes: Any) -> Outcome:
        """The keeper gives somebody a room."""
        person = self.persons[who].staff_no
        draft = {"person": person, "room": room.pk, "from_day": "2026-06-03", **changes}
        return self.do("allocation.allocate", "keeper", **draft)

    def given(self, who: str, room: Room, **changes: Any) -> Allocation:
        """The same, which must go well."""
        outcome = self.give(who, room, **changes)
        assert outcome.ok, (outcome.errors, [f.clause for f in outcome.findings if f.stops])
        return Allocation.objects.get(pk=outcome.subject.pk)

    def client(self, who: str) -> Client:
        """Somebody signed in."""
        person = self.persons[who]
        account = Account.objects.filter(person=person).first()
        client = Client()
        client.force_login(account or Account.objects.create_account(who, "Yun-Chuan-2026", person))
        return client


def make() -> House:
    """Units, persons and posts, then the ledger down to a floor."""
    house = _people()
    site = house.done("site.register", "keeper", **house.site())
    building = house.done("building.register", "keeper", **house.building(site.pk))
    house.floor = house.done(
        "floor.register", "keeper", building=building.pk, number="3", usable_area="800"
    )
    return house


def _people() -> House:
    with passage():
        city = Region.objects.create(code="990100", name="云川市", level="city")
        named = {"bureau": "云川市机关事务管理局", "organ": "云川市财政局", "other": "云川市审计局"}
        units = {
            key: Unit.objects.create(
                name=name, short_name=name[-4:], level="city", region=city,
                kind="bureau" if key == "bureau" else "organ",
            )
            for key, name in named.items()
        }  # fmt: skip
        house = House(units, {})
        for number, (key, name, unit, role, rank) in enumerate(PEOPLE, 1):
            person = house.persons[key] = Person.objects.create(
                staff_no=f"YC{number:05d}", name=name, rank=rank, unit=units[unit]
            )
            if role:
                Post.objects.create(person=person, unit=units[unit], role=role,
                                    is_head=key == "director", from_day=SINCE)  # fmt: skip
    return house
