"""Many rows through the gate at once: imports, feeds, samples.

A chunk of rows shares one transaction and one bulk receipt, yet each row is checked for form,
judged by every clause on its own facts, and refused alone; rows that are made together stop each
other only in turn (`gate.turns`). The receipt lists every key, the
count of verdicts by clause, every finding that was not a pass and a digest of all facts. Bulk
records what already happened elsewhere: it starts no case. See ``docs/decisions``.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from guanbiao.gate import authority, events, judging, receipts, registry, rights, turns
from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.evidence import canonical, digest
from guanbiao.gate.forms import ActForm
from guanbiao.gate.judging import Facts
from guanbiao.gate.models import Waiver
from guanbiao.gate.passage import Conflict, Forbidden, Invalid, Passage
from guanbiao.people.models import Unit
from rulebook.rules import Finding, RuleSet, Verdict

CHUNK = 1000
BEYOND = "该行的单位不在您的数据范围内"


@dataclass(frozen=True)
class Row:
    """One draft; ``subject`` is the row it changes; ``index`` the caller's own count."""

    index: int
    draft: Mapping[str, Any]
    subject: Any = None
    clean: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """Why a row was not taken: form errors (field → texts) or findings that stop it."""

    index: int
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    again: bool = False
    """Whether it might pass without the rows it came with, which nobody can tell from here."""

    @property
    def words(self) -> str:
        """All reasons in one Chinese line, for the returned file."""
        texts = [text for found in self.errors.values() for text in found]
        texts += [f"{f.clause} {f.words}（实际 {f.actual}）" for f in self.findings]
        return "；".join(texts)


@dataclass
class BulkOutcome:
    """How many rows were taken (or, rehearsed, would be), the others with their reasons."""

    accepted: int = 0
    problems: list[Problem] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class _Load:
    """What is the same for all chunks."""

    act: Act
    actor: Any
    on: dt.date
    own_day: bool
    rehearse: bool


class _Undo(Exception):
    """Leaves the chunk's transaction without a trace."""


def perform_bulk(
    act: str | Act,
    actor: Any,
    rows: Iterable[Mapping[str, Any] | Row],
    *,
    on: dt.date | None = None,
    own_day: bool = False,
    rehearse: bool = False,
    chunk: int = CHUNK,
    progress: Callable[[int], None] = lambda done: None,
) -> BulkOutcome:
    """Do an act for many drafts; raises `Forbidden` when the actor may not do it at all.

    ``own_day`` judges each row by the clauses of its own day (its fact 业务日期) instead of
    ``on``; ``progress`` is told the number of rows each chunk has dealt with.
    """
    found = registry.act(act) if isinstance(act, str) else act
    load = _Load(found, actor, on or timezone.localdate(), own_day, rehearse)
    authority.require(actor, found.name, found.label, None, found.entity, load.on)
    outcome = BulkOutcome()
    numbered = iter(_numbered(rows))
    while batch := list(islice(numbered, chunk)):
        _chunk(load, batch, outcome)
        progress(len(batch))
    return outcome


def _numbered(rows: Iterable[Mapping[str, Any] | Row]) -> Iterator[Row]:
    for index, row in enumerate(rows):
        yield row if isinstance(row, Row) else Row(index, row)


def _chunk(load: _Load, batch: list[Row], outcome: BulkOutcome) -> None:
    """Take what is lawful of a chunk; each round leaves out the rows that stood in the way."""
    made = _Forms(load)
    rows = [row for row in (_checked(made, row, outcome) for row in batch) if row is not None]
    singly = False
    while rows:
        try:
            bad = _round(load, rows, outcome, singly)
        except (IntegrityError, _Unsorted):
            if singly:
                raise
            singly = True
            continue
        if not bad:
            return
        outcome.problems.extend(bad.values())
        rows = [row for row in rows if row.index not in bad]


class _Forms:
    """The forms of a chunk: all its new rows are checked on one, whatever else it says of itself.

    To make and bind a form costs more than to check a draft on it. Only a changed row, or a right
    that closes fields by what a draft says, needs a form of its own.
    """

    def __init__(self, load: _Load) -> None:
        self.load = load
        self.apart = rights.spoken_of(load.actor, load.act, load.on)
        self.shared: Any = None

    def of(self, row: Row) -> Any:
        """The form with the draft of a row."""
        if self.shared is not None and row.subject is None:
            self.shared.data, self.shared._errors = row.draft, None  # Django: to be checked anew
            return self.shared
        form = self.load.act.form(data=row.draft)
        if isinstance(form, ActForm):
            form.bind(self.load.actor, row.subject, self.load.on)
        if row.subject is None and not self.apart:
            self.shared = form
        return form


