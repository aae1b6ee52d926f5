"""A bureau whose standards are kept: one person prepares editions, another publishes them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from guanbiao.audit.models import Rehearsal
from guanbiao.library import in_force
from guanbiao.modules.publishing import jobs
from guanbiao.modules.publishing.models import Release
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
    ("stranger", "郑方", "other", "", False),
)
CARS = "Q/YCJG 203"
FUTURE = dt.date(2026, 7, 1)


@dataclass
class Clock:
    """The time of a test; local mornings of 2026."""

    now: dt.datetime = dt.datetime(2026, 6, 3, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))

    def on(self, month: int, day: int) -> None:
        """Move to the morning of a day."""
        self.now = self.now.replace(month=month, day=day)


@dataclass
class House(Doing):
    """Units and persons by key."""

    business = "publishing"

    units: dict[str, Unit]
    persons: dict[str, Person]
    clock: Clock

    def release(self, files: dict[str, str] | None = None, **draft: Any) -> Release:
        """A registered release; by default the next edition of the rules for cars."""
        content = json.dumps(files or revised())
        made: Release = self.done("release.register", "keeper", content=content, **draft)
        return made

    def ready(self, files: dict[str, str] | None = None, **draft: Any) -> Release:
        """A release that was rehearsed and announced, its publicity over."""
        made = self.release(files, **draft)
        self.rehearsed(made)
        self.done("release.announce", "keeper", made, notice_from="2026-06-03",
                  notice_to="2026-06-09")  # fmt: skip
        self.clock.on(6, 10)
        made.refresh_from_db()
        return made

    def rehearsed(self, release: Release) -> Any:
        """The release tried on the last year; returns the rehearsal."""
        self.done("release.rehearse", "keeper", release, since="2025-06-03",
                  until="2026-06-03")  # fmt: skip
        found = Rehearsal.objects.latest("pk")
        jobs.rehearse(found.pk)
        found.refresh_from_db()
        return found

    def client(self, who: str) -> Client:
        """Somebody signed in."""
        person = self.persons[who]
        account = Account.objects.filter(person=person).first()
        client = Client()
        client.force_login(account or Account.objects.create_account(who, "Yun-Chuan-2026", person))
        return client


def revised(edition: str = "2026", from_day: str = "2026-07-01", **more: str) -> dict[str, str]:
    """The files of the rules for cars as a later edition; ``more`` replaces words in any file."""
    known = [each for each in in_force.everything() if each.head.number == CARS]
    files = dict(max(known, key=lambda each: each.from_day).pack.files)
    head = files["standard.toml"]
    head = head.replace('edition = "2025"', f'edition = "{edition}"')
    day = max(known, key=lambda each: each.from_day).head.from_day
    files["standard.toml"] = head.replace(f"from_day = {day}", f"from_day = {from_day}")
    for old, new in more.items():
        files = {name: text.replace(old, new) for name, text in files.items()}
    return files


def make(clock: Clock) -> House:
    """Units, persons and posts, through an open passage."""
    with passage():
        city = Region.objects.create(code="990100", name="云川市", level="city")
        named = {"bureau": "云川市机关事务管理局", "organ": "云川市财政局", "other": "云川市审计局"}
        units = {key: _unit(name, key, n, city) for n, (key, name) in enumerate(named.items(), 1)}
        house = House(units, {}, clock)
        for number, (key, name, unit, role, is_head) in enumerate(PEOPLE, 1):
            person = house.persons[key] = Person.objects.create(
                staff_no=f"YC{number:05d}", name=name, rank="科员", unit=units[unit]
            )
            if role:
                Post.objects.create(person=person, unit=units[unit], role=role,
                                    is_head=is_head, from_day=SINCE)  # fmt: skip
    return house


def _unit(name: str, key: str, number: int, region: Region) -> Unit:
    kind = "bureau" if key == "bureau" else "organ"
    return Unit.objects.create(
        name=name, short_name=name[3:], kind=kind, level="city", region=region,
        uscc=with_check_digit(f"119901000000000{number}0"[:17]),
    )  # fmt: skip
