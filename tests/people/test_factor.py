"""The second factor: published vectors, one use of a code, a lock after five, recovery codes."""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from guanbiao.people import factor
from guanbiao.people.models import Account, Factor, LoginEvent
from tests.people.makers import ZONE, province

RIGHT, OWN = "Yun-Chuan-2026", "/me/sessions/"
ROLE = "系统管理员"


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
    return Account.objects.create_account("zhaom", RIGHT, province().person("city", ROLE))


@pytest.fixture
def demanding() -> Iterator[None]:
    with override_settings(TOTP_ROLES=(ROLE,)):
        yield


def code_now(account: Account) -> str:
    """What the authenticator shows."""
    secret = base64.b32decode(factor.secret_of(Factor.objects.get(account=account)))
    return factor.code_at(secret, int(timezone.now().timestamp()) // factor.PERIOD)


def enrol(account: Account, clock: Clock) -> list[str]:
    """Bind an authenticator; the code used for it is gone."""
    codes = factor.confirm(factor.begin(account), code_now_after(account))
    clock.later(seconds=60)
    return codes


def code_now_after(account: Account) -> str:
    factor.begin(account)
    return code_now(account)


def knock(client: Client, password: str = RIGHT) -> object:
    return client.post("/login/", {"login": "zhaom", "password": password, "next": OWN})


def show(client: Client, code: str) -> object:
    return client.post(reverse("people.code"), {"code": code, "next": OWN})


def inside(client: Client) -> bool:
    return client.get(OWN).status_code == 200


@pytest.mark.parametrize(
    ("moment", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"),
     (1234567890, "89005924"), (2000000000, "69279037"), (20000000000, "65353130")],
)  # fmt: skip
def test_codes_are_those_of_the_rfc(moment: int, code: str) -> None:
    """RFC 6238, appendix B, SHA-1."""
    assert factor.code_at(b"12345678901234567890", moment // 30, digits=8) == code


def test_password_and_code_open_the_door(account: Account, clock: Clock, client: Client) -> None:
    enrol(account, clock)
    assert knock(client)["Location"].startswith(reverse("people.code"))
    assert not inside(client)
    assert show(client, code_now(account))["Location"] == OWN
    assert inside(client)


def test_a_used_code_is_refused(account: Account, clock: Clock, client: Client) -> None:
    enrol(account, clock)
    code, other = code_now(account), Client()
    knock(client)
    show(client, code)
    knock(other)
    assert show(other, code).status_code == 401 and not inside(other)
    clock.later(seconds=30)
    assert show(other, code).status_code == 401
    assert show(other, code_now(account)).status_code == 302


def test_clocks_may_differ_by_half_a_minute_and_no_more(account: Account, clock: Clock) -> None:
    enrol(account, clock)
    kept, code = Factor.objects.get(account=account), code_now(account)
    clock.later(seconds=61)
    assert not factor.accepts(kept, code)
    code = code_now(account)
    clock.later(seconds=30)
    assert factor.accepts(kept, code)


def test_five_wrong_codes_lock_the_account_even_with_the_password_between(
    account: Account, clock: Clock, client: Client
) -> None:
    enrol(account, clock)
    for _ in range(5):
        knock(client)
        show(client, "000000")
    assert "已锁定" in knock(client).content.decode()
    assert list(LoginEvent.objects.values_list("outcome", flat=True)).count("code") == 5
    clock.later(minutes=16)
    knock(client)
    assert show(client, code_now(account)).status_code == 302


def test_a_code_alone_opens_nothing(account: Account, clock: Clock, client: Client) -> None:
    enrol(account, clock)
    assert show(client, code_now(account))["Location"] == reverse("people.login")
    knock(client)
    clock.later(minutes=6)
    assert show(client, code_now(account))["Location"] == reverse("people.login")
    assert not inside(client)


def test_a_recovery_code_opens_once(account: Account, clock: Clock, client: Client) -> None:
    codes = enrol(account, clock)
    assert len(set(codes)) == factor.CODES
    knock(client)
    assert show(client, codes[0].upper()).status_code == 302
    other = Client()
    knock(other)
    assert show(other, codes[0]).status_code == 401
    assert show(other, codes[1]).status_code == 302


def test_the_secret_lies_sealed(account: Account, clock: Clock) -> None:
    enrol(account, clock)
    kept = Factor.objects.get(account=account)
    assert factor.secret_of(kept) not in kept.secret_sealed


def test_one_enrols_on_a_page_and_sees_the_codes_once(
    account: Account, client: Client, clock: Clock
) -> None:
    knock(client)
    page = client.get(reverse("people.factor")).content.decode()
    assert "data:image/svg+xml" in page and factor.secret_of(Factor.objects.get()) in page
    assert client.post(reverse("people.factor"), {"code": "000000"}).status_code == 422
    page = client.post(reverse("people.factor"), {"code": code_now(account)}).content.decode()
    codes = re.findall(r"<li>([0-9a-f]{6}-[0-9a-f]{6})</li>", page)
    assert len(codes) == factor.CODES
    page = client.get(reverse("people.factor")).content.decode()
    assert "已绑定" in page and codes[0] not in page and "data:image" not in page
    clock.later(seconds=60)
    page = client.post(reverse("people.factor"), {"code": code_now(account)}).content.decode()
    assert len(re.findall(r"<li>[0-9a-f]{6}-", page)) == factor.CODES
    assert not factor.recovers(account, codes[0])


@pytest.mark.usefixtures("demanding")
def test_a_named_post_must_enrol_before_anything_else(account: Account, client: Client) -> None:
    knock(client)
    for path in ("/", "/organisation/people/", OWN):
        assert client.get(path)["Location"].startswith(reverse("people.factor")), path
    client.get(reverse("people.factor"))
    client.post(reverse("people.factor"), {"code": code_now(account)})
    assert inside(client)


@pytest.mark.usefixtures("demanding")
def test_others_need_not_enrol(db: None, client: Client) -> None:
    Account.objects.create_account("zhaom", RIGHT, province().person("office"))
    knock(client)
    assert inside(client)


def test_whoever_is_not_signed_in_enrols_nothing(db: None, client: Client) -> None:
    assert client.get(reverse("people.factor"))["Location"].startswith("/login/")
    assert client.post(reverse("people.factor"), {"code": "1"}).status_code == 302