def _checked(made: _Forms, row: Row, outcome: BulkOutcome) -> Row | None:
    form, load = made.of(row), made.load
    refused = rights.obey(form, load.actor, load.act, _known(load, row), load.on)
    if form.is_valid() and not refused:
        return replace(row, clean=form.cleaned_data)
    errors = {name: [str(e) for e in found] for name, found in form.errors.items()} | refused
    outcome.problems.append(Problem(row.index, errors))
    return None


def _known(load: _Load, row: Row) -> Any:
    """The row a draft changes, read only where a right on its fields wants to know it."""
    if row.subject is None or isinstance(row.subject, Model):
        return row.subject
    if not rights.spoken_of(load.actor, load.act, load.on):
        return None
    return load.act.entity.model._default_manager.filter(pk=row.subject).first()


class _Unsorted(Exception):
    """A row of ``apply_many`` failed and nobody knows which: go through them singly."""


def _round(load: _Load, rows: list[Row], outcome: BulkOutcome, singly: bool) -> dict[int, Problem]:
    """One attempt at a chunk; returns the rows that must leave, or none when it is done."""
    bad: dict[int, Problem] = {}
    try:
        with transaction.atomic():
            passage = Passage(load.act, load.actor, load.on, timezone.localtime())
            receipts.open_passage(passage)
            subjects = _write(load, passage, rows, bad, singly)
            judged = _judge(load, subjects, bad) if not bad else None
            if judged is None or bad:
                raise _Undo
            if load.rehearse:
                _count(outcome, judged, len(rows))
                raise _Undo
            events.queue(passage.events)
            number = receipts.close_passage(passage, *_content(judged))
            _count(outcome, judged, len(rows))
            outcome.receipts.append(number)
    except _Undo:
        pass
    return bad


def _write(
    load: _Load, passage: Passage, rows: list[Row], bad: dict[int, Problem], singly: bool
) -> dict[str, tuple[Row, Any]]:
    """Write all rows; key → (row, subject)."""
    if load.act.apply_many is not None and not singly:
        try:
            made = load.act.apply_many(passage, [dict(row.clean) for row in rows])
        except (Invalid, Conflict) as failure:
            raise _Unsorted from failure
        return {str(subject.pk): (row, subject) for row, subject in zip(rows, made, strict=True)}
    subjects = {}
    for row in rows:
        subject = _write_one(load, passage, row, bad, singly)
        if subject is not None:
            subjects[str(subject.pk)] = (row, subject)
    return subjects


def _write_one(
    load: _Load, passage: Passage, row: Row, bad: dict[int, Problem], singly: bool
) -> Any:
    subject = _subject(load, row)
    if subject is not None and not _within(load, subject):
        bad[row.index] = Problem(row.index, {"__all__": [BEYOND]})
        return None
    one = replace(passage, subject=subject, draft=dict(row.clean))
    try:
        if not singly:
            return load.act.apply(one)
        with transaction.atomic():
            return load.act.apply(one)
    except Invalid as invalid:
        bad[row.index] = Problem(row.index, invalid.errors)
    except Conflict as conflict:
        bad[row.index] = Problem(row.index, {"__all__": [conflict.actual or "与已有记录冲突"]})
    except IntegrityError:
        if not singly:
            raise
        bad[row.index] = Problem(row.index, {"__all__": ["与已有记录或本文件其他行重复、冲突"]})
    return None


def _subject(load: _Load, row: Row) -> Any:
    if load.act.kind is Kind.CREATE:
        return None
    key = getattr(row.subject, "pk", row.subject)
    return load.act.entity.model._default_manager.select_for_update(of=("self",)).get(pk=key)


@dataclass
class _Judged:
    """A chunk's facts and findings, by key."""

    facts: list[Facts]
    findings: dict[str, tuple[Finding, ...]]
    rules: dict[tuple[int, dt.date], RuleSet]


