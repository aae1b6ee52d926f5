"""Rows found by what people call them: a plate without its dot, a person, a receipt's number."""

from __future__ import annotations

import pytest
from django.test import Client

from guanbiao.gate import rights
from guanbiao.gate.models import Receipt
from guanbiao.modules.desk import searching
from guanbiao.modules.desk.tests.test_guides import read, signed_in
from guanbiao.modules.vehicles.models import Request
from guanbiao.modules.vehicles.tests.conftest import fleet, still_clock
from guanbiao.modules.vehicles.tests.makers import Fleet, a_request, cars
from guanbiao.people.actor import Actor

__all__ = ["fleet", "still_clock"]


def found(fleet: Fleet, who: str, text: str) -> str:
    return read(signed_in(fleet, who), "/search/", q=text)


@pytest.fixture
def asked(fleet: Fleet) -> Request:
    """A request of the clerk."""
    return a_request(fleet)


@pytest.mark.parametrize("typed", ["示AD10003", "示ad10003", "示A·D10003", "AD10003"])
def test_a_plate_is_found_however_its_dot_is_typed(fleet: Fleet, typed: str) -> None:
    cars(fleet, {"plate": "示A·D10003"})
    assert "<mark>" in found(fleet, "dispatcher", typed)


def test_a_word_is_no_plate() -> None:
    assert searching.spellings("meeting") == ("meeting",)
    assert searching.spellings("YC-2026") == ("YC-2026",)


def test_a_row_is_found_by_whoever_asked_and_says_what_it_is(fleet: Fleet, asked: Request) -> None:
    name = fleet.persons["clerk"].name
    page = found(fleet, "dispatcher", name)
    assert (
        asked.number in page
        and asked.destination in page
        and f"申请人：<mark>{name}</mark>" in page
    )
    assert asked.number not in found(fleet, "stranger", name)


def test_a_person_that_is_hidden_finds_nothing(
    fleet: Fleet, asked: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = Actor.of(fleet.persons["dispatcher"])
    name = fleet.persons["clerk"].name
    table = next(t for t in searching.tables() if t.entity.name == "vehicles.request")
    assert searching.rows_of(table, actor, name, 5)
    monkeypatch.setattr(rights, "hidden", lambda *_: frozenset({"applicant"}))
    assert not searching.rows_of(table, actor, name, 5)


def test_hidden_words_are_in_no_title(
    fleet: Fleet, asked: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rights, "hidden", lambda *_: frozenset({"destination"}))
    (group,) = searching.find(Actor.of(fleet.persons["dispatcher"]), asked.number)
    assert group.rows[0].title == asked.number


def test_cases_stand_there_once(fleet: Fleet, asked: Request) -> None:
    assert found(fleet, "head", asked.destination).count("<h2>办件</h2>") == 1


def test_a_receipt_is_found_by_its_number_by_those_who_may_read_it(
    fleet: Fleet, asked: Request
) -> None:
    number = Receipt.objects.get(pk=asked.receipt_id).number
    for who in ("clerk", "head"):
        assert f'href="/receipts/{number}/"' in found(fleet, who, number)
    assert f"/receipts/{number}/" not in found(fleet, "stranger", number)
    assert Client().get(f"/search/?q={number}").status_code == 302
