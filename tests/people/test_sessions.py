"""Sessions: seen, ended one by one, ended by time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from guanbiao.people.models import Account, SignedSession
from tests.people.makers import ZONE, province

RIGHT, OWN = "Yun-Chuan-2026", "/me/sessions/"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"


class Clock:
    """A clock that moves when told."""

    now = dt.datetime(2026, 6, 3, 9, 30, tzinfo=ZONE)

    def later(self, **span: int) -> None:
        self.now += dt.timedelta(**span)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    return made


@pytest.fixture
def account(db: None) -> Account:
    return Account.objects.create_account("wangxm", RIGHT, province().person("office"))


def come_in(login: str = "wangxm", **extra: str) -> Client:
    client = Client(headers=extra)
    assert client.post("/login/", {"login": login, "password": RIGHT}).status_code == 302
    return client


def inside(client: Client) -> bool:
    return client.get(OWN).status_code == 200


def test_one_sees_device_address_and_last_use(account: Account, clock: Clock) -> None:
    client = come_in(**{"user-agent": EDGE})
    clock.later(minutes=20)
    page = client.get(OWN).content.decode()
    assert "Edge 140 · Windows" in page and "127.0.0.1" in page and "本机" in page
    assert "最近使用 2026年6月3日 09:50" in page


def test_reading_pages_notes_the_last_use_once_a_minute(account: Account, clock: Clock) -> None:
    client = come_in()
    clock.later(seconds=40)
    inside(client)
    assert SignedSession.objects.get().seen_at == Clock.now
    clock.later(seconds=40)
    inside(client)
    assert SignedSession.objects.get().seen_at == clock.now


def test_an_idle_session_ends(account: Account, clock: Clock) -> None:
    client = come_in()
    clock.later(minutes=29)
    assert inside(client)
    clock.later(minutes=31)
    assert not inside(client)


def test_a_busy_session_ends_after_its_hours(account: Account, clock: Clock) -> None:
    client = come_in()
    for _ in range(25):
        clock.later(minutes=29)
        client.get(OWN)
    assert not inside(client)
    assert SignedSession.objects.get().ended_at is not None


def test_one_session_is_ended_and_the_others_stay(account: Account) -> None:
    here, there, elsewhere = come_in(), come_in(), come_in()
    key = SignedSession.objects.get(session_key=there.session.session_key).pk
    here.post(OWN, {"end": key})
    assert inside(here) and inside(elsewhere) and not inside(there)


def test_nobody_ends_the_session_of_another(account: Account) -> None:
    Account.objects.create_account("liwen", RIGHT, None)
    mine, hers = come_in(), come_in("liwen")
    hers.post(OWN, {"end": SignedSession.objects.get(account=account).pk})
    assert inside(mine)


def test_whoever_is_not_signed_in_ends_nothing(account: Account) -> None:
    mine = come_in()
    assert Client().post(OWN).status_code == 302
    assert inside(mine)


def test_a_session_ends_when_one_leaves(account: Account) -> None:
    client = come_in()
    client.post("/logout/")
    assert SignedSession.objects.get().ended_at is not None


def test_a_new_password_keeps_ones_own_session_on_the_list(account: Account) -> None:
    here, there = come_in(), come_in()
    here.post("/password/", {"old": RIGHT, "new": "Nan-Ping-2026", "again": "Nan-Ping-2026"})
    assert inside(here) and not inside(there)
    assert "本机" in here.get(OWN).content.decode()
    assert SignedSession.objects.filter(ended_at=None).count() == 1
