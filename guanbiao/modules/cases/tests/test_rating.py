"""Whoever asked says how she was served, once, after it is over."""

from __future__ import annotations

import datetime as dt

import pytest

from guanbiao.gate.passage import Forbidden
from guanbiao.modules.cases.tests.conftest import Clock, Office


@pytest.fixture
def over(office: Office) -> Office:
    """The head has agreed."""
    office.done("agree", office.bureau.head)
    assert office.case.state == "done"
    return office


def stopped(office: Office, **draft: object) -> list[str]:
    outcome = office.do("rate", office.bureau.clerk, **draft)
    return [finding.clause for finding in outcome.findings if finding.stops]


def test_the_applicant_rates_once(over: Office) -> None:
    case = over.done("rate", over.bureau.clerk, rating="4", rating_words="快")
    assert (case.rating, case.rating_words) == (4, "快")
    again = over.do("rate", over.bureau.clerk, rating="1", rating_words="反悔了也不行")
    assert "只评一次" in again.errors["__all__"][0]


def test_what_is_running_is_not_rated_yet(office: Office) -> None:
    outcome = office.do("rate", office.bureau.clerk, rating="5")
    assert "办结后才能评价" in outcome.errors["__all__"][0]


def test_a_low_score_says_why(over: Office) -> None:
    assert stopped(over, rating="2", rating_words="慢") == ["4.12"]
    assert stopped(over, rating="2", rating_words="等了三天半") == []


def test_after_thirty_days_it_is_too_late(over: Office, clock: Clock) -> None:
    clock.now += dt.timedelta(days=31)
    assert stopped(over, rating="5") == ["4.11"]


@pytest.mark.parametrize("who", ["head", "stranger"])
def test_nobody_rates_for_another(over: Office, who: str) -> None:
    with pytest.raises(Forbidden):
        over.do("rate", getattr(over.bureau, who), rating="5")


@pytest.mark.parametrize("rating", ["", "0", "6", "-1", "4.5", "好"])
def test_only_one_to_five(over: Office, rating: str) -> None:
    assert "rating" in over.do("rate", over.bureau.clerk, rating=rating).errors


def test_the_form_is_for_the_applicant_and_the_result_for_all(over: Office) -> None:
    address = f"/cases/{over.case.pk}/"
    clerk, head = over.client(over.bureau.clerk), over.client(over.bureau.head)
    assert "提交评价" in clerk.get(address).content.decode()
    assert "提交评价" not in head.get(address).content.decode()
    assert "#rate" in clerk.get("/started/").content.decode()
    answer = clerk.post(f"{address}rate/", {"rating": "1", "rating_words": "慢"})
    assert answer.status_code == 422 and "慢</textarea>" in answer.content.decode()
    assert clerk.post(f"{address}rate/", {"rating": "5", "rating_words": "很快"}).status_code == 302
    assert "很快" in head.get(address).content.decode()
    assert "#rate" not in clerk.get("/started/").content.decode()
