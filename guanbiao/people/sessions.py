"""Sessions as people see them: where, on what device, last used; ended one by one or all at once.

A session ends when it lay idle (``SESSION_COOKIE_AGE``), when it grew too old
(``SESSION_HOURS``), when its account is disabled or its password changed, or when somebody ends
it. GB/T 22239-2019 8.1.4.1 asks for an end of idle sessions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from guanbiao.people.models import Account, SignedSession, joined

STEP = dt.timedelta(minutes=1)
"""The last use is noted to the minute, so that reading pages does not write rows."""
KEPT = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Sessions in the database as Django keeps them, read by a statement written by hand."""

    def load(self) -> dict[str, Any]:
        """What the session holds; empty, and its key forgotten, where it is none or over."""
        found = joined.rows(KEPT, [self.session_key, timezone.now()])
        if not found:
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(found[0][0])
        return held


def opened(request: HttpRequest, account: Account, address: str | None) -> None:
    """Note a session that was just opened."""
    now = timezone.now()
    request.session["since"] = request.session["seen"] = now.isoformat()
    SignedSession.objects.create(
        account=account,
        session_key=request.session.session_key or "",
        address=address,
        agent=request.headers.get("User-Agent", "")[:200],
        opened_at=now,
        seen_at=now,
    )


def renamed(old: str | None, new: str | None) -> None:
    """Follow a session whose key was changed for safety."""
    SignedSession.objects.filter(session_key=old).update(session_key=new)


def live(account: Account | None = None) -> QuerySet[SignedSession]:
    """Sessions that are still good, of one account or of all, the last used first."""
    idle = dt.timedelta(seconds=settings.SESSION_COOKIE_AGE) + STEP
    oldest = timezone.now() - dt.timedelta(hours=settings.SESSION_HOURS)
    rows = SignedSession.objects.filter(
        ended_at=None, seen_at__gt=timezone.now() - idle, opened_at__gt=oldest
    )
    return (rows if account is None else rows.filter(account=account)).order_by("-seen_at")


def end(rows: QuerySet[SignedSession]) -> int:
    """End these sessions at once; returns how many."""
    keys = list(rows.filter(ended_at=None).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return SignedSession.objects.filter(session_key__in=keys).update(ended_at=timezone.now())


def end_all(account: Account, but: str | None = None) -> int:
    """End every session of an account, except the one with the key ``but``."""
    return end(SignedSession.objects.filter(account=account).exclude(session_key=but or ""))


def close(account: Account) -> None:
    """Disable an account: nobody signs in with it any more, and whoever is in is out."""
    account.is_active = False
    account.save(update_fields=["is_active"])
    end_all(account)


def _age(request: HttpRequest, since: str) -> dt.timedelta:
    kept = request.session.get(since)
    return timezone.now() - dt.datetime.fromisoformat(kept) if kept else dt.timedelta()


class Watched:
    """Middleware: ends a session that is too old, notes the last use of the others."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Before the view, so that nothing is done in a session that is over."""
        if _age(request, "since") > dt.timedelta(hours=settings.SESSION_HOURS):
            end(SignedSession.objects.filter(session_key=request.session.session_key))
            logout(request)
        elif _age(request, "seen") >= STEP:
            now = timezone.now()
            request.session["seen"] = now.isoformat()
            rows = SignedSession.objects.filter(session_key=request.session.session_key)
            rows.update(seen_at=now)
        return self.answer(request)
