"""A unit goes into another: what was open goes with it, nothing is left behind."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from guanbiao.gate.passage import Forbidden
from guanbiao.people.models import Person, Post, Unit
from tests.gate.makers import passage
from tests.people.house import House, clauses

__all__ = ["clauses"]


def merge(home: House, unit: Unit, into: Unit, by: str = "system") -> object:
    draft = {"into": into.name, "reason": "机构改革方案"}
    return home.do("organisation.unit.merge", by, unit, **draft)


@pytest.fixture
def empty(home: House) -> Unit:
    """A unit beside that of the owner, without anybody."""
    beside = home.persons["owner"].unit
    with passage():
        return Unit.objects.create(
            name="待并科", short_name="待并科", kind="organ", level=beside.level,
            region=beside.region, parent=beside,
        )  # fmt: skip


def test_an_empty_unit_is_closed(home: House, empty: Unit) -> None:
    assert merge(home, empty, home.persons["owner"].unit).ok  # type: ignore[attr-defined]
    empty.refresh_from_db()
    assert empty.closed_on is not None
    again = merge(home, empty, home.persons["owner"].unit)
    assert "已经撤并" in str(again.errors)  # type: ignore[attr-defined]


def test_who_is_still_there_stands_in_the_way(home: House, empty: Unit) -> None:
    with passage():
        somebody = Person.objects.create(staff_no="S7777", name="留守", rank="科员", unit=empty)
        Post.objects.create(
            person=somebody, unit=empty, role="驾驶员", from_day=dt.date(2020, 1, 1)
        )
    told = str(merge(home, empty, home.persons["owner"].unit).errors)  # type: ignore[attr-defined]
    assert "1 名在岗人员" in told and "1 个在任岗位" in told


def test_a_unit_does_not_go_into_itself(home: House, empty: Unit) -> None:
    assert "into" in merge(home, empty, empty).errors  # type: ignore[attr-defined]


@pytest.mark.parametrize("who", ["security", "audit", "owner", "stranger"])
def test_only_the_system_administrator_merges(home: House, empty: Unit, who: str) -> None:
    with pytest.raises(Forbidden):
        merge(home, empty, home.persons["owner"].unit, by=who)


def test_the_page_asks_into_which(home: House, empty: Unit) -> None:
    page = home.knocked("system").get(reverse("organisation.unit_merge", args=[empty.pk]))
    assert "并入单位" in page.content.decode()
