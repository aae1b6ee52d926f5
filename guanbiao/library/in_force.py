"""What is in force: for an act, a unit and a day, answered from memory.

Everything published is read once and kept; answers are cached until the publication number
grows. The gate compares that number in each passage (`at_least`), pages look once a second, so
a new publication is obeyed by the very next write and shown within a second.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max

from guanbiao.library.models import Edition, Publication
from guanbiao.library.pack import Clause, Head, Level, Pack
from guanbiao.library.packs import parse
from rulebook.calendar import WorkingCalendar
from rulebook.checklists import Checklist
from rulebook.feel import Scope
from rulebook.grants import Grant
from rulebook.processes import Process
from rulebook.rules import EditionRef, Rule, RuleSet, compile_rules
from rulebook.values import values_on

LOOK_EVERY = 1.0
"""Seconds between two looks at the publication number by those who only read."""
SPECIFIC = (Level.INTERNAL, Level.COUNTY, Level.CITY, Level.PROVINCIAL, Level.NATIONAL)


@dataclass(frozen=True)
class Published:
    """An edition where and while it is in force."""

    id: int
    pack: Pack
    units: tuple[str, ...]
    from_day: dt.date
    to_day: dt.date | None
    published_at: dt.datetime

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

    def reaches(self, unit: Any) -> bool:
        """Whether the unit lies in its region and among the units it names."""
        region = self.head.region.rstrip("0") if self.head.region else ""
        if len(region) % 2:
            region += "0"
        if region and not str(unit.region_id).startswith(region):
            return False
        return not self.units or bool(set(self.units) & set(unit.identities()))


@dataclass(frozen=True)
class BoundProcess:
    """The process an act follows, and the edition that lays it down."""

    process: Process
    standard: str
    edition: str
    edition_digest: str


@dataclass
class _Memory:
    """All publications and the answers already given."""

    number: int = -1
    looked: float = 0.0
    published: tuple[Published, ...] = ()
    packs: dict[str, Pack] = field(default_factory=dict)
    answers: dict[tuple[Any, ...], Any] = field(default_factory=dict)


_memory = _Memory()


def refresh() -> None:
    """Forget what was read; the next question reads anew."""
    _memory.number, _memory.looked = -1, 0.0


def at_least(number: int) -> None:
    """The gate saw publication ``number``: read anew unless that is what we know."""
    if number != _memory.number:
        _load(number)


def everything() -> tuple[Published, ...]:
    """All publications, the newest of each edition, whenever they are in force."""
    _look()
    return _memory.published


def _look() -> None:
    now = time.monotonic()
    if _memory.number >= 0 and now - _memory.looked < LOOK_EVERY:
        return
    _memory.looked = now
    number = Publication.objects.aggregate(last=Max("number"))["last"] or 0
    if number != _memory.number:
        _load(number)


def _load(number: int) -> None:
    """Read all publications; an edition already parsed is not parsed again."""
    latest: dict[int, Publication] = {}
    for publication in Publication.objects.select_related("edition").order_by("number"):
        latest[publication.edition_id] = publication
    found = tuple(_published(each) for each in latest.values())
    _memory.published, _memory.answers = _superseded(found), {}
    _memory.number, _memory.looked = number, time.monotonic()


def _published(publication: Publication) -> Published:
    edition = publication.edition
    pack = _memory.packs.get(edition.digest)
    if pack is None:
        pack = _memory.packs[edition.digest] = parse(edition.files)
    return Published(
        edition.pk,
        pack,
        tuple(publication.units),
        publication.from_day,
        publication.to_day,
        publication.at,
    )


def _superseded(found: tuple[Published, ...]) -> tuple[Published, ...]:
    """An edition ends the day before a later one of its standard, or one that replaces it."""
    ended = []
    for each in found:
        ends = [each.to_day] if each.to_day else []
        for other in found:
            same = other.head.number == each.head.number or each.head.number in other.head.replaces
            if other is not each and same and other.from_day > each.from_day:
                if other.units == each.units or not other.units:
                    ends.append(other.from_day - dt.timedelta(days=1))
        ended.append(Published(**{**vars(each), "to_day": min(ends, default=None)}))
    return tuple(ended)


def standards_in_force(unit: Any, day: dt.date) -> tuple[Published, ...]:
    """The editions that bind ``unit`` on ``day``, the most general first."""
    _look()
    key = ("standards", unit.pk if unit is not None else None, day)
    if key not in _memory.answers:
        found = [
            each
            for each in _memory.published
            if each.from_day <= day
            and (each.to_day is None or day <= each.to_day)
            and (unit is None or each.reaches(unit))
        ]
        found.sort(key=lambda each: (-SPECIFIC.index(each.head.level), each.head.number))
        _memory.answers[key] = tuple(found)
    answer: tuple[Published, ...] = _memory.answers[key]
    return answer


def in_force(act: str, unit: Any, day: dt.date, scope: Scope) -> RuleSet:
    """The compiled rules that judge ``act`` for ``unit`` on ``day``; cached."""
    key = (act, unit.pk, day)
    answer: RuleSet | None = _memory.answers.get(key)
    if answer is None or time.monotonic() - _memory.looked > LOOK_EVERY:
        _look()
        answer = _memory.answers.get(key)
    if answer is None:
        answer = _memory.answers[key] = _compiled(act, unit, day, scope)
    return answer


def _compiled(act: str, unit: Any, day: dt.date, scope: Scope) -> RuleSet:
    """One rule set for all units and days that share the same editions and values."""
    editions = standards_in_force(unit, day)
    rules = _in_order(act, editions)
    used = {rule.standard for rule in rules}
    values = {
        name: value
        for each in editions
        if each.head.number in used
        for name, value in values_on(each.pack.values, day).items()
    }
    refs = tuple(each.ref for each in editions if each.head.number in used)
    key = ("rules", act, refs, tuple(sorted((name, str(v)) for name, v in values.items())))
    if key not in _memory.answers:
        _memory.answers[key] = compile_rules(rules, scope, values, refs)
    answer: RuleSet = _memory.answers[key]
    return answer


def _in_order(act: str, editions: tuple[Published, ...]) -> list[Rule]:
    return [rule for each in editions for rule in each.pack.rules if rule.act == act]


def grants_in_force(unit: Any, day: dt.date) -> tuple[Grant, ...]:
    """All grants of the editions that bind ``unit`` on ``day``."""
    return tuple(grant for each in standards_in_force(unit, day) for grant in each.pack.grants)


def process_for(act: str, unit: Any, day: dt.date) -> BoundProcess | None:
    """The process of the most specific edition that lays one down for ``act``; none if none."""
    for each in reversed(standards_in_force(unit, day)):
        for process in each.pack.processes:
            if process.act == act:
                return BoundProcess(
                    process, each.head.number, each.head.edition, each.pack.digest
                )
    return None


def checklist_for(name: str, unit: Any, day: dt.date) -> Checklist | None:
    """The checklist called ``name`` of the most specific edition; none if there is none."""
    for each in reversed(standards_in_force(unit, day)):
        for checklist in each.pack.checklists:
            if checklist.name == name:
                return checklist
    return None


def calendar_on(day: dt.date) -> WorkingCalendar:
    """The working calendar of all published years, as known to the newest editions."""
    _look()
    if ("calendar",) not in _memory.answers:
        calendars = [each.pack.calendar for each in _memory.published if each.pack.calendar]
        _memory.answers[("calendar",)] = WorkingCalendar(
            frozenset().union(*(each.holidays for each in calendars)),
            frozenset().union(*(each.workdays for each in calendars)),
            years=frozenset().union(*(each.years for each in calendars)) or frozenset({0}),
        )
    answer: WorkingCalendar = _memory.answers[("calendar",)]
    return answer


def clause(edition_id: int, number: str) -> tuple[Published, Clause] | None:
    """A clause of a published edition, with the edition; none when there is no such clause."""
    for each in everything():
        if each.id == edition_id:
            found = each.pack.clause(number)
            return (each, found) if found else None
    return None


def edition_named(standard: str, edition: str) -> Published | None:
    """The publication of an edition by its names."""
    for each in everything():
        if (each.head.number, each.head.edition) == (standard, edition):
            return each
    return None


def stored(digest: str) -> Edition | None:
    """The stored edition with this digest."""
    return Edition.objects.filter(digest=digest).select_related("standard").first()
