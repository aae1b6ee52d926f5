"""A bureau with a system of four classes, and the people who look at it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.test import Client

from guanbiao.modules.systems.models import Duty, Entry, System
from guanbiao.people.models import Account, Person, Post, Region, Unit
from tests.gate.doing import Doing
from tests.gate.makers import passage

SINCE = dt.date(2024, 1, 1)
PEOPLE = (
    ("keeper", "许静怡", "bureau", "标准管理员"),
    ("deputy", "何建华", "bureau", "分管负责人"),
    ("auditor", "孙静", "bureau", "审计员"),
    ("clerk", "王晓敏", "bureau", ""),
    ("stranger", "郑方", "far", "标准管理员"),
)
"""Key, name, unit, post; the stranger does the same in another city."""


@dataclass
class Bureau(Doing):
    """Units, persons, the system."""

    business = "systems"

    units: dict[str, Unit]
    persons: dict[str, Person]
    system: System | None = None

    def line(self, **changes: Any) -> dict[str, Any]:
        """The draft of a lawful line of the detail table."""
        assert self.system is not None
        return {
            "system": self.system.name, "branch": "1.1", "number": "GB/T 41568-2022",
            "title": "机关事务管理 术语", "sort": "标准", "level": "国家", "state": "现行",
            "origin": "采用", "issued_on": "2022-04-15", "force_on": "2022-04-15",
            "unit": self.units["bureau"].name, **changes,
        }  # fmt: skip

    def listed(self, **changes: Any) -> Entry:
        """A line of the table."""
        found: Entry = self.done("entry.add", "keeper", **self.line(**changes))
        return found

    def duty(self, code: str = "1", **changes: Any) -> Duty:
        """A duty of the bureau."""
        draft = {"unit": self.units["bureau"].name, "code": code, "name": "公务用车管理",
                 "field": "公务用车", "basis": "三定规定", **changes}  # fmt: skip
        found: Duty = self.done("duty.list", "keeper", **draft)
        return found

    def client(self, who: str) -> Client:
        """Somebody signed in."""
        person = self.persons[who]
        account = Account.objects.filter(person=person).first()
        client = Client()
        client.force_login(account or Account.objects.create_account(who, "Yun-Chuan-2026", person))
        return client


def make() -> Bureau:
    """Units, persons and posts, then a system from the 1+4+N pattern."""
    bureau = _people()
    bureau.system = bureau.done(
        "system.build", "keeper", name="云川市机关事务标准体系", pattern="1-4-n",
        unit=bureau.units["bureau"].name, basis="云管发〔2026〕1号",
    )  # fmt: skip
    return bureau


def _people() -> Bureau:
    with passage():
        city = Region.objects.create(code="990100", name="云川市", level="city")
        other = Region.objects.create(code="980100", name="远山市", level="city")
        units = {
            "bureau": Unit.objects.create(name="云川市机关事务管理局", short_name="云川机关事务局",
                                          level="city", region=city, kind="bureau"),
            "far": Unit.objects.create(name="远山市机关事务管理局", short_name="远山机关事务局",
                                       level="city", region=other, kind="bureau"),
        }  # fmt: skip
        bureau = Bureau(units, {})
        for number, (key, name, unit, role) in enumerate(PEOPLE, 1):
            person = bureau.persons[key] = Person.objects.create(
                staff_no=f"YC{number:05d}", name=name, rank="科员", unit=units[unit]
            )
            if role:
                Post.objects.create(person=person, unit=units[unit], role=role, from_day=SINCE)
    return bureau
