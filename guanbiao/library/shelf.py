"""Everything published, read once and kept: the shelf from which questions are answered.

A shelf is never changed, only replaced: whoever is still reading the old one keeps it whole, and
an answer found on it cannot slip into the new one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

from guanbiao.library.models import Edition, Publication
from guanbiao.library.pack import Clause, Head, Level, Pack
from guanbiao.library.packs import parse
from rulebook.rules import EditionRef

Answer = TypeVar("Answer")
Period = tuple[dt.date, dt.date | None]
MOST_ANSWERS = 200_000
"""Answers kept before all are forgotten: units × acts × days must not fill the memory."""
COMPILED = "rules"
"""First part of the key of a rule set; then come the act, the editions and the values."""
GENERAL_FIRST = (Level.NATIONAL, Level.PROVINCIAL, Level.CITY, Level.COUNTY, Level.INTERNAL)


class Damaged(RuntimeError):
    """A stored edition whose files no longer have the digest they were published with."""


@dataclass(frozen=True)
class Published:
    """An edition where and while it is in force.

    ``to_day`` is its last day, its own or the one before a later edition takes over;
    ``suspended`` are days on which a later edition, since withdrawn, stood in its place.
    """

    id: int
    pack: Pack
    units: tuple[str, ...]
    from_day: dt.date
    to_day: dt.date | None
    published_at: dt.datetime
    number: int = 0
    withdrawn: bool = False
    suspended: tuple[Period, ...] = ()

    @property
    def head(self) -> Head:
        """The title page."""
        return self.pack.head

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses in order."""
        return self.pack.clauses

    @property
    def ref(self) -> EditionRef:
        """How findings and receipts name it."""
        return EditionRef(self.head.number, self.head.edition, self.pack.digest)

    @property
    def region(self) -> str:
        """Digits that the codes of its region share (GB/T 2260: two a level); empty: everywhere."""
        digits = self.head.region.rstrip("0")
        return digits + "0" * (len(digits) % 2)

    def holds_on(self, day: dt.date) -> bool:
        """Whether it is in force on ``day``."""
        return _within((self.from_day, self.to_day), day) and not any(
            _within(period, day) for period in self.suspended
        )

    def reaches(self, unit: Any) -> bool:
        """Whether the unit lies in its region and among the units it names, or below one."""
        if self.region and not str(unit.region_id).startswith(self.region):
            return False
        return not self.units or not set(self.units).isdisjoint(unit.identities())

    def covers(self, other: Published) -> bool:
        """Whether it binds everybody whom ``other`` binds."""
        return other.region.startswith(self.region) and self.units in ((), other.units)


def _within(period: Period, day: dt.date) -> bool:
    return period[0] <= day and (period[1] is None or day <= period[1])


@dataclass(frozen=True)
class Shelf:
    """All editions up to publication ``number``, and the answers already found on it."""

    number: int = -1
    published: tuple[Published, ...] = ()
    packs: dict[str, Pack] = field(default_factory=dict)
    answers: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def once(self, key: tuple[Any, ...], find: Callable[[], Answer]) -> Answer:
        """The answer under ``key``, found the first time it is asked for."""
        try:
            return cast("Answer", self.answers[key])
        except KeyError:
            found = find()
        if len(self.answers) >= MOST_ANSWERS:
            self.answers.clear()
        return cast("Answer", self.answers.setdefault(key, found))


def load(number: int, before: Shelf) -> Shelf:
    """Read all publications; an edition already parsed is neither fetched nor parsed again.

    Rules compiled before stay compiled where the same editions and values judge: after a
    publication only the acts it touches compile anew. Raises `Damaged` when an edition's files do
    not have the digest they were published with.
    """
    latest: dict[int, Publication] = {}
    every = Publication.objects.select_related("edition__standard").defer("edition__files")
    for each in every.order_by("number"):
        latest[each.edition_id] = each
    packs: dict[str, Pack] = {}
    known = before.packs | _parsed(latest.values(), before.packs)
    found = tuple(_published(each, known, packs) for each in latest.values())
    return Shelf(number, superseded(found), packs, still_compiled(before, packs))


def _parsed(publications: Iterable[Publication], known: dict[str, Pack]) -> dict[str, Pack]:
    """The packs of editions read for the first time, by the digest they were published with."""
    new = {each.edition_id: each.edition for each in publications
           if each.edition.digest not in known}  # fmt: skip
    stored = Edition.objects.filter(pk__in=new).values_list("pk", "files")
    return {new[key].digest: _whole(new[key], files) for key, files in stored}


def _whole(edition: Edition, files: dict[str, str]) -> Pack:
    pack = parse(files)
    if pack.digest != edition.digest:
        words = f"{edition} 的内容与发布时的摘要 {edition.digest[:16]} 不符：请停用并从备份恢复"
        raise Damaged(words)
    return pack


def still_compiled(before: Shelf, packs: dict[str, Pack]) -> dict[tuple[Any, ...], Any]:
    """Rule sets by the editions they were compiled from, of editions that are still here."""
    return {
        key: answer
        for key, answer in list(before.answers.items())
        if key[0] == COMPILED and all(ref.digest in packs for ref in key[2])
    }


def _published(
    publication: Publication, known: dict[str, Pack], packs: dict[str, Pack]
) -> Published:
    edition = publication.edition
    pack = packs[edition.digest] = known[edition.digest]
    return Published(
        edition.pk,
        pack,
        tuple(publication.units),
        publication.from_day,
        publication.to_day,
        publication.at,
        publication.number,
        publication.withdraws_id is not None,
    )


def newest_each(reached: Iterable[Published]) -> list[Published]:
    """Of editions that all reach one unit, those no later one stands in for.

    A pilot's edition names some units only and so ends nothing for the others; for its own units
    it stands alone, and once it is withdrawn the general edition speaks to them again.
    """
    found = list(reached)
    return [each for each in found if not any(_stands_in(other, each) for other in found)]


def _stands_in(other: Published, each: Published) -> bool:
    same = other is not each and other.head.number == each.head.number
    return same and (other.from_day, other.number) > (each.from_day, each.number)


def superseded(found: tuple[Published, ...]) -> tuple[Published, ...]:
    """Each edition with the end or the pauses that later editions bring it."""
    return tuple(_ended(each, found) for each in found)


def _ended(each: Published, found: tuple[Published, ...]) -> Published:
    ends = [each.to_day] if each.to_day else []
    pauses: list[Period] = []
    for other in found:
        if not takes_over(other, each):
            continue
        if not other.withdrawn:
            ends.append(other.from_day - dt.timedelta(days=1))
        elif other.to_day is None or other.to_day >= other.from_day:
            pauses.append((other.from_day, other.to_day))
    return replace(each, to_day=min(ends, default=None), suspended=tuple(pauses))


def takes_over(other: Published, each: Published) -> bool:
    """A later edition of the same standard, or one that says it replaces it, for its people."""
    named = each.head.number in other.head.replaces
    same = other.head.number == each.head.number
    return (
        other is not each
        and (same or named)
        and other.from_day > each.from_day
        and other.covers(each)
    )
