"""The one road of every write: page → gate → act → facts → judge → receipt.

`perform` takes an act through eight steps in one transaction. Either all of it is kept, with
a receipt, or nothing is. What the database alone can see (a car booked twice) comes back as a
finding of the clause that forbids it. A rehearsal walks the same road and always undoes it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Model
from django.utils import timezone
from psycopg import sql
from psycopg.errors import UniqueViolation

from guanbiao.gate import (
    alternatives,
    authority,
    cases,
    events,
    judging,
    receipts,
    registry,
    rights,
    standing,
)
from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import ActForm
from guanbiao.gate.judging import Facts
from guanbiao.gate.models import Case, CaseState
from guanbiao.gate.passage import (
    Conflict,
    Invalid,
    NotFound,
    Outcome,
    Passage,
    Step,
    Wish,
    key_of,
)
from guanbiao.library import in_force
from guanbiao.people.models import Unit
from rulebook.rules import Finding, RuleSet

RETRIES = 3
AGAIN = {"40001", "40P01"}
"""SQLSTATE of a serialization failure and of a deadlock: the whole passage is tried again."""


class _Undo(Exception):
    """Leaves the transaction without a trace, carrying what is to be told."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__("undone")
        self.outcome = outcome


@dataclass
class _Way:
    """What the steps hand on to each other."""

    passage: Passage
    errors: dict[str, list[str]] = field(default_factory=dict)
    before: dict[str, Any] | None = None
    facts: Facts | None = None
    unit: Unit | None = None
    rules: RuleSet | None = None
    findings: tuple[Finding, ...] = ()
    case: Case | None = None


def perform(
    act: str | Act,
    actor: Any,
    subject: Model | int | str | None = None,
    draft: Mapping[str, Any] | None = None,
    *,
    files: Mapping[str, Any] | None = None,
    on: dt.date | None = None,
    rehearse: bool = False,
    reasons: Mapping[str, str] | None = None,
    steps: tuple[Step, ...] = (),
) -> Outcome:
    """Do an act, or rehearse it, and tell what came of it.

    ``subject`` is the row (or its key) an act changes; ``draft`` the raw form data; ``on`` the
    day whose clauses judge (today); ``reasons`` answers warned clauses by rule id; ``steps`` move
    cases in the same passage, beside those the act itself asks for. Raises
    `Forbidden` when no grant allows the act, `NotFound` when there is no such subject.
    """
    wish = Wish(
        registry.act(act) if isinstance(act, str) else act,
        actor,
        subject,
        draft or {},
        files,
        on or timezone.localdate(),
        rehearse,
        reasons or {},
        steps,
    )
    outcome = _persist(wish)
    if not outcome.stopped:
        return outcome
    return replace(outcome, alternatives=alternatives.lawful(wish, outcome, _attempt))


def _persist(wish: Wish) -> Outcome:
    """Attempt, again where two passages only got in each other's way."""
    for left in reversed(range(RETRIES)):
        try:
            return _attempt(wish)
        except OperationalError as failure:
            if not left or getattr(failure.__cause__, "sqlstate", "") not in AGAIN:
                raise
    raise AssertionError("unreachable")


def _attempt(wish: Wish, past: str = "") -> Outcome:
    passage = Passage(
        wish.act, wish.actor, wish.on, timezone.localtime(), rehearse=wish.rehearse, past=past
    )
    way = _Way(passage)
    try:
        with transaction.atomic():
            outcome = _through(wish, way)
            if wish.rehearse or not outcome.ok:
                raise _Undo(outcome)
            return outcome
    except _Undo as undone:
        outcome = undone.outcome
        in_force.undone(passage.publication)
    except Invalid as invalid:
        outcome = Outcome(wish.act, errors={**way.errors, **invalid.errors})
    except (Conflict, IntegrityError) as clash:
        outcome = _clash(wish, way, clash)
    if outcome.stopped and not wish.rehearse:
        kept = receipts.keep_refusal(passage, wish.draft, outcome.findings, outcome.facts)
        outcome = replace(outcome, refusal_id=kept)
    return outcome


def _through(wish: Wish, way: _Way) -> Outcome:
    """The eight steps."""
    load(wish, way)
    authorise(wish, way)
    check_state(wish, way)
    check_form(wish, way)
    if way.errors and not wish.rehearse:
        return Outcome(wish.act, errors=way.errors)
    open_passage(way)
    apply(wish, way)
    read_facts(wish, way)
    judge(wish, way)
    if wish.rehearse or any(finding.stops for finding in way.findings):
        return _told(wish, way)
    wanting = _wanting(wish, way)
    if wanting:
        return _told(wish, way, wanting)
    advance(wish, way)
    return close(wish, way)


