"""Signing in: one answer for every failure, a lock after five, every attempt on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.contrib.auth import login as open_session
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from guanbiao.people import factor, passwords, sessions
from guanbiao.people.models import Account, LoginEvent, Person, Unit, joined

TRIES = 5
LOCKED_FOR = dt.timedelta(minutes=15)
ADDRESS_TRIES = 30
WRONG = "账号或密码不正确。连续输错 5 次将锁定 15 分钟；忘记密码请联系本单位组织管理员重置。"
LOCKED = "此账号因连续输错已锁定，请在 {minutes} 分钟后再试，或联系本单位组织管理员解锁。"
THROTTLED = "这台设备尝试次数过多，请 15 分钟后再试。"
WRONG_CODE = "动态口令不正确或已经用过，请等下一个口令再试；设备不在身边时可用恢复码。"
TOO_LATE = "等待时间过长，请重新输入账号和密码。"
AWAITED, PATIENCE = "awaited", dt.timedelta(minutes=5)

Outcome = LoginEvent.Outcome


@dataclass(frozen=True)
class Answer:
    """The account that may come in, or the words that say why not."""

    account: Account | None
    words: str = ""
    waits: bool = False
    """The password was right; a one-time code is wanted as well."""


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
    return vouched(request, account)


def vouched(request: HttpRequest, account: Account) -> Answer:
    """Let in whose first factor is proved, by us or by a system we trust; or ask for the second."""
    if factor.enrolled(account):
        request.session.cycle_key()
        request.session[AWAITED] = [account.pk, timezone.now().isoformat()]
        return Answer(None, waits=True)
    welcome(request, account)
    return Answer(account)


def turned_away(request: HttpRequest) -> None:
    """Note that another system's word was not taken."""
    _note(request, "", None, Outcome.FAILED)


def awaited(request: HttpRequest) -> Account | None:
    """Whose one-time code this session waits for; a password lies no longer than `PATIENCE`."""
    key, since = request.session.get(AWAITED) or (None, "")
    if key is None or timezone.now() - dt.datetime.fromisoformat(since) > PATIENCE:
        return None
    return Account.objects.filter(pk=key, is_active=True).first()


def second(request: HttpRequest, code: str) -> Answer:
    """Check a one-time or recovery code and, when right, open the session.

    Wrong codes count like wrong passwords, and only a right one forgets them: whoever knows the
    password gets no more than `TRIES` guesses a lock.
    """
    account = awaited(request)
    if account is None:
        return Answer(None, TOO_LATE)
    if _throttled(address_of(request)):
        _note(request, account.login, account, Outcome.THROTTLED)
        return Answer(None, THROTTLED)
    if _locked(account):
        _note(request, account.login, account, Outcome.LOCKED)
        return Answer(None, _locked_words(account))
    kept, code = factor.enrolled(account), code.replace(" ", "")[:20]
    if kept and not factor.accepts(kept, code) and not factor.recovers(account, code):
        return Answer(None, mistaken(request, account))
    del request.session[AWAITED]
    welcome(request, account)
    return Answer(account)


def mistaken(request: HttpRequest, account: Account) -> str:
    """Count a wrong one-time code like a wrong password; returns what to tell."""
    _note(request, account.login, account, Outcome.CODE)
    words = _failed(account)
    return WRONG_CODE if words == WRONG else words


def locked_words(account: Account) -> str:
    """What to tell whoever is locked out; empty for an account that is not."""
    return _locked_words(account) if _locked(account) else ""


def welcome(request: HttpRequest, account: Account) -> None:
    """Open a session for an account that has proved who it is."""
    account.failed_count, account.locked_until = 0, None
    account.must_change = account.must_change or passwords.expired(account)
    account.save(update_fields=["failed_count", "locked_until", "must_change"])
    open_session(request, account, backend="guanbiao.people.signin.Backend")
    sessions.opened(request, account, address_of(request))
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
        found = joined.found(_of_session(), [user_id])
        return _account(found[0]) if found else None


@cache
def _of_session() -> str:
    """An account with its person and unit: asked before every page."""
    selected = (joined.columns(*of) for of in ((Account, "a"), (Person, "p"), (Unit, "u")))
    return f"""SELECT {", ".join(selected)} FROM people_account a
        LEFT JOIN people_person p ON p.id = a.person_id LEFT JOIN people_unit u ON u.id = p.unit_id
        WHERE a.id = %s AND a.is_active"""  # noqa: S608 - names of columns


def _account(row: Iterator[Any]) -> Account | None:
    account = joined.taken(Account, row)
    person, unit = joined.taken(Person, row), joined.taken(Unit, row)
    if person is not None:
        person.unit = cast("Unit", unit)
    if account is not None:
        account.person = person
    return account
