"""Every address × everybody: each answer is explained by a grant or a written sentence."""

from __future__ import annotations

import pytest
from django.http import HttpResponse

from guanbiao.gate.models import Receipt
from tests.clients import undone
from tests.doors.addresses import Try, doors, tries
from tests.doors.oracle import holds
from tests.doors.people import ANONYMOUS, PEOPLE
from tests.doors.reasons import (
    OPEN,
    RULES,
    UNSAID,
    WAITING,
    acts_of,
    may_do,
    reason,
    unexplained_pages,
)
from tests.doors.town import World

AWAY = (302, 403, 404, 405)
"""Answers that show nothing: to the door, forbidden, not there, not by this method."""


VERBAL = ("owner", "approver", "officer", "other_bureau")
"""Who tries the address of every verb: those who may do some; the others of one a door and row."""


@pytest.fixture(scope="module")
def every(world: World) -> list[Try]:
    """Every address, filled."""
    return [each for door in doors() for each in tries(world, door)]


def test_every_address_is_known_and_every_sentence_is_needed(every: list[Try]) -> None:
    found = doors()
    assert all(door.name for door in found)
    assert unexplained_pages(found) == []
    names = {door.name for door in found}
    assert ({*OPEN, *RULES, *UNSAID, *WAITING}) - names == set()
    assert len({each.path for each in every}) > 150


@pytest.mark.parametrize("who", PEOPLE)
def test_what_is_shown_is_explained_and_what_is_explained_is_shown(
    world: World, every: list[Try], who: str
) -> None:
    person, client = world.town.persons[who], world.town.client(who)
    wrong = []
    for each in every if who in VERBAL else _one_verb_each(every):
        answer = client.get(each.path)
        why = reason(person, each)
        if answer.status_code == 200 and not _explained(person, each, why):
            wrong.append(f"{each} is shown for no reason")
        if answer.status_code in (403, 404) and why and not _may_be_absent(each):
            wrong.append(f"{each} is hidden in spite of: {why}")
        if answer.status_code >= 500 or answer.status_code not in (200, 400, 422, *AWAY):
            wrong.append(f"{each} answers {answer.status_code}")
    assert wrong == []


def _one_verb_each(every: list[Try]) -> list[Try]:
    return list({(each.door, each.side): each for each in every}.values())


def _may_be_absent(each: Try) -> bool:
    """A verb may not be there for this row; the other doors of the house may be switched off."""
    return bool(each.verb) or each.door.public or each.door.name in WAITING


def _explained(person: object, each: Try, why: str) -> bool:
    if each.door.name in UNSAID:
        return True
    act = acts_of(each)
    return bool(why) and (not act or may_do(person, act, each.row))  # type: ignore[arg-type]


def test_whoever_is_not_signed_in_sees_the_door_only(world: World, every: list[Try]) -> None:
    client = world.town.client(ANONYMOUS)
    for each in every:
        for method in ("get", "post"):
            with undone(client):
                answer = getattr(client, method)(each.path)
            if each.door.public:
                continue
            assert answer.status_code == 302, str(each)
            assert answer["Location"].startswith("/login/"), str(each)


PUBLIC = {
    "people.login", "people.code", "people.elsewhere", "people.oidc_back", "people.cas_back",
    "people.logout", "security.oidc_discovery", "security.oidc_jwks", "security.oidc_token",
    "security.oidc_userinfo", "app.manifest", "app.icon", "app.touch_icon", "app.worker",
    "app.offline", "api", "channels.report", "people.elder", "displays.show",
    "desk.proof",
}  # fmt: skip
"""The doors to the house itself; those of OpenID Connect answer only where it is switched on.

The API asks for a token of its own (`tests/exchange`), the gateway of text messages signs what it
reports (`channels/tests/test_reports.py`), a display has an address nobody can guess
(`displays/tests`), and so has the proof of a paper (`vehicles/tests/test_proof.py`); the app's
files say nothing of anybody.
"""


def test_public_are_the_doors_to_the_house_and_nothing_else() -> None:
    assert {door.name for door in doors() if door.public} == PUBLIC


def test_a_form_without_its_token_is_turned_away_at_every_door(
    world: World, every: list[Try]
) -> None:
    client = world.town.client("officer", csrf=True)
    passed = []
    for each in {each.door: each for each in every}.values():
        with undone(client):
            if client.post(each.path, {"name": "x"}).status_code != 403:
                passed.append(each.door.name)
    assert set(passed) <= {"api", "security.oidc_token", "security.oidc_userinfo"}


def test_a_page_that_takes_no_form_answers_none(world: World, every: list[Try]) -> None:
    client = world.town.client("officer")
    shown = [
        f"{each}: {status}"
        for each in {each.door: each for each in every if not each.door.posts}.values()
        if (status := client.post(each.path, {"opinion": "同意"}).status_code) not in (403, 405)
    ]
    assert shown == []


POSTING = (ANONYMOUS, "stranger", "officer", "other_bureau", "audit_admin")
"""Who posts to every page that takes forms; that acts refuse all others is tried at the gate."""


@pytest.mark.parametrize("who", POSTING)
def test_what_is_posted_passes_only_where_a_grant_says_so(
    world: World, every: list[Try], who: str
) -> None:
    client = world.town.client(who)
    client.get("/")
    person = world.town.persons.get(who)
    before = set(Receipt.objects.values_list("pk", flat=True))
    taking = [each for each in every if each.door.posts]
    for each in taking if who in VERBAL else _one_verb_each(taking):
        with undone(client):
            answer = client.post(each.path, {"opinion": "同意", "reason": "按值班安排办理"})
            _justified(person, each, answer, before)


def _justified(person: object, each: Try, answer: HttpResponse, before: set[object]) -> None:
    """No fault of the server, and a receipt only of an act that is granted."""
    assert answer.status_code < 500, str(each)
    if Receipt.objects.count() == len(before):
        return
    for made in Receipt.objects.exclude(pk__in=before):
        assert person is not None, str(each)
        assert holds(person, made.act), f"{each}: {made.act}"  # type: ignore[arg-type]
        if each.row is not None and made.act == acts_of(each):
            assert may_do(person, made.act, each.row), str(each)  # type: ignore[arg-type]
