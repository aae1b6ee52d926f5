"""Every act × everybody at the gate itself: without a grant that reaches the row it is refused."""

from __future__ import annotations

import contextlib
import itertools
from typing import Any

import pytest
from django.db import transaction

from guanbiao.gate import receipts, registry
from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import ActForm
from guanbiao.gate.passage import Forbidden, NotFound, Outcome
from guanbiao.gate.perform import perform
from guanbiao.people.actor import Actor
from tests.doors.drafts import looks_right, smuggled
from tests.doors.oracle import granted, holds, titles
from tests.doors.people import PEOPLE, TODAY
from tests.doors.town import SIDES, World
from tests.house.platform import acts, modules, named

ADMINISTRATORS = ("system", "security", "audit_admin")
SHARED = {
    "organisation.unit.view", "organisation.person.view", "security.account.view",
    "displays.display.view",
}  # fmt: skip
"""What each administrator reads to do her own work."""
CHANGING = {
    "receipt_id", "receipt", "number", "at", "ordered_at", "seen_at", "registered_at", "path",
    "phone_sealed", "identity_sealed", "secret_mark", "mark", "made_at", "withdrawn_at",
}  # fmt: skip
"""Columns the platform itself gives a new value each time."""


def subject(world: World, act: Act, side: str) -> Any:
    return None if act.kind is Kind.CREATE else world.row(act.entity.name, side)


def may(world: World, who: str, act: Act, side: str) -> bool:
    person = world.town.persons[who]
    row = subject(world, act, side)
    return holds(person, act.name) if row is None else granted(person, act.name, act.entity, row)


def tried(world: World, who: str, act: Act, row: Any, draft: dict[str, Any]) -> Outcome | None:
    """What came of it, taken back; none when refused."""
    with transaction.atomic():
        try:
            outcome = perform(act, world.town.actor(who), row, draft)
            if outcome.wanting:
                why = dict.fromkeys(outcome.wanting, "已按实际情况说明")
                outcome = perform(act, world.town.actor(who), row, draft, reasons=why)
        except (Forbidden, NotFound):
            outcome = None
        kept = receipts.snapshot(outcome.subject) if outcome and outcome.ok else None
        transaction.set_rollback(True)
    if row is not None:
        row.refresh_from_db()
    if outcome is not None and outcome.ok:
        outcome.subject.kept = kept
    return outcome


@pytest.mark.parametrize("who", PEOPLE)
def test_an_act_without_a_grant_is_refused_whatever_the_row(world: World, who: str) -> None:
    refused = 0
    for act, side in itertools.product(acts(), SIDES):
        if not may(world, who, act, side):
            with pytest.raises(Forbidden):
                perform(act, world.town.actor(who), subject(world, act, side), {})
            refused += 1
    assert refused > len(acts()) // 2


def test_a_feed_does_nothing_it_was_not_set_up_for(world: World) -> None:
    feed = Actor.feed("行程平台", unit=world.town.units["bureau"])
    for act, side in itertools.product(acts(), SIDES):
        with pytest.raises(Forbidden):
            perform(act, feed, subject(world, act, side), {})


def own_work(world: World, who: str) -> set[str]:
    """Acts and rights an administrator has by her post, not as one of everybody."""
    names = {act.name for act in acts()}.union(*(module.views for module in modules()))
    person = world.town.persons[who]
    return {
        name for name in names - SHARED
        if any(grant.role != "全体人员" for grant, _ in titles(person, name))
    }  # fmt: skip


@pytest.mark.parametrize(("one", "other"), list(itertools.permutations(ADMINISTRATORS, 2)))
def test_no_administrator_does_anothers_work(world: World, one: str, other: str) -> None:
    work = own_work(world, other)
    assert work and work.isdisjoint(own_work(world, one))
    for name in work & {act.name for act in acts()}:
        act = registry.act(name)
        for side in SIDES:
            row = subject(world, act, side)
            draft = looks_right(act, world.town.actor(other), row)
            with pytest.raises(Forbidden):
                perform(act, world.town.actor(one), row, draft)


def test_of_two_acts_that_fit_the_same_is_stored_whatever_else_is_sent(world: World) -> None:
    """Mass assignment: columns a form does not ask for stay as they are."""
    done = set()
    for act, who in itertools.product(acts(), PEOPLE):
        if act.name in done or not may(world, who, act, "own"):
            continue
        row = subject(world, act, "own")
        draft = looks_right(act, world.town.actor(who), row)
        plain = tried(world, who, act, row, draft)
        if plain is None or not plain.ok:
            continue
        more = smuggled(act, world.sides["foreign"])
        loaded = tried(world, who, act, row, {**draft, **more})
        assert loaded is not None and loaded.ok, act.name
        assert told(loaded) == told(plain), act.name
        done.add(act.name)
    assert len(done) > len(acts()) // 3, sorted({act.name for act in acts()} - done)


def told(outcome: Outcome) -> dict[str, Any]:
    """The row as stored, without what is new each time."""
    kept = outcome.subject.kept
    fresh = outcome.act.kind is Kind.CREATE
    return {name: value for name, value in kept.items()
            if name not in CHANGING and not (fresh and name == "id")}  # fmt: skip


@pytest.mark.parametrize("act", acts(), ids=named)
def test_a_checked_draft_holds_what_the_form_asks_for_and_nothing_else(
    world: World, act: Act
) -> None:
    extra = smuggled(act, world.sides["foreign"])
    actor = world.town.actor("officer")
    form = act.form(data={**looks_right(act, actor, None), **extra})
    if isinstance(form, ActForm):
        form.bind(actor, None, TODAY)
    form.is_valid()
    assert set(form.cleaned_data) <= set(form.fields)


HOSTILE = (
    "NaN", "1e400", "9" * 400, "-1", "2147483648", "9999-12-31", "2026-02-30", "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}", "../../etc/passwd", "a\r\nSet-Cookie: b=c", "\u202e\ufeff\ud7ff", "x" * 70_000,
)  # fmt: skip


@pytest.mark.parametrize("act", acts(), ids=named)
def test_nothing_typed_into_any_field_breaks_the_gate(world: World, act: Act) -> None:
    who = next((each for each in PEOPLE if may(world, each, act, "own")), None)
    if who is None:
        who = "officer"
    row = subject(world, act, "own")
    actor = world.town.actor(who)
    right = looks_right(act, actor, row)
    for nth, (words, name) in enumerate(itertools.product(HOSTILE, right or {"opinion": ""})):
        with transaction.atomic(), contextlib.suppress(Forbidden, NotFound):
            perform(act, actor, row, {**right, name: words}, rehearse=bool(nth % 2))
            transaction.set_rollback(True)
