"""A bureau that makes standards, and one draft on its way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guanbiao.audit.models import Rehearsal
from guanbiao.audit.rehearsal import running
from guanbiao.gate.events import deliver_waiting
from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.modules.publishing.models import Release
from guanbiao.modules.standards.models import Draft
from guanbiao.people.actor import Actor
from guanbiao.people.models import Account, Person, Post, Region, Unit
from guanbiao.people.uscc import with_check_digit
from tests.gate.doing import Doing
from tests.gate.makers import passage

SINCE = dt.date(2024, 1, 1)
PEOPLE = (
    ("writer", "bureau", "标准起草人", False),
    ("second", "bureau", "标准起草人", False),
    ("keeper", "bureau", "标准管理员", False),
    ("leader", "bureau", "分管负责人", False),
    *((f"reader{n}", "bureau", "审校员", False) for n in range(1, 7)),
    ("head", "organ", "单位负责人", True),
    ("clerk", "organ", "", False),
    ("foreign", "other", "标准起草人", False),
    ("stranger", "other", "", False),
)
"""Key, unit, post, head of the unit. ``other`` is the bureau of another city."""
WORDS = "每车每百公里油耗不应超过 9.5 升。"
FUEL = "vehicles.fuel.record"


@dataclass
class House(Doing):
    """Units and persons by key."""

    business = "standards"
    reason = "依据另行补充，已列入计划"

    units: dict[str, Unit]
    persons: dict[str, Person]

    def actor(self, who: str) -> Actor:
        """Somebody at work."""
        return Actor.of(self.persons[who])

    def done(self, act: str, who: str, subject: Any = None, **draft: Any) -> Any:
        """As everywhere; a draft in the test's hands is fresh too."""
        made = super().done(act, who, subject, **draft)
        if isinstance(subject, Draft):
            subject.refresh_from_db()
        return made

    def wish(self, **changes: Any) -> dict[str, Any]:
        """A lawful project of the fast procedure."""
        return {
            "standard": "Q/YCJG 401", "title": "公务用车油耗规范", "edition": "2026",
            "level": "internal", "reach": "本地区", "from_day": timezone.localdate().isoformat(),
            "need": "问题导向", "evidence": "上半年 12 台车的油耗高于同型车两成，见用油台账",
            "procedure": "快速程序", "plan_from": "2026-11-01", "plan_to": "2027-01-31",
            "budget": "0", **changes,
        }  # fmt: skip

    def draft(self, **changes: Any) -> Draft:
        """A project of the writer."""
        made: Draft = self.done("draft.propose", "writer", **self.wish(**changes))
        return made

    def handed(self, draft: Draft, **said: Any) -> Release:
        """The keeper hands an approved draft over; its rehearsal is done."""
        answer = self.post("publish", draft, "keeper", **{"from_day": today(), **said})
        assert answer.status_code == 302, answer.content.decode()
        running.carry_out(Rehearsal.objects.latest("pk").pk)
        return Release.objects.get(pk=draft.release)

    def published(self, draft: Draft, **said: Any) -> Release:
        """The same, and the leader publishes the release."""
        release = self.handed(draft, **said)
        outcome = self.publish(release)
        assert outcome.ok, (outcome.errors, [f for f in outcome.findings if f.stops])
        deliver_waiting()
        draft.refresh_from_db()
        release.refresh_from_db()
        return release

    def publish(self, release: Release) -> Outcome:
        """The leader's act on a release; warned clauses get a reason."""
        actor, act = self.actor("leader"), "publishing.release.publish"
        outcome = perform(act, actor, release)
        if outcome.wanting:
            reasons = dict.fromkeys(outcome.wanting, "急需，已通知各单位")
            outcome = perform(act, actor, release, reasons=reasons)
        return outcome

    def client(self, who: str) -> Client:
        """Somebody signed in."""
        person = self.persons[who]
        account = Account.objects.filter(person=person).first()
        client = Client()
        client.force_login(account or Account.objects.create_account(who, "Yun-Chuan-2026", person))
        return client

    def post(self, page: str, draft: Draft, who: str = "writer", **said: Any) -> Any:
        """Somebody sends a form of the workbench."""
        draft.refresh_from_db()
        sent = {"base": draft.version, **said}
        answer = self.client(who).post(reverse(f"standards.{page}", args=[draft.pk]), sent)
        draft.refresh_from_db()
        return answer

    def bound(self, op: str = "<=", amount: str = "9.5", **changes: Any) -> Draft:
        """A draft with one chapter and one clause, bound to the fuel record with two cases."""
        draft = self.draft(**changes)
        self.post("text", draft, do="add", title="油耗", depth="2", body="")
        self.post("text", draft, do="add", at="1", title="百公里油耗", depth="3", body=WORDS,
                  basis="")  # fmt: skip
        self.post("bind", draft, do="limit", at="1.1", act=FUEL, fact="百公里油耗", op=op,
                  amount=amount, unit="L", skip="1", cases="1")  # fmt: skip
        return draft

    def approved(self, **more: Any) -> Draft:
        """The same, read by two and approved."""
        draft = self.bound(**more)
        self.done("draft.submit", "writer", draft)
        self.done("draft.review", "reader1", draft, step="一审", passed="通过")
        self.done("draft.review", "reader2", draft, step="一校", passed="通过")
        self.done("draft.approve", "leader", draft)
        return draft


def today() -> str:
    """As browsers send it."""
    return timezone.localdate().isoformat()


def make() -> House:
    """Units, persons and posts, through an open passage."""
    with passage():
        city = Region.objects.create(code="990100", name="云川市", level="city")
        far = Region.objects.create(code="980100", name="远川市", level="city")
        house = House(
            {
                "bureau": _unit("云川市机关事务管理局", 1, city),
                "organ": _unit("云川市财政局", 2, city),
                "other": _unit("远川市机关事务管理局", 3, far),
            },
            {},
        )
        for number, (key, unit, role, is_head) in enumerate(PEOPLE, 1):
            person = house.persons[key] = Person.objects.create(
                staff_no=f"YC{number:05d}", name=f"某{key}", rank="科员", unit=house.units[unit]
            )
            if role:
                Post.objects.create(person=person, unit=house.units[unit], role=role,
                                    is_head=is_head, from_day=SINCE)  # fmt: skip
    return house


def _unit(name: str, number: int, region: Region) -> Unit:
    return Unit.objects.create(
        name=name, short_name=name[:3], kind="bureau", level="city", region=region,
        uscc=with_check_digit(f"119901000000000{number}0"[:17]),
    )  # fmt: skip
