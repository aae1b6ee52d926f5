"""What is in force: for an act, a unit and a day, answered from memory.

Answers are cached until the publication number changes. The gate compares that number in each
passage (`at_least`), pages look once a second: a new publication is obeyed by the very next
write and shown within a second.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Max

from guanbiao.library import calendars
from guanbiao.library.models import Edition, Publication
from guanbiao.library.pack import Clause
from guanbiao.library.shelf import (
    COMPILED,
    GENERAL_FIRST,
    Answer,
    Published,
    Shelf,
    load,
    newest_each,
    still_compiled,
    takes_over,
)
from rulebook.calendar import WorkingCalendar
from rulebook.checklists import Checklist
from rulebook.feel import Scope
from rulebook.feel.types import Type
from rulebook.fields import FieldRule
from rulebook.flow import Decisions, Program, compile_answer, compile_decisions
from rulebook.flow.model import Process
from rulebook.grants import Grant
from rulebook.rules import EditionRef, Rule, RuleSet, compile_rules
from rulebook.values import values_on

__all__ = ["BoundProcess", "Published"]

LOOK_EVERY = 1.0
"""Seconds between two looks at the publication number by those who only read."""


class BoundProcess:
    """The process an act follows, and the edition that lays it down."""

    __slots__ = ("edition", "edition_digest", "process", "standard", "title")

    def __init__(self, process: Process, source: Published) -> None:
        self.process = process
        self.standard, self.edition = source.head.number, source.head.edition
        self.edition_digest, self.title = source.pack.digest, source.head.title


class _Desk:
    """The shelf in use and when it was last compared with the database."""

    shelf = Shelf()
    looked = 0.0


def refresh() -> None:
    """Forget what was read, not what was compiled; the next question reads anew."""
    old = _Desk.shelf
    _Desk.shelf = Shelf(packs=old.packs, answers=still_compiled(old, old.packs))


def at_least(number: int) -> None:
    """The gate saw publication ``number``: read anew unless that is what we know."""
    if number != _Desk.shelf.number:
        _take(number)


def undone(number: int) -> None:
    """A passage that began with publication ``number`` leaves nothing: nor does what it published.

    The next question reads anew where the shelf was filled meanwhile.
    """
    if number >= 0 and number != _Desk.shelf.number:
        refresh()


def _take(number: int) -> Shelf:
    _Desk.shelf = shelf = load(number, _Desk.shelf)
    _Desk.looked = time.monotonic()
    return shelf


def _shelf() -> Shelf:
    """The shelf, compared with the database at most once a second."""
    shelf, now = _Desk.shelf, time.monotonic()
    if shelf.number >= 0 and now - _Desk.looked < LOOK_EVERY:
        return shelf
    _Desk.looked = now
    number = Publication.objects.aggregate(last=Max("number"))["last"] or 0
    return shelf if number == shelf.number else _take(number)


def everything() -> tuple[Published, ...]:
    """All publications, the newest of each edition, whenever they are in force."""
    return _shelf().published


def kept(key: tuple[Any, ...], find: Callable[[], Answer]) -> Answer:
    """What ``find`` finds, kept under ``key`` until something is published."""
    return _shelf().once(key, find)


def standards_in_force(unit: Any, day: dt.date) -> tuple[Published, ...]:
    """The editions that bind ``unit`` on ``day``, the most general first; no unit: all of them."""
    return _binding(_shelf(), unit, day)


def _binding(shelf: Shelf, unit: Any, day: dt.date) -> tuple[Published, ...]:
    def find() -> tuple[Published, ...]:
        found = (each for each in shelf.published if each.holds_on(day))
        reached = [each for each in found if unit is None or each.reaches(unit)]
        return _in_order(reached if unit is None else newest_each(reached))

    return shelf.once(("standards", unit if unit is None else unit.pk, day), find)


def _in_order(found: Iterable[Published]) -> tuple[Published, ...]:
    def place(each: Published) -> tuple[int, str]:
        return GENERAL_FIRST.index(each.head.level), each.head.number

    return tuple(sorted(found, key=place))


def would_bind(
    candidate: Published, unit: Any, day: dt.date
) -> tuple[tuple[Published, ...], tuple[Published, ...]]:
    """The editions that bind ``unit`` on ``day``, and those that would with ``candidate`` too."""
    bound = standards_in_force(unit, day)
    if not candidate.reaches(unit):
        return bound, bound
    left = [each for each in bound if not takes_over(candidate, each)]
    return bound, _in_order(newest_each([*left, candidate]))


def in_force(act: str, unit: Any, day: dt.date, scope: Scope) -> RuleSet:
    """The compiled rules that judge ``act`` for ``unit`` on ``day``; cached.

    ``scope`` holds the labels and types of the act's facts; it comes with the question because
    this room knows no business.
    """
    shelf = _Desk.shelf
    if time.monotonic() - _Desk.looked >= LOOK_EVERY or shelf.number < 0:
        shelf = _shelf()
    answer: RuleSet | None = shelf.answers.get((act, unit.pk, day))
    if answer is not None:
        return answer
    return shelf.once((act, unit.pk, day), lambda: _compiled(shelf, act, unit, day, scope))


def _compiled(shelf: Shelf, act: str, unit: Any, day: dt.date, scope: Scope) -> RuleSet:
    """One rule set for all units and days that share the same editions and values."""
    editions = _binding(shelf, unit, day)
    rules, values, refs = sources_of(editions, act, lambda _: day)
    key = (COMPILED, act, refs, tuple(sorted((name, str(v)) for name, v in values.items())))
    return shelf.once(key, lambda: compile_rules(rules, scope, values, refs))


def sources_of(
    editions: Iterable[Published], act: str, day_of: Callable[[Published], dt.date]
) -> tuple[list[Rule], dict[str, Any], tuple[EditionRef, ...]]:
    """What these editions say of an act: rules, dated values of each edition's day, and which."""
    rules: list[Rule] = [rule for e in editions for rule in e.pack.rules if rule.act == act]
    used = {rule.standard for rule in rules}
    sources = [each for each in editions if each.head.number in used]
    values: dict[str, Any] = {}
    for each in sources:
        values |= values_on(each.pack.values, day_of(each))
    return rules, values, tuple(each.ref for each in sources)


