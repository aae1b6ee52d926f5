"""Tokens by which a program acts for a person: issued by herself, for less than she may do."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, QuerySet, Value, When
from django.utils import timezone

from guanbiao.exchange.models import Token
from guanbiao.gate import authority, registry
from guanbiao.people import cipher
from guanbiao.people.actor import Actor

PREFIX = "gb_"
FIELD = "api.token"
IN_PERSON = ("security.", "displays.")
"""Rights no token carries: accounts, keys and addresses without a sign-in are dealt with by people
who signed in."""
MOST = 20


@dataclass(frozen=True)
class Bearer:
    """Whoever a token speaks for, and what it may be used for."""

    token: Token
    actor: Actor

    def covers(self, right: str) -> bool:
        """Whether the token was issued for this act or view; the grants are asked besides."""
        return right in self.token.scopes and not right.startswith(IN_PERSON)


def offered(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """Business → rights this person may hand to a program, with their labels."""
    found: dict[str, list[tuple[str, str]]] = {}
    for module in registry.modules():
        rights = [*module.views.items()]
        rights += [(act.name, f"{act.entity.label}：{act.label}") for act in module.acts]
        mine = [
            (name, label)
            for name, label in rights
            if not name.startswith(IN_PERSON) and authority.able(actor, name, actor.today)
        ]
        if mine:
            found[module.label] = mine
    return found


def issue(actor: Actor, label: str, scopes: Iterable[str], days: int) -> tuple[Token, str]:
    """A new token and its text, which is told once; only rights this person has are kept."""
    mine = {name for rights in offered(actor).values() for name, _ in rights}
    text = PREFIX + secrets.token_urlsafe(32)
    made = Token.objects.create(
        person=actor.me, label=label, mark=cipher.mark(text, FIELD),
        scopes=sorted(mine & set(scopes)), expires_at=timezone.now() + dt.timedelta(days=days),
    )  # fmt: skip
    return made, text


def held(actor: Actor) -> Any:
    """The tokens of a person that still work, the newest first."""
    mine = Token.objects.filter(person=actor.me, revoked_at=None, expires_at__gt=timezone.now())
    return mine.order_by("-issued_at")


def bearer(text: str) -> Bearer | None:
    """Who stands behind a token; none when it is unknown, over or stopped, or its holder is."""
    found = (
        Token.objects.filter(
            mark=cipher.mark(text, FIELD), revoked_at=None, expires_at__gt=timezone.now(),
            person__active=True, person__account__is_active=True,
        )
        .select_related("person__unit")
        .first()
    )  # fmt: skip
    return Bearer(found, Actor.of(found.person)) if found else None


def count(token: Token, most: int) -> bool:
    """Count a request; False when this minute has had its ``most``, over all workers."""
    return within(Token.objects.filter(pk=token.pk), most)


def within(row: QuerySet[Any], most: int) -> bool:
    """Count a request on the one row that has ``minute``, ``used`` and ``used_at``."""
    minute = int(timezone.now().timestamp()) // 60
    same = Case(When(minute=minute, then=F("used") + 1), default=Value(1))
    row.update(used=same, minute=minute, used_at=timezone.now())
    used: int = row.values_list("used", flat=True)[0]
    return used <= most
