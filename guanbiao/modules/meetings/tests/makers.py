"""A bureau with rooms, a unit that meets in them, and the people around one meeting."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.test import Client

from guanbiao.gate.models import Task, TaskState
from guanbiao.gate.passage import Outcome
from guanbiao.modules.meetings.models import Booking, Room
from guanbiao.people.models import Account, Person, Post, Region, Unit
from rulebook.rules import Verdict
from tests.gate.doing import Doing
from tests.gate.makers import passage

SINCE = dt.date(2024, 1, 1)
PEOPLE = (
    ("clerk", "王晓敏", "organ", "", False),
    ("colleague", "李文", "organ", "", False),
    ("head", "陈志远", "organ", "局长", True),
    ("keeper", "钱立新", "bureau", "会议室管理员", False),
    ("steward", "周文斌", "bureau", "会务员", False),
    ("payer", "方琳", "bureau", "接待结算员", False),
    ("auditor", "孙静", "bureau", "审计员", False),
    ("neighbour", "郑方", "other", "", False),
    ("stranger", "吴远", "abroad", "", False),
)
"""Key, name, unit, post, head of the unit."""
UNITS = {
    "bureau": ("云川市机关事务管理局", "990100"), "organ": ("云川市财政局", "990100"),
    "other": ("云川市审计局", "990100"), "abroad": ("南岭市财政局", "990300"),
}  # fmt: skip


@dataclass
class House(Doing):
    """Units and persons by key."""

    business = "meetings"
    elsewhere = ("cases",)

    units: dict[str, Unit]
    persons: dict[str, Person]

    def room(self, **changes: Any) -> Room:
        """A room of forty seats that nobody has to be asked for."""
        wish = {"name": "第一会议室", "place": "政务中心 3 层", "seats": "40", "area": "80",
                "layout": "课桌式"}  # fmt: skip
        found: Room = self.done("room.add", "keeper", **(wish | changes))
        return found

    def wish(self, room: Room, **changes: Any) -> dict[str, Any]:
        """The draft of a lawful meeting of tomorrow."""
        return {
            "room": room.pk, "from_at": "2026-06-04T14:00", "to_at": "2026-06-04T16:00",
            "title": "节能工作部署会", "category": "内部会议", "attendees": "30",
            "layout": "课桌式", **changes,
        }  # fmt: skip

    def booked(self, room: Room, **changes: Any) -> Booking:
        """A meeting that was asked for."""
        found: Booking = self.done("booking.book", "clerk", **self.wish(room, **changes))
        return found

    def agree(self, booking: Booking, who: str) -> Booking:
        """The open task of a meeting's case is agreed to."""
        task = Task.objects.get(case__key=str(booking.pk), state=TaskState.OPEN)
        self.done("cases.case.agree", who, task.case_id, task=task.number)
        booking.refresh_from_db()
        return booking

    def client(self, who: str) -> Client:
        """Somebody signed in."""
        person = self.persons[who]
        account = Account.objects.filter(person=person).first()
        client = Client()
        client.force_login(account or Account.objects.create_account(who, "Yun-Chuan-2026", person))
        return client


def stopped(outcome: Outcome) -> set[str]:
    """The clauses that say no."""
    return {found.clause for found in outcome.findings if found.verdict is Verdict.BLOCK}


def make() -> House:
    """Units, persons and posts, through an open passage."""
    with passage():
        regions = {
            code: Region.objects.create(code=code, name=name, level="city")
            for code, name in (("990100", "云川市"), ("990300", "南岭市"))
        }
        units = {
            key: Unit.objects.create(
                name=name, short_name=name[-4:], level="city", region=regions[code],
                kind="bureau" if key == "bureau" else "organ",
            )
            for key, (name, code) in UNITS.items()
        }  # fmt: skip
        house = House(units, {})
        for number, (key, name, unit, role, is_head) in enumerate(PEOPLE, 1):
            person = house.persons[key] = Person.objects.create(
                staff_no=f"YC{number:05d}", name=name, rank="科员", unit=units[unit]
            )
            if role:
                Post.objects.create(person=person, unit=units[unit], role=role,
                                    is_head=is_head, from_day=SINCE)  # fmt: skip
    return house