def grants_in_force(unit: Any, day: dt.date) -> tuple[Grant, ...]:
    """All grants of the editions that bind ``unit`` on ``day``."""
    shelf = _shelf()
    return shelf.once(
        ("grants", unit if unit is None else unit.pk, day),
        lambda: tuple(grant for e in _binding(shelf, unit, day) for grant in e.pack.grants),
    )


def grants_for(act: str, unit: Any, day: dt.date) -> tuple[Grant, ...]:
    """The grants in force for ``unit`` that cover an act or a reading right."""
    shelf = _shelf()
    return shelf.once(
        ("grants for", act, unit if unit is None else unit.pk, day),
        lambda: tuple(grant for grant in grants_in_force(unit, day) if grant.covers(act)),
    )


FieldRules = tuple[tuple[str, dict[str, tuple[FieldRule, ...]]], ...]


def field_rules(unit: Any, day: dt.date) -> FieldRules:
    """Standard by standard, the most general first: act or entity → its rights on fields."""
    shelf = _shelf()
    return shelf.once(
        ("fields", unit if unit is None else unit.pk, day),
        lambda: tuple(
            (each.head.number, _by_subject(each.pack.fields))
            for each in _binding(shelf, unit, day)
            if each.pack.fields
        ),
    )


def _by_subject(rules: tuple[FieldRule, ...]) -> dict[str, tuple[FieldRule, ...]]:
    return {of: tuple(r for r in rules if r.of == of) for of in {rule.of for rule in rules}}


def process_for(act: str, unit: Any, day: dt.date) -> BoundProcess | None:
    """The process of the most specific edition that lays one down for ``act``; none if none."""
    for each in reversed(standards_in_force(unit, day)):
        for process in each.pack.roads.values():
            if process.act == act:
                return BoundProcess(process, each)
    return None


def processes_of(digest: str) -> Mapping[str, Process]:
    """The processes of the edition a running case is bound to, by name.

    LookupError when that edition is not stored here.
    """
    for each in everything():
        if each.pack.digest == digest:
            return each.pack.roads
    words = f"没有摘要为 {digest[:16]} 的版次，无法继续按其流程办理：请从备份恢复"
    raise LookupError(words)