def load(wish: Wish, way: _Way) -> None:
    """1 – load and lock the subject by its key."""
    if wish.act.kind is Kind.CREATE and wish.subject is None:
        return
    key = wish.subject.pk if isinstance(wish.subject, Model) else wish.subject
    rows = wish.act.entity.model._default_manager.select_for_update(of=("self",))
    try:
        way.passage.subject = rows.get(pk=key)
    except (ObjectDoesNotExist, ValueError) as absent:
        raise NotFound(f"没有找到要办理的{wish.act.entity.label}，它可能已被删除。") from absent
    _share_unit(way.passage.subject, wish)
    way.before = receipts.snapshot(way.passage.subject)


def _share_unit(subject: Model, wish: Wish) -> None:
    """Most acts are about the actor's own unit, which is known already."""
    unit, link = wish.actor.unit, wish.act.entity.unit_link
    if unit is not None and getattr(subject, f"{link}_id", None) == unit.pk:
        setattr(subject, link, unit)


def authorise(wish: Wish, way: _Way) -> None:
    """2 – may this post do this act here and now."""
    authority.require(
        wish.actor, wish.act.name, wish.act.label, way.passage.subject, wish.act.entity, wish.on
    )


def check_state(wish: Wish, way: _Way) -> None:
    """2b – does the subject stand where this act may be done? Asked of the locked row."""
    if way.passage.subject is not None:
        standing.require(wish.act, way.passage.subject)


def check_form(wish: Wish, way: _Way) -> None:
    """3 – is the draft well formed? A rehearsal goes on with what can be read."""
    form = wish.act.form(data=wish.draft, files=wish.files)  # type: ignore[arg-type]
    if isinstance(form, ActForm):
        form.bind(wish.actor, way.passage.subject, wish.on)
    refused = rights.obey(form, wish.actor, wish.act, way.passage.subject, wish.on)
    if isinstance(form, ActForm) and wish.rehearse:
        _wait_for_the_rest(form)
        form.relax()
    way.errors = {name: [str(e) for e in found] for name, found in form.errors.items()} | refused
    if wish.rehearse and isinstance(form, ActForm):
        _wait_for_what_can_be_read(form)
        way.passage.draft = form.lenient_data()
    else:
        way.passage.draft = form.cleaned_data


def _wait_for_the_rest(form: ActForm) -> None:
    """A live check of an act that cannot do with half a draft says what it waits for."""
    missing = [] if form.early else form.wanting()
    if missing:
        raise Invalid(__all__=f"还需填写：{'、'.join(missing)}。填写完整后即逐条判定。")


def _wait_for_what_can_be_read(form: ActForm) -> None:
    """Nor can such an act do with what is unreadable: first the form's own words, then clauses."""
    if form.errors and not form.early:
        raise Invalid(__all__="请先改正填写有误的内容；改正后即逐条判定。")


def open_passage(way: _Way) -> None:
    """4 – tell the database that this transaction came through the gate."""
    receipts.open_passage(way.passage)
    constraints = way.passage.act.entity.model._meta.constraints
    if any(c.name == way.passage.past and getattr(c, "deferrable", None) for c in constraints):
        with connection.cursor() as cursor:
            name = sql.Identifier(way.passage.past)
            cursor.execute(sql.SQL("SET CONSTRAINTS {} DEFERRED").format(name))


def apply(wish: Wish, way: _Way) -> None:
    """5 – the module's own lines; nobody makes a record, or moves one, beyond her own scope."""
    way.passage.subject = wish.act.apply(way.passage)
    authorise(wish, way)


def read_facts(wish: Wish, way: _Way) -> None:
    """6 – read the facts back, by the query the audit uses."""
    found = judging.read_facts(wish.act.facts, [way.passage.subject.pk])
    if not found:
        raise LookupError(f"the facts of {wish.act.name} do not show the row it wrote")
    way.facts = found[0]
    own = wish.actor.unit
    same = own is not None and own.pk == way.facts.unit_id
    way.unit = own if same else Unit.objects.get(pk=way.facts.unit_id)


def judge(wish: Wish, way: _Way) -> None:
    """7 – the clauses in force for that unit on that day."""
    assert way.facts is not None and way.unit is not None
    way.rules = judging.rules_for(wish.act, way.unit, wish.on)
    way.findings = judging.judge(wish.act, way.facts, way.unit, wish.on)


