"""Everybody is told how personal data is handled before the first work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from guanbiao.people import consents
from guanbiao.people.models import Account, Consent
from tests.people.makers import province

RIGHT, OWN = "Yun-Chuan-2026", "/me/sessions/"
PAGE = "/me/consent/"


@pytest.fixture(autouse=True)
def noticed(db: None) -> Iterator[None]:
    with override_settings(PRIVACY_NOTICE=True):
        yield


@pytest.fixture
def client() -> Client:
    Account.objects.create_account("wangxm", RIGHT, province().person("office"))
    client = Client()
    client.post("/login/", {"login": "wangxm", "password": RIGHT})
    return client


def test_the_notice_comes_before_any_page(client: Client) -> None:
    assert client.get(OWN)["Location"].startswith(PAGE)
    page = client.get(PAGE).content.decode()
    for told in ("处理者", "处理目的", "信息种类", "处理方式", "保存期限", "您的权利"):
        assert told in page


def test_whoever_agrees_goes_on_and_it_is_on_record(client: Client) -> None:
    answer = client.post(PAGE, {"agree": "1", "next": OWN})
    assert answer["Location"] == OWN and client.get(OWN).status_code == 200
    kept = Consent.objects.get()
    assert (kept.account.login, kept.notice, kept.address) == (
        "wangxm", consents.notice(), "127.0.0.1",
    )  # fmt: skip
    client.post(PAGE, {"agree": "1"})
    assert Consent.objects.count() == 1


def test_whoever_agrees_to_nothing_stays_outside_and_may_leave(client: Client) -> None:
    client.post(PAGE, {})
    assert client.get(OWN).status_code == 302 and not Consent.objects.exists()
    assert client.post(reverse("people.logout"))["Location"] == "/login/"


def test_other_words_ask_anew(client: Client) -> None:
    client.post(PAGE, {"agree": "1"})
    Consent.objects.update(notice="0" * 64)
    fresh = Client()
    fresh.post("/login/", {"login": "wangxm", "password": RIGHT})
    assert fresh.get(OWN)["Location"].startswith(PAGE)


def test_whoever_is_not_signed_in_agrees_to_nothing(db: None) -> None:
    assert Client().post(PAGE, {"agree": "1"})["Location"].startswith("/login/")
    assert not Consent.objects.exists()