def decisions_of(digest: str, program: Program, day: dt.date, scope: Scope) -> Decisions:
    """The decision tables ``program`` asks, of the edition with ``digest`` and its values that day.

    ``scope`` holds the facts of the act the process serves. LookupError for an unknown edition.
    """
    shelf = _shelf()

    def find() -> Decisions:
        pack = next((each.pack for each in shelf.published if each.pack.digest == digest), None)
        if pack is None:
            raise LookupError(f"没有摘要为 {digest[:16]} 的版次，无法作出决策：请从备份恢复")
        return compile_decisions(program, pack.tables, scope, values_on(pack.values, day))

    return shelf.once(("decisions", digest, program.root, day), find)


def answer_to(
    question: str, unit: Any, day: dt.date, scope: Scope, outputs: Mapping[str, Type]
) -> Decisions | None:
    """The table of the most specific edition that answers a question of the platform.

    None where no edition does. ``scope`` and ``outputs`` come with the question because this room
    knows no business.
    """
    shelf = _shelf()

    def find() -> Decisions | None:
        for each in reversed(_binding(shelf, unit, day)):
            table = each.pack.table_for(question)
            if table is not None:
                values = values_on(each.pack.values, day)
                return compile_answer(question, table, scope, values, outputs)
        return None

    return shelf.once(("answer", question, unit.pk, day), find)


def successor(digest: str, act: str, unit: Any, day: dt.date) -> BoundProcess | None:
    """The process that takes running cases over from the edition with ``digest``; none if none.

    Only an edition of the same standard, or one that replaces it, and that says ``move_to_new``.
    """
    bound = process_for(act, unit, day)
    if bound is None or bound.edition_digest == digest:
        return None
    heads = {each.pack.digest: each.head for each in everything()}
    new, old = heads[bound.edition_digest], heads.get(digest)
    related = old is not None and old.number in (new.number, *new.replaces)
    return bound if related and new.running_cases == "move_to_new" else None


def checklist_for(name: str, unit: Any, day: dt.date) -> Checklist | None:
    """The checklist called ``name`` of the most specific edition; none if there is none."""
    for each in reversed(standards_in_force(unit, day)):
        for checklist in each.pack.checklists:
            if checklist.name == name:
                return checklist
    return None


def value_on(name: str, unit: Any, day: dt.date) -> Any:
    """A dated value of the most specific edition that has it that day; none where none has."""
    for each in reversed(standards_in_force(unit, day)):
        found = values_on(each.pack.values, day).get(name)
        if found is not None:
            return found
    return None


def calendar_on(day: dt.date, unit: Any = None) -> WorkingCalendar:  # noqa: ARG001 - counting may leave its year
    """The working calendar to count with from ``day`` on: all published years together.

    A year published twice (an amended notice) counts as in the later publication. For ``unit``
    the days off and days worked of its own region or of its own are taken in.
    """
    shelf = _shelf()
    general = shelf.once(("calendar",), lambda: calendars.national(shelf.published))
    if unit is None or not any(each.pack.local_days for each in shelf.published):
        return general
    return shelf.once(
        ("calendar", unit.pk), lambda: calendars.local(general, shelf.published, unit)
    )


def calendar_mark(unit: Any) -> str:
    """A short mark of the calendar a unit counts with: another one when any day changes."""
    shelf = _shelf()
    key = unit.pk if any(each.pack.local_days for each in shelf.published) else None
    calendar = calendar_on(dt.date.min, unit)
    return shelf.once(("calendar mark", key), lambda: calendars.mark(calendar))


def clause(edition_id: int, number: str) -> tuple[Published, Clause] | None:
    """A clause of a published edition, with the edition; none when there is no such clause."""
    edition = edition_with(edition_id)
    found = edition.pack.clause(number) if edition else None
    return (edition, found) if edition and found else None


def edition_with(edition_id: int) -> Published | None:
    """The published edition with this id."""
    return next((each for each in everything() if each.id == edition_id), None)


def edition_named(standard: str, edition: str) -> Published | None:
    """The publication of an edition by its names."""
    shelf = _shelf()
    names = shelf.once(
        ("names",),
        lambda: {(e.head.number, e.head.edition): e for e in shelf.published},
    )
    return names.get((standard, edition))


def stored(digest: str) -> Edition | None:
    """The stored edition with this digest."""
    return Edition.objects.filter(digest=digest).select_related("standard").first()
