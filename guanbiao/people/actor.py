"""The acting person (or feed), with the posts held that day, delegated ones included."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from guanbiao.people.models import Delegation, Person, Unit, joined


@dataclass(frozen=True)
class Holding:
    """A post held on a day, or lent by ``on_behalf_of``."""

    role: str
    unit: Unit
    is_head: bool = False
    on_behalf_of: Person | None = None


@dataclass
class Actor:
    """Who acts: a person with her posts, or a feed with the acts it was set up for."""

    kind: str
    name: str
    person: Person | None = None
    unit: Unit | None = None
    acts: tuple[str, ...] = ()
    _holdings: dict[dt.date, tuple[Holding, ...]] = field(default_factory=dict, repr=False)
    _lenders: dict[dt.date, frozenset[int]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, person: Person, on: dt.date | None = None) -> Actor:
        """A person at work; her posts are read when first needed (``on``: at once)."""
        actor = cls("person", person.name, person, person.unit)
        if on is not None:
            actor.holdings(on)
        return actor

    @classmethod
    def feed(cls, name: str, acts: tuple[str, ...] = (), unit: Unit | None = None) -> Actor:
        """A machine that may do exactly ``acts``."""
        return cls("feed", name, unit=unit, acts=acts)

    @classmethod
    def of_request(cls, request: HttpRequest) -> Actor:
        """Whoever is signed in; read once a request."""
        kept: Actor | None = getattr(request, "actor", None)
        if kept is None:
            person = getattr(request.user, "person", None)
            if person is None or not person.active:
                raise PermissionDenied("此账号没有对应的在岗人员，不能办理业务。请联系组织管理员。")
            kept = request.actor = cls.of(person)  # type: ignore[attr-defined]
        return kept

    @property
    def me(self) -> Person:
        """The acting person; raises `PermissionDenied` for a feed, which is nobody."""
        if self.person is None:
            raise PermissionDenied("这项业务只能由人办理。")
        return self.person

    @property
    def person_id(self) -> int | None:
        """The person's key; none for a feed."""
        return self.person.pk if self.person else None

    @property
    def phone(self) -> str:
        """Her number as forms show it, masked; empty for none and for a feed."""
        return self.person.masked_phone if self.person else ""

    @property
    def today(self) -> dt.date:
        """The local date."""
        return timezone.localdate()

    def may(self, act: str) -> bool:
        """Whether a feed was set up for this act."""
        return act in self.acts

    def holdings(self, on: dt.date) -> tuple[Holding, ...]:
        """Posts held on a day, her own first, then those lent to her."""
        if self.person is None:
            return ()
        if on not in self._holdings:
            self._holdings[on] = _held(self.person, on)
        return self._holdings[on]

    def roles(self, on: dt.date) -> frozenset[str]:
        """Names of the posts held on a day."""
        return frozenset(holding.role for holding in self.holdings(on))

    def lenders(self, on: dt.date) -> frozenset[int]:
        """Whom this person is an agent of: all that is theirs, or whose posts were lent to her."""
        if self.person is None:
            return frozenset()
        if on not in self._lenders:
            self._lenders[on] = self._read_lenders(self.person, on)
        return self._lenders[on]

    def _read_lenders(self, person: Person, on: dt.date) -> frozenset[int]:
        wide = Delegation.objects.in_force(on).filter(to_person=person, roles=[])
        posts = {h.on_behalf_of.pk for h in self.holdings(on) if h.on_behalf_of is not None}
        return frozenset({*wide.values_list("from_person_id", flat=True), *posts})


@cache
def _statement() -> str:
    """Posts held on a day: her own first, then those lent to her, as far as they are lent."""
    unit, lender = joined.columns(Unit, "unit"), joined.columns(Person, "lender")
    return f"""
        SELECT {unit}, {lender}, post.role, post.is_head
        FROM (
            SELECT id, NULL::bigint AS lent, NULL::bigint AS lender
            FROM people_post WHERE person_id = %s
            UNION ALL
            SELECT given.id, lent.id, lent.from_person_id
            FROM people_delegation lent
            JOIN people_post given ON given.person_id = lent.from_person_id
            WHERE lent.to_person_id = %s AND lent.revoked_at IS NULL
              AND lent.from_at < %s AND lent.to_at >= %s
              AND (lent.roles = '[]' OR jsonb_exists(lent.roles, given.role))
        ) held
        JOIN people_post post ON post.id = held.id
        JOIN people_unit unit ON unit.id = post.unit_id
        LEFT JOIN people_person lender ON lender.id = held.lender
        WHERE post.from_day <= %s AND (post.to_day IS NULL OR post.to_day >= %s)
        ORDER BY held.lent NULLS FIRST, post.id"""  # noqa: S608 - names of columns


def _held(person: Person, on: dt.date) -> tuple[Holding, ...]:
    begins, ends = _day(on), _day(on + dt.timedelta(days=1))
    values = [person.pk, person.pk, ends, begins, on, on]
    return tuple(_holding(row) for row in joined.found(_statement(), values))


def _holding(row: Iterator[Any]) -> Holding:
    unit, lender = joined.taken(Unit, row), joined.taken(Person, row)
    role, is_head = row
    return Holding(role, cast("Unit", unit), is_head, lender)


def _day(on: dt.date) -> dt.datetime:
    """The moment a local day begins."""
    return timezone.make_aware(dt.datetime.combine(on, dt.time()))
