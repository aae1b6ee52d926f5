"""A paper is proved to anybody who holds it; the receipt is for those whom its record concerns."""

from __future__ import annotations

import re

import pytest
from django.test import Client, RequestFactory

from guanbiao.exchange import prints
from guanbiao.gate import evidence
from guanbiao.gate.models import Receipt
from guanbiao.modules.vehicles.tests.makers import Fleet, a_trip, cars

CODE = re.compile(r"/proof/([\d-]+)/([0-9a-f]{16})/$")


@pytest.fixture
def sent(fleet: Fleet) -> Receipt:
    """The receipt of a dispatch."""
    (car,) = cars(fleet, {})
    trip = a_trip(fleet, car)
    return Receipt.objects.get(entity="vehicles.trip", key=str(trip.pk), act__endswith=".dispatch")


def signed_in(fleet: Fleet, key: str) -> Client:
    client = Client()
    client.force_login(fleet.account(key))
    return client


def place(receipt: Receipt, digest: str = "") -> str:
    return f"/proof/{receipt.number}/{digest or receipt.digest[:16]}/"


def test_who_asked_for_a_car_reads_the_receipt_of_its_dispatch(fleet: Fleet, sent: Receipt) -> None:
    page = f"/receipts/{sent.number}/"
    answer = signed_in(fleet, "clerk").get(page)
    assert answer.status_code == 200
    assert f'href="/cases/{sent.case_id}/"' in answer.content.decode()
    assert signed_in(fleet, "stranger").get(page).status_code == 404


def test_the_code_on_paper_proves_it_to_anybody_who_holds_it(
    fleet: Fleet, sent: Receipt, rf: RequestFactory
) -> None:
    request = rf.get("/")
    found = CODE.search(prints.proof(request, sent))
    assert found is not None and found.groups() == (sent.number, sent.digest[:16])
    for client in (Client(), signed_in(fleet, "stranger")):
        answer = client.get(place(sent))
        told = answer.content.decode()
        assert answer.status_code == 200 and "真" in told and sent.number in told
        name = fleet.persons["clerk"].name
        assert name not in re.sub(
            r"<header.*?</header>|<aside.*?</aside>", "", told, flags=re.DOTALL
        )


def test_whoever_may_read_the_receipt_is_led_to_it(fleet: Fleet, sent: Receipt) -> None:
    answer = signed_in(fleet, "clerk").get(place(sent))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/receipts/{sent.number}/")


@pytest.mark.parametrize("digest", ["0" * 16, "0", "é" * 16])
def test_another_digest_proves_nothing(sent: Receipt, digest: str) -> None:
    answer = Client().get(place(sent, digest))
    assert answer.status_code == 404 and "没有这张凭条" in answer.content.decode()
    assert Client().get(f"/proof/20260101-000000/{sent.digest[:16]}/").status_code == 404


def test_a_receipt_that_was_altered_is_told_as_such(
    sent: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "digest", lambda _: "of another content")
    assert "与摘要不符" in Client().get(place(sent)).content.decode()
