"""Two cities and whoever may stand before a door."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.test import Client

from guanbiao.people.actor import Actor
from guanbiao.people.models import Account, Person, Post, Region, Unit
from guanbiao.people.uscc import with_check_digit
from tests.gate.makers import passage

NOW = dt.datetime(2026, 6, 3, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
PASSWORD = "Yun-Chuan-2026"
UNITS = (
    ("bureau", "云川市机关事务管理局", "bureau", "990100", None),
    ("finance", "云川市财政局", "organ", "990100", None),
    ("office", "云川市财政局办公室", "section", "990100", "finance"),
    ("audit", "云川市审计局", "organ", "990100", None),
    ("far", "临江市机关事务管理局", "bureau", "990200", None),
)
"""Key, name, kind, region, parent."""
BUSINESS = (
    "分管负责人", "车辆调度员", "车队管理员", "督办员", "流程管理员", "驾驶员",
    "接待备案员", "接待结算员", "办公用房管理员", "会议室管理员", "会务员", "通知管理员",
)  # fmt: skip
PEOPLE: dict[str, tuple[str, tuple[str, ...], bool]] = {
    "owner": ("office", (), False),
    "colleague": ("office", (), False),
    "approver": ("office", ("主任",), True),
    "superior": ("finance", ("局长",), True),
    "stranger": ("audit", (), False),
    "officer": ("bureau", BUSINESS, False),
    "other_bureau": ("far", BUSINESS, True),
    "other_clerk": ("far", (), False),
    "system": ("bureau", ("系统管理员",), False),
    "security": ("bureau", ("安全管理员",), False),
    "audit_admin": ("bureau", ("安全审计员",), False),
    "auditor": ("bureau", ("审计员",), False),
}
"""Key → unit, posts, head of the unit. The officer holds every post of the businesses at home,
her counterpart of the other bureau all of them there."""
ANONYMOUS = "anonymous"
_numbers = itertools.count(1)


@dataclass
class Town:
    """Units and persons by key, with the accounts they sign in with."""

    units: dict[str, Unit] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)

    def actor(self, who: str) -> Actor:
        """Somebody at work."""
        return Actor.of(self.persons[who])

    def client(self, who: str, *, csrf: bool = False) -> Client:
        """Somebody's browser, signed in unless she is nobody; ``csrf``: with the check on."""
        client = Client(enforce_csrf_checks=csrf)
        if who != ANONYMOUS:
            client.force_login(self.accounts[who])
            client.get("/")  # what a session notes once would be written at every undone request
        return client


def town() -> Town:
    """Everybody, through an open passage."""
    made = Town()
    with passage():
        above = Region.objects.create(code="990000", name="示例省", level="province")
        for code, name in (("990100", "云川市"), ("990200", "临江市")):
            Region.objects.create(code=code, name=name, level="city", parent=above)
        for key, name, kind, region, parent in UNITS:
            made.units[key] = Unit.objects.create(
                name=name, short_name=name[-6:], kind=kind, level="city", region_id=region,
                uscc=None if kind == "section" else with_check_digit(f"1199{next(_numbers):013d}"),
                parent=made.units.get(parent or ""), staff_quota=60,
            )  # fmt: skip
        for key, (unit, roles, is_head) in PEOPLE.items():
            made.persons[key] = _person(key, made.units[unit], roles, is_head)
    for key, person in made.persons.items():
        made.accounts[key] = Account.objects.create_account(key, PASSWORD, person)
    return made


def _person(key: str, unit: Unit, roles: tuple[str, ...], is_head: bool) -> Person:
    number = next(_numbers)
    made = Person.objects.create(
        staff_no=f"D{number:05d}", name=f"样例{key}", rank="科员", unit=unit,
        phone=f"139{number:08d}",
    )  # fmt: skip
    for role in roles:
        Post.objects.create(
            person=made, unit=unit, role=role, is_head=is_head, from_day=dt.date(2024, 1, 1)
        )
    return made
