"""The door: who comes in, who waits, and what is written down about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from guanbiao.people import signin
from guanbiao.people.models import Account, LoginEvent
from tests.people.makers import ZONE, province

RIGHT, WRONG = "Yun-Chuan-2026", "Yun-Chuan-2025"
START = dt.datetime(2026, 6, 3, 9, 30, tzinfo=ZONE)
LOGIN, OWN_PAGE = "/login/", "/me/sessions/"


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = START

    def later(self, **span: int) -> None:
        self.now += dt.timedelta(**span)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    return made


@pytest.fixture(autouse=True)
def real_hasher() -> Iterator[None]:
    """What protects passwords in service: the test run's own hasher is only quick."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"]):
        yield


@pytest.fixture
def account(db: None) -> Account:
    return Account.objects.create_account("wangxm", RIGHT, province().person("office"))


def knock(client: Client, password: str = RIGHT, login: str = "wangxm", **more: str) -> object:
    """One attempt at the door; returns the answer."""
    return client.post(LOGIN, {"login": login, "password": password, **more})


def inside(client: Client) -> bool:
    return client.get(OWN_PAGE).status_code == 200


def outcomes() -> list[str]:
    return list(LoginEvent.objects.order_by("pk").values_list("outcome", flat=True))


def words(answer: object) -> str:
    """What the door says."""
    page = answer.content.decode()  # type: ignore[attr-defined]
    alert = page[page.index('role="alert"') :]
    return alert[alert.index("</svg>") + 6 if "</svg>" in alert else 0 : alert.index("</p>")]


def test_the_right_password_opens_the_door_under_a_new_key(
    account: Account, client: Client
) -> None:
    session = client.session
    session["before"] = "somebody else's"
    session.save()
    old = session.session_key
    assert knock(client).status_code == 302
    assert client.session.session_key != old and inside(client)
    assert not Client(headers={"cookie": f"sessionid={old}"}).session.get("_auth_user_id")


def test_passwords_are_kept_by_argon2_only(account: Account) -> None:
    assert account.password.startswith("argon2$argon2id$") and RIGHT not in account.password


def test_an_unknown_account_hears_the_same_words_as_a_wrong_password(
    account: Account, client: Client
) -> None:
    wrong, unknown = knock(client, WRONG), knock(client, login="nobody")
    assert wrong.status_code == unknown.status_code == 401
    assert words(wrong) == words(unknown) and signin.WRONG in words(wrong)
    assert not inside(client)


def test_a_wrong_password_shows_the_login_again_but_not_the_password(
    account: Account, client: Client
) -> None:
    page = knock(client, WRONG).content.decode()
    assert 'value="wangxm"' in page and WRONG not in page


def test_five_failures_lock_even_the_right_password_out(account: Account, client: Client) -> None:
    for _ in range(4):
        assert signin.WRONG in words(knock(client, WRONG))
    assert "已锁定" in words(knock(client, WRONG))
    assert "已锁定" in words(knock(client))
    assert not inside(client)


def test_the_lock_falls_off_after_fifteen_minutes(
    account: Account, client: Client, clock: Clock
) -> None:
    for _ in range(5):
        knock(client, WRONG)
    clock.later(minutes=14, seconds=59)
    assert knock(client).status_code == 401
    clock.later(seconds=1)
    assert knock(client).status_code == 302 and inside(client)
    account.refresh_from_db()
    assert (account.failed_count, account.locked_until) == (0, None)


def test_failures_before_a_success_are_forgotten(account: Account, client: Client) -> None:
    for _ in range(4):
        knock(client, WRONG)
    knock(client)
    fresh = Client()
    for _ in range(4):
        assert signin.WRONG in words(knock(fresh, WRONG))
    assert knock(fresh).status_code == 302


def test_locking_one_account_locks_no_other(account: Account, client: Client) -> None:
    Account.objects.create_account("liwen", RIGHT, None)
    for _ in range(5):
        knock(client, WRONG)
    assert knock(client, login="liwen").status_code == 302


