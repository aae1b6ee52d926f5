"""What a page of a table asks of the database: no more than is written down, however many rows.

``queries.txt`` holds the bound of each page. A page that asks less may be written down anew; one
that asks more must say in its change why, or mend it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanbiao.gate import registry
from guanbiao.gate.describe import Table
from guanbiao.kit import names
from guanbiao.kit.faces import MONTH, faces
from guanbiao.kit.lists import entering
from guanbiao.library import in_force
from guanbiao.people.models import Account, Person, Post
from tests.doors.people import PASSWORD, TODAY
from tests.doors.town import World
from tests.gate.makers import passage

KNOWN = Path(__file__).with_name("queries.txt")
MORE = 10
LEAST_GROWN = 20
"""Tables that can be given more rows without being told how; most can."""


def pages(world: World) -> Iterator[tuple[str, str]]:
    """Name and address of the list, its other faces, the row and the form of every table."""
    for table in registry.tables():
        at = names.of(table)
        for face, _ in faces(table):
            yield at.page(face), at.to(face)
        yield at.page("row"), at.detail(world.row(table.entity.name, "own").pk)
        if entering(table) is not None:
            yield at.page("new"), at.to("new")


def asked(client: Client, path: str) -> int:
    """How many queries a second look at the page makes."""
    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def told() -> dict[str, int]:
    """Page → bound."""
    lines = KNOWN.read_text(encoding="utf-8").splitlines() if KNOWN.exists() else []
    return {name: int(count) for name, count in (line.split() for line in lines)}


@pytest.fixture(scope="module")
def everybody(world: World) -> Client:
    """The browser of one who holds every post there is, in the bureau and in the owner's unit."""
    units = [world.town.units["bureau"], world.sides["own"].unit]
    on = dt.date(2024, 1, 1)
    with passage():
        person = Person.objects.create(staff_no="Y99999", name="全岗", rank="科员", unit=units[0])
        grants = in_force.grants_in_force(units[0], TODAY)
        for role in sorted({grant.role for grant in grants}):
            for unit in units:
                Post.objects.create(person=person, unit=unit, role=role, from_day=on, is_head=True)
        account = Account.objects.create_account("everybody", PASSWORD, person)
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture(autouse=True)
def _no_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a second has gone by since the last look at the publications is not the page's."""
    monkeypatch.setattr(in_force, "LOOK_EVERY", float("inf"))


def test_no_page_asks_more_than_is_written_down(world: World, everybody: Client) -> None:
    bounds = told()
    found = {name: asked(everybody, path) for name, path in pages(world)}
    over = {n: (count, bounds.get(n)) for n, count in found.items() if count > bounds.get(n, 0)}
    gone = set(bounds) - set(found)
    lines = "\n".join(f"{name} {count}" for name, count in sorted(found.items()))
    assert not over and not gone, f"{over}\n{gone}\n{KNOWN.name} would say:\n{lines}"


def test_a_longer_list_asks_no_more(world: World, everybody: Client) -> None:
    grown, more = 0, dict[str, tuple[list[int], list[int]]]()
    for table in registry.tables():
        at = names.of(table)
        paths = [at.to(face) for face in ("list", MONTH[0]) if face in dict(faces(table))]
        before = [asked(everybody, path) for path in paths]
        with transaction.atomic():
            if _grow(world, table) >= MORE:
                grown += 1
                after = [asked(everybody, path) for path in paths]
                if any(now > then for now, then in zip(after, before, strict=True)):
                    more[table.entity.name] = (before, after)
            transaction.set_rollback(True)
    assert grown >= LEAST_GROWN
    assert not more


def _grow(world: World, table: Table) -> int:
    """As many more rows as its constraints allow."""
    made = 0
    with passage():
        for _ in range(MORE):
            try:
                with transaction.atomic():
                    world.sides["own"].fresh(table.entity.model)
                made += 1
            except DatabaseError:
                break
    return made
