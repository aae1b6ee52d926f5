"""An exception is granted by whoever may, for a time, and says so on every finding."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings

from guanbiao.gate import registry
from guanbiao.gate.models import Waiver
from guanbiao.gate.passage import Forbidden, Outcome
from guanbiao.gate.perform import perform
from guanbiao.library.publish import publish_all
from guanbiao.people.models import Post
from rulebook.rules import Verdict
from tests.gate.makers import TODAY, Bureau, add_book, passage

BASIS = "云机管〔2026〕样例 1 号"
pytestmark = pytest.mark.django_db


@pytest.fixture
def office(shelf: Bureau) -> Bureau:
    """The shelf's bureau under the shipped standards; the stranger is its deputy director."""
    publish_all(settings.PACKS, lambda _: None)
    with passage():
        Post.objects.create(
            person=shelf.stranger, unit=shelf.bureau, role="分管负责人",
            from_day=dt.date(2020, 1, 1),
        )  # fmt: skip
    return shelf


def ask(bureau: Bureau, days: int = 10) -> Outcome:
    """The clerk asks for an exception from the price cap of the shelf, for her section."""
    wish = {
        "rule": "Q/SHELF 1#4.1@shelf.book.add",
        "reason": "馆藏珍本一次性补购，已公示",
        "price": "50",
        "from_day": TODAY,
        "to_day": TODAY + dt.timedelta(days=days - 1),
    }
    return perform("evaluation.exception.ask", bureau.actor(bureau.clerk), draft=wish, on=TODAY)


def grant(bureau: Bureau, who: object, days: int = 10, basis: str = BASIS) -> Outcome:
    """Somebody grants what the clerk asked for."""
    actor = bureau.actor(who)  # type: ignore[arg-type]
    asked = ask(bureau, days).subject
    return perform("evaluation.exception.grant", actor, asked, {"basis": basis}, on=TODAY)


def test_a_granted_exception_lets_the_book_in_and_is_named(office: Bureau) -> None:
    assert add_book(office.actor(office.clerk), price="150").stopped
    assert grant(office, office.stranger).ok
    outcome = add_book(office.actor(office.clerk), price="150")
    assert outcome.ok
    (finding,) = [f for f in outcome.findings if f.verdict is Verdict.WAIVED]
    assert finding.clause == "4.1" and "珍本" in finding.note


def test_the_exception_ends_by_itself(office: Bureau) -> None:
    grant(office, office.stranger, days=10)
    late = TODAY + dt.timedelta(days=10)
    draft = {"title": "晚到", "price": "150", "pages": "300"}
    assert perform("shelf.book.add", office.actor(office.clerk), draft=draft, on=late).stopped


def test_a_revoked_exception_is_none(office: Bureau) -> None:
    waiver = grant(office, office.stranger).subject.waiver
    perform("standards.waiver.revoke", office.actor(office.stranger), waiver, on=TODAY)
    assert Waiver.objects.get().revoked_on == TODAY
    assert add_book(office.actor(office.clerk), price="150").stopped


def test_the_clerk_grants_herself_nothing(office: Bureau) -> None:
    with pytest.raises(Forbidden):
        grant(office, office.clerk)


def test_an_exception_of_a_year_is_stopped_by_its_own_clause(office: Bureau) -> None:
    outcome = ask(office, days=365)
    assert outcome.stopped
    assert {f.clause for f in outcome.findings if f.stops} == {"11.4"}


def test_an_exception_without_a_number_is_stopped(office: Bureau) -> None:
    outcome = grant(office, office.stranger, basis="")
    assert {f.clause for f in outcome.findings if f.stops} == {"5.7", "11.6"}


def test_nobody_grants_an_exception_that_was_not_asked_for(office: Bureau) -> None:
    with pytest.raises(registry.UnknownName):
        perform("standards.waiver.grant", office.actor(office.stranger), draft={}, on=TODAY)
