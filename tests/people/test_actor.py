"""What somebody may act as, day by day: her own posts, and those she was lent."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from guanbiao.people.actor import Actor
from guanbiao.people.models import Delegation, Person
from tests.people.makers import TODAY, ZONE, Province, lend, province

DISPATCHER, MANAGER = "车辆调度员", "车队管理员"


@pytest.fixture
def land(db: None) -> Province:
    return province()


@pytest.fixture
def giver(land: Province) -> Person:
    """She holds two posts."""
    return land.person("city", DISPATCHER, MANAGER, name="韩雪梅")


@pytest.fixture
def taker(land: Province) -> Person:
    """He holds none."""
    return land.person("city", name="周文斌")


def day(number: int) -> dt.date:
    return dt.date(2026, 6, number)


@pytest.mark.parametrize(
    ("on", "held"),
    [
        (dt.date(2026, 5, 31), False), (day(1), True), (day(3), True), (day(10), True),
        (day(11), False),
    ],
)  # fmt: skip
def test_a_post_is_held_from_its_first_day_to_its_last(
    land: Province, on: dt.date, held: bool
) -> None:
    person = land.person("city", DISPATCHER, from_day=day(1), to_day=day(10))
    assert (DISPATCHER in Actor.of(person).roles(on)) is held


def test_a_post_without_an_end_goes_on(giver: Person) -> None:
    assert Actor.of(giver).roles(dt.date(2031, 1, 1)) == {DISPATCHER, MANAGER}


def test_a_post_counts_at_its_own_unit_not_at_the_persons(land: Province) -> None:
    person = land.person("office", "科长", unit=land.units["desk"], is_head=True)
    (holding,) = Actor.of(person).holdings(TODAY)
    assert (holding.unit, holding.is_head) == (land.units["desk"], True)


@pytest.mark.parametrize(("number", "lent"), [(1, True), (3, True), (5, True), (6, False)])
def test_a_delegation_holds_through_its_last_day_and_no_longer(
    giver: Person, taker: Person, number: int, lent: bool
) -> None:
    lend(giver, taker)
    assert bool(Actor.of(taker).roles(day(number))) is lent


def test_a_delegation_does_not_hold_the_day_before(giver: Person, taker: Person) -> None:
    lend(giver, taker)
    assert Actor.of(taker).roles(dt.date(2026, 5, 31)) == frozenset()


def test_a_delegation_late_at_night_counts_by_the_local_day(giver: Person, taker: Person) -> None:
    lend(giver, taker, from_at=dt.datetime(2026, 6, 3, 0, 30, tzinfo=ZONE))
    assert Actor.of(taker).roles(day(2)) == frozenset()
    assert Actor.of(taker).roles(day(3)) == {DISPATCHER, MANAGER}


def test_a_delegation_taken_back_lends_nothing(giver: Person, taker: Person) -> None:
    lend(giver, taker, revoked_at=dt.datetime(2026, 6, 2, 9, tzinfo=ZONE))
    assert Actor.of(taker).roles(TODAY) == frozenset()


def test_only_the_named_posts_are_lent(giver: Person, taker: Person) -> None:
    lend(giver, taker, MANAGER)
    assert Actor.of(taker).roles(TODAY) == {MANAGER}


def test_what_was_lent_is_not_lent_on(land: Province, giver: Person, taker: Person) -> None:
    third = land.person("city", name="何建华")
    lend(giver, taker)
    lend(taker, third)
    assert Actor.of(third).roles(TODAY) == frozenset()


def test_a_post_that_ended_is_not_lent(land: Province, taker: Person) -> None:
    former = land.person("city", DISPATCHER, to_day=day(2))
    lend(former, taker)
    assert Actor.of(taker).roles(day(2)) == {DISPATCHER}
    assert Actor.of(taker).roles(day(3)) == frozenset()


def test_the_giver_keeps_her_posts(giver: Person, taker: Person) -> None:
    lend(giver, taker)
    assert Actor.of(giver).roles(TODAY) == {DISPATCHER, MANAGER}


def test_whoever_was_lent_a_post_is_an_agent_of_the_giver(giver: Person, taker: Person) -> None:
    lend(giver, taker)
    assert Actor.of(taker).lenders(TODAY) == {giver.pk}
    assert Actor.of(taker).lenders(day(6)) == frozenset()
    assert Actor.of(giver).lenders(TODAY) == frozenset()


def test_whoever_holds_no_post_can_lend_her_own_tasks(land: Province, taker: Person) -> None:
    clerk = land.person("city")
    lend(clerk, taker)
    assert Actor.of(taker).lenders(TODAY) == {clerk.pk}


def test_a_feed_is_nobody(land: Province) -> None:
    feed = Actor.feed("油卡", ("vehicles.fuel.record",))
    assert feed.may("vehicles.fuel.record") and not feed.may("vehicles.trip.close")
    assert feed.holdings(TODAY) == () and feed.person_id is None
    assert feed.lenders(TODAY) == frozenset()
    with pytest.raises(PermissionDenied):
        _ = feed.me


def test_nobody_delegates_to_herself_or_backwards(giver: Person, taker: Person) -> None:
    with pytest.raises(IntegrityError, match="people_delegation_other"), transaction.atomic():
        lend(giver, giver)
    with pytest.raises(IntegrityError, match="people_delegation_time"), transaction.atomic():
        lend(giver, taker, to_at=dt.datetime(2026, 6, 1, 9, tzinfo=ZONE))
    assert not Delegation.objects.exists()


def test_a_post_does_not_end_before_it_begins(land: Province) -> None:
    with pytest.raises(IntegrityError, match="people_post_days"), transaction.atomic():
        land.person("city", DISPATCHER, from_day=day(2), to_day=day(1))
