"""A bureau, a unit that must carry something out, and the people around one matter."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from guanbiao.modules.oversight.models import Matter
from guanbiao.people.models import Account, Person, Post, Region, Unit
from tests.gate.doing import Doing
from tests.gate.makers import passage

SINCE = dt.date(2024, 1, 1)
PEOPLE = (
    ("supervisor", "许静怡", "bureau", "督办员", False),
    ("deputy", "何建华", "bureau", "分管负责人", False),
    ("auditor", "孙静", "bureau", "审计员", False),
    ("head", "陈志远", "organ", "局长", True),
    ("owner", "王晓敏", "organ", "", False),
    ("colleague", "李文", "organ", "", False),
    ("stranger", "郑方", "other", "", False),
)
"""Key, name, unit, post, head of the unit."""


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

    business = "oversight"

    units: dict[str, Unit]
    persons: dict[str, Person]

    def matter(self, **changes: Any) -> Matter:
        """A matter of the unit, due on 1 July."""
        made: Matter = self.done("matter.register", "supervisor", **self.wish(**changes))
        return made

    def wish(self, **changes: Any) -> dict[str, Any]:
        """The draft of a lawful matter."""
        return {
            "title": "完成办公楼照明改造", "source": "会议议定", "basis": "第12次局长办公会纪要",
            "unit": self.units["organ"].pk, "owner": self.persons["owner"].pk,
            "due_on": "2026-07-01", **changes,
        }  # fmt: skip

    def client(self, who: str) -> Client:
        """Somebody signed in."""
        person = self.persons[who]
        account = Account.objects.filter(person=person).first()
        client = Client()
        client.force_login(account or Account.objects.create_account(who, "Yun-Chuan-2026", person))
        return client


def make() -> Office:
    """Units, persons and posts, through an open passage."""
    with passage():
        city = Region.objects.create(code="990100", name="云川市", level="city")
        named = {"bureau": "云川市机关事务管理局", "organ": "云川市财政局", "other": "云川市审计局"}
        units = {key: _unit(name, key, city) for key, name in named.items()}
        office = Office(units, {})
        for number, (key, name, unit, role, is_head) in enumerate(PEOPLE, 1):
            person = office.persons[key] = Person.objects.create(
                staff_no=f"YC{number:05d}", name=name, rank="科员", unit=units[unit]
            )
            if role:
                Post.objects.create(person=person, unit=units[unit], role=role,
                                    is_head=is_head, from_day=SINCE)  # fmt: skip
    return office


def _unit(name: str, key: str, region: Region) -> Unit:
    kind = "bureau" if key == "bureau" else "organ"
    return Unit.objects.create(
        name=name, short_name=name[-4:], kind=kind, level="city", region=region
    )