def test_an_address_that_tries_too_often_waits(
    account: Account, client: Client, clock: Clock
) -> None:
    LoginEvent.objects.bulk_create(
        LoginEvent(login=f"guess{n}", address="127.0.0.1", outcome="failed") for n in range(29)
    )
    knock(client, login="guess29")
    assert words(knock(client)) == signin.THROTTLED
    assert knock(Client(REMOTE_ADDR="10.0.0.8")).status_code == 302
    clock.later(minutes=15, seconds=1)
    assert knock(client).status_code == 302


def test_a_header_does_not_make_another_address(account: Account, client: Client) -> None:
    LoginEvent.objects.bulk_create(
        LoginEvent(login="guess", address="127.0.0.1", outcome="failed") for _ in range(30)
    )
    answer = client.post(
        LOGIN, {"login": "wangxm", "password": RIGHT}, headers={"X-Forwarded-For": "10.0.0.8"}
    )
    assert words(answer) == signin.THROTTLED


def test_a_disabled_account_stays_outside(account: Account, client: Client) -> None:
    Account.objects.update(is_active=False)
    assert signin.WRONG in words(knock(client))


def test_disabling_an_account_ends_what_is_open(account: Account, client: Client) -> None:
    knock(client)
    Account.objects.update(is_active=False)
    assert not inside(client)


def test_every_attempt_is_written_down(account: Account, client: Client) -> None:
    knock(client, login="nobody")
    for _ in range(5):
        knock(client, WRONG)
    knock(client)
    Account.objects.update(locked_until=None)
    client.post(LOGIN, {"login": "wangxm", "password": RIGHT}, headers={"User-Agent": "x" * 300})
    client.post("/logout/")
    assert outcomes() == ["failed"] * 6 + ["locked", "success", "logout"]
    last = LoginEvent.objects.filter(outcome="success").get()
    assert (last.account, last.address, len(last.agent)) == (account, "127.0.0.1", 200)
    assert LoginEvent.objects.get(login="nobody").account is None


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/desk/todo/", "/desk/todo/"),
        ("https://example.org/", "/"),
        ("//example.org/", "/"),
        ("javascript:alert(1)", "/"),
        ("\\\\example.org", "/"),
        ("", "/"),
    ],
)
def test_the_way_on_never_leads_to_another_host(
    account: Account, client: Client, wanted: str, goes_to: str
) -> None:
    assert knock(client, next=wanted)["Location"] == goes_to


def test_whoever_is_in_already_is_sent_on(account: Account, client: Client) -> None:
    knock(client)
    assert client.get(LOGIN, {"next": "//example.org/"})["Location"] == "/"


def test_one_leaves_by_pressing_only(account: Account, client: Client) -> None:
    knock(client)
    assert client.get("/logout/").status_code == 405 and inside(client)
    assert client.post("/logout/").status_code == 302 and not inside(client)


def test_a_form_from_elsewhere_does_not_sign_in(account: Account) -> None:
    assert knock(Client(enforce_csrf_checks=True)).status_code == 403


def change(client: Client, new: str, old: str = RIGHT, again: str | None = None) -> object:
    """Ask for another password."""
    fields = {"old": old, "new": new, "again": new if again is None else again}
    return client.post(reverse("people.password"), fields)


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("Ab3-efghi", "密码至少 10 位"),
        ("abcdefghij12", "三类"),
        ("Pre-WANGXM-2026", "密码不能含账号"),
        (RIGHT, "最近 5 次"),
    ],
)
def test_a_weak_password_is_not_taken(account: Account, client: Client, new: str, why: str) -> None:
    knock(client)
    answer = change(client, new)
    assert answer.status_code == 422 and why in answer.content.decode()
    assert (
        inside(client)
        and Client().post(LOGIN, {"login": "wangxm", "password": RIGHT}).status_code == 302
    )


