"""An account from its opening to its end, and what is written down about it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from guanbiao.gate.models import Receipt
from guanbiao.modules.security import public
from guanbiao.modules.security.models import AccountOrder
from guanbiao.people.models import Account, LoginEvent, SignedSession
from tests.people.house import REASON, House, clauses

OWN = "/me/sessions/"


def inside(client: Client) -> bool:
    return client.get(OWN).status_code == 200


def test_two_administrators_are_needed_for_somebody_to_come_in(home: House) -> None:
    person = home.persons["owner"]
    draft = {"person": person.staff_no, "login": "owner", "reason": REASON}
    assert home.do("security.account.open", "system", **draft).ok
    account = Account.objects.get(login="owner")
    assert account.person == person and not account.has_usable_password()
    page = home.client("security").post(
        reverse("security.order", args=[account.pk, "reset"]), {"reason": REASON}
    )
    found = re.search(r"一次性密码：<span class=\"mono\">([^<]+)<", page.content.decode())
    assert found and page.headers["Cache-Control"] == "no-store"
    client = Client()
    assert client.post("/login/", {"login": "owner", "password": found[1]}).status_code == 302
    assert client.get("/")["Location"] == reverse("people.password")


def test_a_password_given_out_is_on_no_record(home: House) -> None:
    outcome = home.order("reset", "security", "owner")
    assert outcome.ok
    receipt = Receipt.objects.get(pk=outcome.receipt_id)
    assert outcome.subject.secret not in receipt.content
    assert Account.objects.get(login="owner").check_password(outcome.subject.secret)


def test_a_name_in_use_and_a_person_with_an_account_are_refused(home: House) -> None:
    home.account("owner")
    taken = {"person": home.persons["colleague"].staff_no, "login": "owner", "reason": REASON}
    assert "login" in home.do("security.account.open", "system", **taken).errors
    twice = {"person": home.persons["owner"].staff_no, "login": "another", "reason": REASON}
    assert "person" in home.do("security.account.open", "system", **twice).errors


def test_an_order_without_a_reason_is_stopped(home: House) -> None:
    assert clauses(home.order("reset", "security", "owner", reason="急")) == {"6.1"}


def test_a_disabled_account_is_out_at_once_and_back_when_restored(home: House) -> None:
    client = home.knocked("owner")
    assert inside(client)
    assert home.order("disable", "system", "owner").ok
    assert not inside(client)
    assert not SignedSession.objects.filter(ended_at=None).exists()
    assert "account" in home.order("disable", "system", "owner").errors
    assert not inside(home.knocked("owner"))
    assert home.order("enable", "security", "owner").ok
    assert inside(home.knocked("owner"))


def test_the_security_administrator_ends_sessions_and_locks(home: House) -> None:
    client, bystander = home.knocked("owner"), home.knocked("colleague")
    assert home.order("end_sessions", "security", "owner").ok
    assert not inside(client) and inside(bystander)
    Account.objects.filter(login="owner").update(failed_count=4)
    assert home.order("unlock", "security", "owner").ok
    assert Account.objects.get(login="owner").failed_count == 0


def test_resetting_a_password_ends_what_is_open(home: House) -> None:
    client = home.knocked("owner")
    home.order("reset", "security", "owner")
    assert not inside(client)


def test_pages_show_accounts_sessions_and_orders(home: House) -> None:
    home.knocked("owner")
    home.order("unlock", "security", "owner")
    key = home.account("owner").pk
    page = home.client("security").get(reverse("security.account", args=[key])).content.decode()
    assert REASON in page and "127.0.0.1" in page and "强制下线" in page and "停用账号" not in page
    page = home.client("system").get(reverse("security.accounts"), {"q": "own"}).content.decode()
    assert "样例owner" in page and "样例audit" not in page
    for name in ("security.signins", "security.orders"):
        answer = home.client("audit").get(reverse(name), {"q": "owner"})
        assert answer.status_code == 200 and "样例owner" in answer.content.decode()
        assert home.client("security").get(reverse(name)).status_code == 403


def test_the_audit_administrator_sees_attempts_at_accounts_that_are_not_there(home: House) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0.0.0 Safari/537.36"
    Client(headers={"user-agent": agent}).post("/login/", {"login": "ghost", "password": "x"})
    assert LoginEvent.objects.filter(login="ghost").exists()
    answer = home.client("audit").get(reverse("security.signins"), {"outcome": "failed"})
    page = answer.content.decode()
    assert "ghost" in page
    assert f'<summary>Chrome 126 · Windows</summary><span class="mono small">{agent}<' in page


def test_a_refused_order_says_why_on_the_page(home: House) -> None:
    path = reverse("security.order", args=[home.account("owner").pk, "unlock"])
    answer = home.client("security").post(path, {"reason": "急"})
    assert answer.status_code == 422 and "6.1" in answer.content.decode()
    assert not AccountOrder.objects.exists()


@pytest.mark.parametrize("who", ["owner", "colleague", "stranger"])
def test_accounts_are_no_business_of_others(home: House, who: str) -> None:
    key = home.account("audit").pk
    for path in (reverse("security.accounts"), reverse("security.account", args=[key])):
        assert home.client(who).get(path).status_code == 403
    path = reverse("security.order", args=[key, "disable"])
    assert home.client(who).post(path, {"reason": REASON}).status_code == 403


def test_whoever_is_not_signed_in_sees_the_door(home: House, nobody: Client) -> None:
    for path in (reverse("security.accounts"), reverse("security.orders")):
        assert nobody.get(path)["Location"].startswith("/login/")


def test_an_invented_verb_is_not_found(home: House) -> None:
    path = reverse("security.order", args=[home.account("owner").pk, "open"])
    assert home.client("system").post(path, {"reason": REASON}).status_code == 404


def test_the_first_administrators_are_let_in_from_the_console(home: House) -> None:
    secret = public.admit(home.persons["system"].staff_no, "first")
    client = Client()
    assert client.post("/login/", {"login": "first", "password": secret}).status_code == 302
    assert AccountOrder.objects.filter(ordered_by=None).count() == 2
    for staff_no, login in ((home.persons["system"].staff_no, "second"), ("nobody", "third")):
        with pytest.raises(public.Refused, match="工号"):
            public.admit(staff_no, login)
