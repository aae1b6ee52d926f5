"""The shelf's bureau with the standard on handling cases, and one case of its clerk."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from guanbiao.gate.models import Case
from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.library.packs import read
from guanbiao.library.publish import publish
from guanbiao.people.models import Account, Person, Post
from tests.gate.makers import NOW, TODAY, Bureau, add_book, passage


@dataclass
class Office:
    """The people around one case."""

    bureau: Bureau
    case: Case
    deputy: Person
    keeper: Person

    def do(self, verb: str, who: Person, **draft: Any) -> Outcome:
        """Somebody asks something of the case."""
        return perform(f"cases.case.{verb}", self.bureau.actor(who), self.case.pk, draft, on=TODAY)

    def done(self, verb: str, who: Person, **draft: Any) -> Case:
        """The same, which must go well; returns the case as it is now."""
        outcome = self.do(verb, who, **draft)
        assert outcome.ok, outcome.errors
        self.case.refresh_from_db()
        return self.case

    def client(self, who: Person) -> Client:
        """Somebody signed in."""
        account = Account.objects.filter(person=who).first()
        client = Client()
        client.force_login(
            account or Account.objects.create_account(who.staff_no, "Yun-Chuan-2026", who)
        )
        return client

    def waiting(self) -> list[tuple[str, str]]:
        """Open tasks: what and whose."""
        rows = self.case.tasks.filter(state="open").order_by("number")
        return [(t.label, t.assignee.name if t.assignee else t.role) for t in rows]

    def told_all(self) -> list[str]:
        """The whole trace."""
        return list(self.case.events.order_by("number").values_list("words", flat=True))

    def told(self) -> list[str]:
        """The short trace."""
        rows = self.case.events.filter(quiet=False).order_by("number")
        return list(rows.values_list("words", flat=True))


@dataclass
class Clock:
    """The time of a test: a Wednesday morning until a test moves it."""

    now: dt.datetime = NOW


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Deadlines are reckoned in the year whose calendar the shelf publishes."""
    moved = Clock()
    monkeypatch.setattr(timezone, "now", lambda: moved.now)
    return moved


@pytest.fixture
def office(shelf: Bureau) -> Office:
    """The clerk has asked for a book; her head has the task."""
    publish(read(settings.PACKS / "Q-YCJG-106" / "2026"), by="tests")
    with passage():
        people = [
            Person.objects.create(staff_no=number, name=name, rank="科员", unit=shelf.bureau)
            for number, name in (("S0101", "何建华"), ("S0102", "许静怡"))
        ]
        Post.objects.create(
            person=people[1], unit=shelf.bureau, role="流程管理员", from_day=dt.date(2020, 1, 1)
        )
    add_book(shelf.actor(shelf.clerk))
    return Office(shelf, Case.objects.get(), *people)
