"""A small bureau and its shelf: three units, a clerk, her head, a stranger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from guanbiao.gate import registry
from guanbiao.gate.passage import Passage
from guanbiao.gate.perform import perform
from guanbiao.gate.receipts import close_passage, open_passage
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person, Post, Region, Unit
from guanbiao.people.uscc import with_check_digit
from rulebook.rules import Verdict

TODAY = dt.date(2026, 6, 3)
NOW = dt.datetime(2026, 6, 3, 1, 30, tzinfo=dt.UTC)


@dataclass
class Bureau:
    """The people of these tests."""

    bureau: Unit
    office: Unit
    other: Unit
    clerk: Person
    head: Person
    stranger: Person

    def actor(self, person: Person) -> Actor:
        """Someone at work today."""
        return Actor.of(person, TODAY)


def bureau() -> Bureau:
    """Make the bureau through an open passage, as the guard demands."""
    with passage():
        city = Region.objects.create(code="990100", name="云川市", level="city")
        top = _unit("市机关事务管理局", 1, city, None)
        office = _unit("节能科", 2, city, top)
        other = _unit("市审计局", 3, city, None)
        clerk, head, stranger = (
            _person(*each) for each in (("王某", office), ("陈某", office), ("郑某", other))
        )
        Post.objects.create(
            person=head, unit=office, role="科长", is_head=True, from_day=dt.date(2020, 1, 1)
        )
    return Bureau(top, office, other, clerk, head, stranger)


def _unit(name: str, number: int, region: Region, parent: Unit | None) -> Unit:
    return Unit.objects.create(
        name=name,
        short_name=name,
        kind="bureau" if number == 1 else "organ",
        uscc=with_check_digit(f"119901000000000{number}0"[:17]),
        level="city",
        region=region,
        parent=parent,
    )


def _person(name: str, unit: Unit) -> Person:
    return Person.objects.create(
        staff_no=f"S{Person.objects.count() + 1:04d}", name=name, rank="科员", unit=unit
    )


@contextmanager
def passage() -> Iterator[Passage]:
    """An open passage for makers: what they write is stamped, and a true receipt is kept."""
    maker = Passage(registry.act("shelf.book.touch"), Actor.feed("maker"), TODAY, NOW)
    with transaction.atomic():
        open_passage(maker)
        yield maker
        close_passage(maker, {"key": ""}, Verdict.PASS)


def add_book(who: Actor, **draft: Any) -> Any:
    """Ask for a book to be put on the shelf."""
    full = {"title": "标准化原理", "price": "80", "pages": "300", **draft}
    return perform("shelf.book.add", who, draft=full, on=TODAY)
