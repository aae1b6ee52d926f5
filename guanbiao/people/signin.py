"""Signing in: one answer for every failure, a lock after five, every attempt on record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth import login as open_session
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from guanbiao.people import passwords
from guanbiao.people.models import Account, LoginEvent

TRIES = 5
LOCKED_FOR = dt.timedelta(minutes=15)
ADDRESS_TRIES = 30
WRONG = "账号或密码不正确。连续输错 5 次将锁定 15 分钟；忘记密码请联系本单位组织管理员重置。"
LOCKED = "此账号因连续输错已锁定，请在 {minutes} 分钟后再试，或联系本单位组织管理员解锁。"
THROTTLED = "这台设备尝试次数过多，请 15 分钟后再试。"

Outcome = LoginEvent.Outcome


@dataclass(frozen=True)
class Answer:
    """The account that may come in, or the words that say why not."""

    account: Account | None
    words: str = ""


def address_of(request: HttpRequest) -> str | None:
    """Where the request comes from, as the server itself saw it (proxies are not believed)."""
    return request.META.get("REMOTE_ADDR") or None


def sign_in(request: HttpRequest, login: str, password: str) -> Answer:
    """Check an attempt and, when right, open a session under a new key."""
    login = login.strip()[:50]
    if _throttled(address_of(request)):
        _note(request, login, None, Outcome.THROTTLED)
        return Answer(None, THROTTLED)
    account = Account.objects.filter(login=login, is_active=True).first()
    if account is None:
        make_password(password)  # as slow as a real check, so that nobody learns who exists
        _note(request, login, None, Outcome.FAILED)
        return Answer(None, WRONG)
    if _locked(account):
        _note(request, login, account, Outcome.LOCKED)
        return Answer(None, _locked_words(account))
    if not check_password(password, account.password):
        _note(request, login, account, Outcome.FAILED)
        return Answer(None, _failed(account))
    _welcome(request, account)
    return Answer(account)


def _welcome(request: HttpRequest, account: Account) -> None:
    account.failed_count, account.locked_until = 0, None
    account.must_change = account.must_change or passwords.expired(account)
    account.save(update_fields=["failed_count", "locked_until", "must_change"])
    open_session(request, account, backend="guanbiao.people.signin.Backend")
    request.session["address"] = address_of(request)
    request.session["since"] = timezone.now().isoformat()
    _note(request, account.login, account, Outcome.SUCCESS)


def _failed(account: Account) -> str:
    Account.objects.filter(pk=account.pk).update(failed_count=F("failed_count") + 1)
    account.refresh_from_db()
    if account.failed_count < TRIES:
        return WRONG
    account.failed_count, account.locked_until = 0, timezone.now() + LOCKED_FOR
    account.save(update_fields=["failed_count", "locked_until"])
    return _locked_words(account)


def _locked(account: Account) -> bool:
    return account.locked_until is not None and account.locked_until > timezone.now()


def _locked_words(account: Account) -> str:
    assert account.locked_until is not None
    left = account.locked_until - timezone.now()
    return LOCKED.format(minutes=int(left.total_seconds() // 60) + 1)


def _throttled(address: str | None) -> bool:
    since = timezone.now() - LOCKED_FOR
    tries = LoginEvent.objects.filter(address=address, at__gte=since).exclude(
        outcome__in=[Outcome.SUCCESS, Outcome.LOGOUT]
    )
    return address is not None and tries.count() >= ADDRESS_TRIES


def _note(request: HttpRequest, login: str, account: Account | None, outcome: Outcome) -> None:
    LoginEvent.objects.create(
        login=login,
        account=account,
        address=address_of(request),
        outcome=outcome,
        agent=request.headers.get("User-Agent", "")[:200],
    )


def note_logout(request: HttpRequest, account: Account) -> None:
    """Record that somebody went."""
    _note(request, account.login, account, Outcome.LOGOUT)


class Backend:
    """What Django needs to know the account of a session again."""

    def authenticate(self, request: HttpRequest | None, **_: object) -> None:
        """Nobody comes in this way; `sign_in` is the door."""

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session, with its person and unit; none once it is disabled."""
        rows = Account.objects.select_related("person__unit").filter(is_active=True)
        return rows.filter(pk=user_id).first()