def _judge(
    load: _Load, subjects: Mapping[str, tuple[Row, Any]], bad: dict[int, Problem]
) -> _Judged:
    """Judge every row on its own; rows that are stopped or out of scope go into ``bad``."""
    pks = [subject.pk for _, subject in subjects.values()]
    read = {each.key: each for each in judging.read_facts(load.act.facts, pks)}
    if len(read) != len(pks):
        raise LookupError(f"the facts of {load.act.name} do not show every row it wrote")
    facts = [read[key] for key in subjects]
    judged = _Judged(facts, {}, {})
    judge = _judge_of(load, facts, judged)
    stopped: dict[str, tuple[Finding, ...]] = {}
    for each in facts:
        judged.findings[each.key] = findings = judge(each)
        row, subject = subjects[each.key]
        if any(finding.stops for finding in findings):
            stopped[each.key] = findings
        elif not _within(load, subject):
            bad[row.index] = Problem(row.index, {"__all__": [BEYOND]})
    for key, findings in _in_turn(load, facts, stopped, judge).items():
        row, rules = subjects[key][0], judged.rules[read[key].unit_id, _day(load, read[key])]
        again = turns.might_pass_alone(load.act.facts, rules, findings)
        stopping = tuple(finding for finding in findings if finding.stops)
        bad[row.index] = Problem(row.index, findings=stopping, again=again)
    return judged


def _day(load: _Load, facts: Facts) -> dt.date:
    return facts.day if load.own_day else load.on


def _in_turn(
    load: _Load,
    facts: list[Facts],
    stopped: dict[str, tuple[Finding, ...]],
    judge: Callable[[Facts], tuple[Finding, ...]],
) -> Mapping[str, tuple[Finding, ...]]:
    """Rows made together stop each other only in turn; changed ones were counted before."""
    if not stopped or load.act.kind is not Kind.CREATE:
        return stopped
    return turns.Turns(load.act.facts, facts).refused(stopped, judge)


def _judge_of(
    load: _Load, facts: list[Facts], judged: _Judged
) -> Callable[[Facts], tuple[Finding, ...]]:
    """Judges one of these rows; units, rules and exceptions are read once for all of them."""
    units = Unit.objects.in_bulk({each.unit_id for each in facts})
    keys = [each.key for each in facts]

    @cache
    def waivers(unit_id: int, day: dt.date) -> list[Waiver]:
        return judging.waivers_for(load.act, units[unit_id], keys, day)

    def judge(each: Facts) -> tuple[Finding, ...]:
        unit, day = units[each.unit_id], _day(load, each)
        judged.rules[unit.pk, day] = judging.rules_for(load.act, unit, day)
        return judging.judge(load.act, each, unit, day, lambda: waivers(unit.pk, day))

    return judge


def _within(load: _Load, subject: Any) -> bool:
    try:
        authority.require(
            load.actor, load.act.name, load.act.label, subject, load.act.entity, load.on
        )
    except Forbidden:
        return False
    return True


def _count(outcome: BulkOutcome, judged: _Judged, rows: int) -> None:
    outcome.accepted += rows
    for findings in judged.findings.values():
        outcome.counts.update(finding.verdict.value for finding in findings)


def _content(judged: _Judged) -> tuple[dict[str, Any], Verdict]:
    """Evidence of a bulk passage: all keys, counts by clause, whatever was not a pass."""
    counts: dict[str, Counter[str]] = {}
    notes: dict[str, list[dict[str, Any]]] = {}
    for key, findings in judged.findings.items():
        for finding in findings:
            counts.setdefault(finding.rule_id, Counter())[finding.verdict.value] += 1
            if finding.verdict not in (Verdict.PASS, Verdict.NA):
                notes.setdefault(key, []).append(receipts.told(finding))
    editions = {
        (each["standard"], each["edition"]): each
        for rules in judged.rules.values()
        for each in receipts.editions(rules)
    }
    facts = canonical({each.key: dict(each.values) for each in judged.facts})
    everything = [finding for findings in judged.findings.values() for finding in findings]
    content = {
        "bulk": True,
        "rows": len(judged.facts),
        "keys": sorted(each.key for each in judged.facts),
        "counts": {rule: dict(count) for rule, count in counts.items()},
        "notes": notes,
        "facts_digest": digest(facts),
        "editions": [editions[each] for each in sorted(editions)],
    }
    return content, receipts.worst(everything)