def test_the_old_password_and_the_same_new_one_twice_are_needed(
    account: Account, client: Client
) -> None:
    knock(client)
    assert "原密码不正确" in change(client, "Nan-Ping-2026", old=WRONG).content.decode()
    assert "不一致" in change(client, "Nan-Ping-2026", again="Nan-Ping-2027").content.decode()


def test_none_of_the_last_five_passwords_comes_back(
    account: Account, client: Client, clock: Clock
) -> None:
    knock(client)
    used = [RIGHT, *(f"Nan-Ping-202{n}" for n in range(6))]
    for n, new in enumerate(used[1:]):
        clock.later(minutes=1)
        assert change(client, new, old=used[n]).status_code == 302
    for former in used[-5:]:
        assert "最近 5 次" in change(client, former, old=used[-1]).content.decode()
    assert change(client, RIGHT, old=used[-1]).status_code == 302


def test_a_first_password_must_be_changed_before_anything_else(
    account: Account, client: Client
) -> None:
    Account.objects.update(must_change=True)
    knock(client)
    for path in ("/", OWN_PAGE, "/organisation/people/"):
        assert client.get(path)["Location"] == reverse("people.password"), path
    assert change(client, "Nan-Ping-2026").status_code == 302
    assert inside(client)


def test_whoever_must_change_may_still_leave(account: Account, client: Client) -> None:
    Account.objects.update(must_change=True)
    knock(client)
    assert client.post("/logout/")["Location"] == LOGIN


def test_an_old_password_must_be_changed(account: Account, client: Client, clock: Clock) -> None:
    knock(client)
    change(client, "Nan-Ping-2026")
    clock.later(days=91)
    again = Client()
    knock(again, "Nan-Ping-2026")
    assert again.get(OWN_PAGE)["Location"] == reverse("people.password")


def test_a_new_password_ends_all_other_sessions(account: Account, client: Client) -> None:
    elsewhere = Client()
    knock(client)
    knock(elsewhere)
    assert inside(elsewhere)
    change(client, "Nan-Ping-2026")
    assert inside(client) and not inside(elsewhere)


def test_one_can_end_ones_other_sessions(account: Account, client: Client) -> None:
    elsewhere, stranger = Client(), Client()
    Account.objects.create_account("liwen", RIGHT, None)
    knock(client)
    knock(elsewhere)
    knock(stranger, login="liwen")
    client.post(OWN_PAGE)
    assert inside(client) and not inside(elsewhere)
    assert inside(stranger)


def test_the_elder_view_stays_with_the_account(account: Account, client: Client) -> None:
    knock(client)
    client.post(reverse("people.elder"), {"next": OWN_PAGE})
    account.refresh_from_db()
    assert account.elder_view


def test_a_part_of_a_page_hears_that_the_session_is_over(account: Account, client: Client) -> None:
    answer = client.post("/todo/", headers={"HX-Request": "true"})
    assert answer.status_code == 401 and "Location" not in answer.headers


@pytest.mark.parametrize(
    ("sent_from", "following"),
    [
        ("http://testserver/messages/?read=no", "/messages/?read=no"),
        ("https://example.org/trap/", "/messages/read/"),
        ("", "/messages/read/"),
    ],
)
def test_a_form_sent_without_a_session_leads_back_to_its_page(
    account: Account, sent_from: str, following: str
) -> None:
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post("/messages/read/", headers={"Referer": sent_from})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/login/?{urlencode({'next': following}, safe='/')}"


def test_a_form_that_was_open_too_long_says_so_and_leads_back(account: Account) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(account, backend="guanbiao.people.signin.Backend")
    back = {"Referer": "http://testserver/messages/"}
    page = client.post("/messages/read/", headers=back)
    assert page.status_code == 403
    words = page.content.decode()
    assert "<h1>页面已过期，没有提交</h1>" in words and "换了人登录" in words
    assert '<a class="btn btn-main" href="/messages/" data-again>' in words
