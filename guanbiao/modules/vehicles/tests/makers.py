"""A city bureau with its fleet and the people around one journey, for the tests of vehicles."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from guanbiao.gate.models import Case
from guanbiao.gate.passage import Outcome
from guanbiao.modules.vehicles.models import Driver, Quota, Request, Trip, Vehicle
from guanbiao.people.actor import Actor
from guanbiao.people.models import Account, Person, Post, Region, Unit
from guanbiao.people.uscc import with_check_digit
from tests.gate.doing import Doing
from tests.gate.makers import passage

ZONE = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2026, 6, 3, 9, 30, tzinfo=ZONE)
"""A Wednesday morning in office hours."""
TODAY = NOW.date()
SINCE = dt.date(2024, 1, 1)
_numbers = itertools.count(1)
POSTS = (
    ("clerk", "王晓敏", "科员", "office", "", False),
    ("colleague", "李文", "科员", "office", "", False),
    ("head", "陈志远", "正科级", "office", "科长", True),
    ("chief", "林国栋", "正处级", "bureau", "局长", True),
    ("deputy", "何建华", "副处级", "bureau", "分管负责人", False),
    ("dispatcher", "韩雪梅", "科员", "bureau", "车辆调度员", False),
    ("manager", "周文斌", "副科级", "bureau", "车队管理员", False),
    ("driver", "蒋海涛", "工勤", "bureau", "驾驶员", False),
    ("second", "吕明", "工勤", "bureau", "驾驶员", False),
    ("auditor", "孙静", "科员", "bureau", "审计员", False),
    ("stranger", "郑方", "科员", "other", "", False),
    ("other_head", "钱立", "正科级", "other", "局长", True),
)
"""Key, name, rank, unit, post, head of the unit."""


@dataclass
class Fleet(Doing):
    """The bureau of these tests: units, persons and drivers by key, and a first car."""

    business = "vehicles"
    elsewhere = ("cases",)

    units: dict[str, Unit]
    persons: dict[str, Person]
    drivers: dict[str, Driver] = field(default_factory=dict)

    def actor(self, key: str) -> Actor:
        """Somebody at work."""
        return Actor.of(self.persons[key])

    def decide(self, verb: str, who: str, asked: Request, **draft: Any) -> Outcome:
        """Somebody handles her task on the case of a request."""
        case = Case.objects.get(entity="vehicles.request", key=str(asked.pk))
        return self.do(f"cases.case.{verb}", who, case, **draft)

    def decided(self, verb: str, who: str, asked: Request, **draft: Any) -> None:
        """The same, which must go well."""
        outcome = self.decide(verb, who, asked, **draft)
        assert outcome.ok, outcome.errors

    def account(self, key: str) -> Account:
        """The account with which somebody signs in."""
        person = self.persons[key]
        found = Account.objects.filter(person=person).first()
        return found or Account.objects.create_account(key, "Yun-Chuan-2026", person)


def make() -> Fleet:
    """Units, persons, posts, drivers and quotas, through an open passage."""
    with passage():
        fleet = Fleet(_units(), {})
        for key, name, rank, unit, post, is_head in POSTS:
            fleet.persons[key] = _person(name, rank, fleet.units[unit])
            if post:
                Post.objects.create(
                    person=fleet.persons[key], unit=fleet.units[unit], role=post,
                    is_head=is_head, from_day=SINCE,
                )  # fmt: skip
        for key in ("driver", "second"):
            fleet.drivers[key] = a_driver(fleet.persons[key])
        for category in ("其他", "机要通信", "应急保障"):
            Quota.objects.create(
                unit=fleet.units["bureau"],
                category=category,
                number=50,
                basis="测试",
                from_day=SINCE,
            )
    return fleet


def _units() -> dict[str, Unit]:
    city = Region.objects.create(code="990100", name="云川市", level="city")
    bureau = _unit("云川市机关事务管理局", "bureau", city, None)
    return {
        "bureau": bureau,
        "office": _unit("节能科", "section", city, bureau),
        "other": _unit("云川市审计局", "organ", city, None),
    }


def _unit(name: str, kind: str, region: Region, parent: Unit | None) -> Unit:
    code = with_check_digit(f"1199{next(_numbers):013d}") if kind != "section" else None
    return Unit.objects.create(
        name=name, short_name=name[-4:], kind=kind, uscc=code, level="city", region=region,
        parent=parent, staff_quota=60,
    )  # fmt: skip


def _person(name: str, rank: str, unit: Unit) -> Person:
    number = next(_numbers)
    return Person.objects.create(
        staff_no=f"YC{number:05d}", name=name, rank=rank, unit=unit, phone=f"139{number:08d}"
    )


def a_driver(person: Person, **changes: Any) -> Driver:
    """A driver with a valid licence; must be made inside `passage`."""
    fields: dict[str, Any] = {
        "licence_class": "A1",
        "licence_to": dt.date(2030, 1, 1),
        "born_on": dt.date(1985, 5, 5),
        "health_check_on": dt.date(2026, 1, 10),
    }
    return Driver.objects.create(person=person, **{**fields, **changes})


def a_car(fleet: Fleet, **changes: Any) -> Vehicle:
    """A car of the bureau that may be sent today; must be made inside `passage`."""
    fields: dict[str, Any] = {
        "plate": f"示A·{10000 + next(_numbers)}",
        "unit": fleet.units["bureau"],
        "category": "其他",
        "body": "轿车",
        "model": "示例牌 1.5T",
        "price": Decimal(150000),
        "displacement": Decimal("1.5"),
        "seats": 5,
        "purchased_on": dt.date(2022, 3, 1),
        "registered_to": fleet.units["bureau"].name,
        "new_energy": False,
        "inspection_to": dt.date(2027, 3, 31),
        "insurance_to": dt.date(2027, 2, 28),
        "odometer": Decimal(36000),
        "serviced_at_km": Decimal(34000),
        "serviced_on": dt.date(2026, 4, 1),
        "checked_on": dt.date(2026, 5, 20),
    }
    return Vehicle.objects.create(**{**fields, **changes})


def cars(fleet: Fleet, *many: dict[str, Any]) -> list[Vehicle]:
    """Several cars in one passage."""
    with passage():
        return [a_car(fleet, **changes) for changes in many or ({},)]


def wish(**changes: Any) -> dict[str, Any]:
    """The draft of a lawful request for a car in town the day after tomorrow."""
    return {
        "category": "调研核查",
        "purpose": "到南屏县政务中心核查公共机构能耗数据",
        "origin": "市政务中心 1 号门",
        "destination": "南屏县政务中心",
        "area": "市区",
        "depart_at": "2026-06-05 08:30",
        "return_at": "2026-06-05 16:30",
        "passengers": "3",
        "body": "轿车",
        "distance_km": "42",
        "pool_willing": "on",
        **changes,
    }


def a_request(fleet: Fleet, who: str = "clerk", **changes: Any) -> Request:
    """A submitted request."""
    made: Request = fleet.done("request.submit", who, **wish(**changes))
    return made


def a_waiting(fleet: Fleet, **changes: Any) -> Request:
    """A request that its unit's head agreed to: it waits for a car."""
    made = a_request(fleet, **changes)
    fleet.decided("agree", "head", made, opinion="同意")
    made.refresh_from_db()
    return made


def a_trip(fleet: Fleet, car: Vehicle, request: Request | None = None, **changes: Any) -> Trip:
    """A car sent for a request."""
    asked = request or a_waiting(fleet)
    draft = {"request": asked.pk, "vehicle": car.pk, "driver": fleet.drivers["driver"].pk}
    made: Trip = fleet.done("trip.dispatch", "dispatcher", **{**draft, **changes})
    return made
