"""A bureau with its three administrators, an auditor, and people who hold no such post."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.library import in_force
from guanbiao.library.publish import publish
from guanbiao.people.actor import Actor
from guanbiao.people.models import Account, Person
from tests.packs.shelves import packs
from tests.people.makers import Province, province

PASSWORD = "Yun-Chuan-2026"
REASON = "按值班安排办理"
STANDARDS = ("Q/YCJG 102", "Q/YCJG 103")
POSTS = (
    ("system", "系统管理员", "city"), ("security", "安全管理员", "city"),
    ("audit", "安全审计员", "city"), ("auditor", "审计员", "city"), ("owner", "", "office"),
    ("colleague", "", "office"), ("stranger", "", "other"),
)  # fmt: skip
ADMINISTRATORS = ("system", "security", "audit")


@dataclass
class House:
    """People by key, and what they do."""

    place: Province
    persons: dict[str, Person] = field(default_factory=dict)

    def account(self, key: str) -> Account:
        """The account with which somebody signs in."""
        person = self.persons[key]
        found = Account.objects.filter(person=person).first()
        return found or Account.objects.create_account(key, PASSWORD, person)

    def client(self, key: str) -> Client:
        """Somebody signed in."""
        client = Client()
        client.force_login(self.account(key))
        return client

    def knocked(self, key: str) -> Client:
        """Somebody who came in through the door."""
        client = Client()
        client.post("/login/", {"login": self.account(key).login, "password": PASSWORD})
        return client

    def do(self, act: str, who: str, subject: Any = None, **draft: Any) -> Outcome:
        """Somebody does an act today."""
        return perform(act, Actor.of(self.persons[who]), subject, draft)

    def order(self, kind: str, who: str, of: str, reason: str = REASON) -> Outcome:
        """Somebody orders something of an account."""
        account = self.account(of)
        return self.do(f"security.account.{kind}", who, account=account.pk, reason=reason)


def house() -> House:
    """Everybody, with the standards on posts and security published."""
    in_force.refresh()
    for pack in packs():
        if pack.head.number in STANDARDS:
            publish(pack, by="tests")
    made = House(province())
    for key, role, at in POSTS:
        made.persons[key] = made.place.person(at, *filter(None, [role]), name=f"样例{key}")
    return made


def clauses(outcome: Outcome) -> set[str]:
    """Clauses that stopped an act."""
    return {finding.clause for finding in outcome.findings if finding.stops}