def advance(wish: Wish, way: _Way) -> None:
    """8a – start or move the case, queue what is to be told."""
    assert way.facts is not None and way.unit is not None
    passage = way.passage
    if wish.act.starts_case:
        bound = in_force.process_for(wish.act.name, way.unit, wish.on)
        if bound is not None:
            way.case = cases.start(
                passage, bound.process, way.unit, way.facts.values, bound.edition_digest
            )
            if way.case.state != CaseState.RUNNING:  # nobody had to be asked
                registry.follower(way.case.entity)(passage, way.case)
                passage.subject.refresh_from_db()
    for step in (*wish.steps, *passage.steps):
        if step.case.unit_id == way.unit.pk:
            step.case.unit = way.unit
        way.case = cases.move(passage, step)
        registry.follower(way.case.entity)(passage, way.case)
    events.queue(passage.events)


def close(wish: Wish, way: _Way) -> Outcome:
    """8b – complete the receipt."""
    assert way.facts is not None and way.rules is not None and way.unit is not None
    subject = way.passage.subject
    content = {
        "key": key_of(subject),
        "unit": way.unit.pk,
        "case": way.case and way.case.pk,
        "editions": receipts.editions(way.rules),
        "findings": [receipts.told(finding) for finding in way.findings],
        "facts": dict(way.facts.values),
        "before": receipts.plain_row(way.before),
        "after": receipts.plain_row(receipts.snapshot(subject)),
        "reasons": dict(wish.reasons),
    }
    if way.passage.papers:
        content["papers"] = [list(each) for each in way.passage.papers]
    verdict = receipts.worst(way.findings)
    number = receipts.close_passage(way.passage, content, verdict)
    return replace(_told(wish, way), receipt_id=way.passage.receipt_id, receipt_number=number)


def _told(wish: Wish, way: _Way, wanting: tuple[str, ...] = ()) -> Outcome:
    return Outcome(
        wish.act,
        findings=way.findings,
        subject=way.passage.subject,
        errors=way.errors,
        wanting=wanting,
        case=way.case,
        facts=way.facts.values if way.facts else {},
        stopped=any(finding.stops for finding in way.findings),
    )


def _wanting(wish: Wish, way: _Way) -> tuple[str, ...]:
    """Rules whose warning still needs a reason; a feed has nobody to ask."""
    if wish.actor.kind == "feed":
        return ()
    asked = (finding.rule_id for finding in way.findings if finding.asks_reason)
    return tuple(rule for rule in asked if not wish.reasons.get(rule, "").strip())


def _clash(wish: Wish, way: _Way, clash: Conflict | IntegrityError) -> Outcome:
    """A race lost in the database, or a draft it cannot hold, told in words."""
    if isinstance(clash, IntegrityError):
        name = getattr(getattr(clash.__cause__, "diag", None), "constraint_name", "") or ""
        clash = Conflict(name) if name in wish.act.conflicts else _unexplained(wish, way, clash)
    unit = way.unit or wish.actor.unit
    finding = judging.conflict_finding(wish.act, unit, wish.on, clash)
    if finding is None:
        text = clash.actual or "与已有记录冲突，请刷新后核对。"
        return Outcome(wish.act, errors={**way.errors, "__all__": [text]})
    heard = _past(wish, way, clash, finding)
    return replace(heard, findings=(finding, *heard.findings), errors=way.errors, stopped=True)


def _past(wish: Wish, way: _Way, clash: Conflict, finding: Finding) -> Outcome:
    """What all other clauses say, so that nobody mends one thing only to meet the next."""
    if way.passage.past:  # the second clash of this draft
        return Outcome(wish.act)
    heard = _attempt(replace(wish, rehearse=True), past=clash.constraint)
    others = tuple(each for each in heard.findings if each.rule_id != finding.rule_id)
    return Outcome(wish.act, findings=others, facts=heard.facts)


def _unexplained(wish: Wish, way: _Way, failure: IntegrityError) -> Conflict:
    """A half-typed draft may not fit the table yet; anything else is our mistake."""
    if wish.rehearse and way.errors is not None:
        return Conflict("", "填写完整后即可判定。")
    if isinstance(failure.__cause__, UniqueViolation):
        return Conflict("", f"已有相同的{wish.act.entity.label}，不能重复登记：请核对。")
    raise failure
