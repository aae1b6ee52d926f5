"""A grant shows exactly the rows within its scope, whoever asks."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db.models import Q

from guanbiao.gate import authority, registry
from guanbiao.library.packs import read
from guanbiao.library.publish import publish
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person
from tests.gate.makers import passage
from tests.people.makers import TODAY, Province, lend, province
from tests.shelf import pack
from tests.shelf.models import Book

GRANTS = "\n".join(
    f'[[grant]]\nrole = "{role}"\nacts = ["shelf.book.view", "shelf.book.touch"]\n'
    f'scope = "{scope}"\nclause = "5.2"\n'
    for role, scope in (
        ("全体人员", "own"),
        ("本单位查看", "unit"),
        ("下属查看", "unit_tree"),
        ("地区查看", "region"),
        ("全部查看", "all"),
    )
)
UNITS = ("province", "city", "office", "desk", "audit", "county", "finance", "other")
CITY = {"city", "office", "desk", "audit", "county", "finance"}


@pytest.fixture
def land(db: None, tmp_path: Path) -> Province:
    """One book in every unit, owned by somebody there."""
    pack.write(tmp_path)
    kept = '[[grant]]\nrole = "全体人员"\nacts = ["shelf.book.add", "shelf.book.record"]\n'
    rest = kept + 'scope = "own"\nclause = "5.2"\n'
    (tmp_path / "grants/shelf.toml").write_text(GRANTS + rest, encoding="utf-8")
    publish(read(tmp_path), by="tests")
    made = province()
    owners = {key: made.person(key, name=key) for key in UNITS}
    with passage():
        for key, owner in owners.items():
            Book.objects.create(
                title=key, price=1, pages=100, bought_on=TODAY, unit=made.units[key], owner=owner
            )
    return made


def seen(person: Person) -> set[str]:
    """Titles of the books that lists show; each record opens exactly when the list shows it."""
    actor = Actor.of(person)
    rows = Book.objects.filter(authority.visible(actor, "shelf.book.view", TODAY))
    shown = {book.title for book in rows}
    entity = registry.entity("shelf.book")
    opened = {
        book.title
        for book in Book.objects.all()
        if authority.may(actor, "shelf.book.view", book, entity, TODAY)
    }
    assert shown == opened
    return shown


@pytest.mark.parametrize("unit", UNITS)
def test_everybody_sees_her_own(land: Province, unit: str) -> None:
    assert seen(Person.objects.get(name=unit)) == {unit}
    assert seen(land.person(unit)) == set()


@pytest.mark.parametrize(
    ("unit", "role", "rows"),
    [
        ("city", "本单位查看", {"city"}),
        ("office", "本单位查看", {"office"}),
        ("city", "下属查看", {"city", "office", "desk"}),
        ("office", "下属查看", {"office", "desk"}),
        ("county", "下属查看", {"county"}),
        ("county", "地区查看", {"county", "finance"}),
        ("city", "地区查看", CITY),
        ("province", "地区查看", set(UNITS)),
        ("other", "地区查看", {"other"}),
        ("finance", "全部查看", set(UNITS)),
    ],
)
def test_a_post_sees_as_far_as_its_grant(
    land: Province, unit: str, role: str, rows: set[str]
) -> None:
    assert seen(land.person(unit, role)) == rows


def test_a_county_person_does_not_see_the_city(land: Province) -> None:
    for role in ("本单位查看", "下属查看", "地区查看"):
        assert not seen(land.person("county", role)) & {"city", "office", "desk", "audit"}


def test_the_scope_is_measured_from_the_unit_of_the_post(land: Province) -> None:
    person = land.person("finance", "下属查看", unit=land.units["office"])
    assert seen(person) == {"office", "desk"}


def test_a_lent_post_shows_what_it_showed_its_holder(land: Province) -> None:
    giver, taker = land.person("county", "地区查看"), land.person("audit")
    lend(giver, taker)
    assert seen(taker) == {"county", "finance"}


def test_two_posts_show_both(land: Province) -> None:
    person = land.person("county", "本单位查看")
    lend(land.person("audit", "本单位查看"), person)
    assert seen(person) == {"county", "audit"}


def test_a_view_nobody_granted_shows_nothing(land: Province) -> None:
    person = land.person("city", "全部查看")
    rows = authority.visible(Actor.of(person), "shelf.loan.view", TODAY)
    assert rows == Q(pk__in=[])
