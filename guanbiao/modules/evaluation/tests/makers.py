"""An auditor, a keeper of standards, a fleet manager and their units."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from guanbiao.gate.models import Waiver
from guanbiao.gate.passage import Outcome
from guanbiao.people.models import Account, Person, Post, Region, Unit
from guanbiao.people.uscc import with_check_digit
from tests.gate.doing import Doing
from tests.gate.makers import passage

SINCE = dt.date(2024, 1, 1)
PEOPLE = (
    ("keeper", "许静怡", "bureau", "标准管理员", False),
    ("deputy", "何建华", "bureau", "分管负责人", False),
    ("auditor", "孙静", "bureau", "审计员", False),
    ("fleet", "周卫兵", "bureau", "车队管理员", False),
    ("head", "陈志远", "organ", "单位负责人", True),
    ("clerk", "王晓敏", "organ", "", False),
    ("other_head", "钱进", "other", "单位负责人", True),
    ("stranger", "郑方", "other", "", False),
)


@dataclass
class Clock:
    """The time of a test; local mornings of 2026."""

    now: dt.datetime = dt.datetime(2026, 6, 3, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))

    def on(self, month: int, day: int) -> None:
        """Move to the morning of a day."""
        self.now = self.now.replace(month=month, day=day)


@dataclass
class Office(Doing):
    """Units and persons by key."""

    units: dict[str, Unit]
    persons: dict[str, Person]
    clock: Clock
    cars: int = 0

    def quota(self, unit: str = "organ", number: int = 5) -> Any:
        """How many cars a unit may have."""
        return self.done(
            "vehicles.quota.set", "fleet", unit=self.units[unit].pk, category="机要通信",
            number=number, basis="云机管〔2026〕1号", from_day="2026-01-05",
        )  # fmt: skip

    def car(self, unit: str = "organ", **changes: Any) -> Outcome:
        """Somebody registers a car."""
        self.cars += 1
        draft = {
            "unit": self.units[unit].pk, "plate": f"示A·{10000 + self.cars}",
            "category": "机要通信", "body": "轿车", "model": "示例牌 1.5T", "domestic": "on",
            "price": "110000", "displacement": "1.6", "seats": "5", "odometer": "0",
            "purchased_on": "2026-05-04", "registered_to": self.units[unit].name,
            "inspection_to": "2027-05-31", "insurance_to": "2027-05-31", **changes,
        }  # fmt: skip
        return self.do("vehicles.vehicle.register", "fleet", **draft)

    def waiver(
        self, clause: str, unit: str = "organ", number: str = "中办发〔2017〕71号"
    ) -> Waiver:
        """An exception to a clause on registering cars, asked for by the unit and granted."""
        asker = {"organ": "clerk", "other": "stranger", "bureau": "keeper"}[unit]
        ask = self.done(
            "evaluation.exception.ask", asker, price="0",
            rule=f"{number}#{clause}@vehicles.vehicle.register",
            reason="高寒山区执勤，经集体研究同意", from_day="2026-06-01", to_day="2026-06-20",
        )  # fmt: skip
        granted = self.done(
            "evaluation.exception.grant", "deputy", ask, basis="云政办函〔2026〕9号"
        )
        found: Waiver = granted.waiver
        return found

    def client(self, who: str) -> Client:
        """Somebody signed in."""
        person = self.persons[who]
        account = Account.objects.filter(person=person).first()
        client = Client()
        client.force_login(account or Account.objects.create_account(who, "Yun-Chuan-2026", person))
        return client


def make(clock: Clock) -> Office:
    """Units, persons and posts, through an open passage."""
    with passage():
        city = Region.objects.create(code="990100", name="云川市", level="city")
        named = {"bureau": "云川市机关事务管理局", "organ": "云川市财政局", "other": "云川市审计局"}
        units = {key: _unit(name, key, n, city) for n, (key, name) in enumerate(named.items(), 1)}
        office = Office(units, {}, clock)
        for number, (key, name, unit, role, is_head) in enumerate(PEOPLE, 1):
            person = office.persons[key] = Person.objects.create(
                staff_no=f"YC{number:05d}", name=name, rank="科员", unit=units[unit]
            )
            if role:
                Post.objects.create(person=person, unit=units[unit], role=role,
                                    is_head=is_head, from_day=SINCE)  # fmt: skip
    return office


def _unit(name: str, key: str, number: int, region: Region) -> Unit:
    kind = "bureau" if key == "bureau" else "organ"
    return Unit.objects.create(
        name=name, short_name=name[3:], kind=kind, level="city", region=region, staff_quota=20,
        uscc=with_check_digit(f"119901000000000{number}0"[:17]),
    )  # fmt: skip
