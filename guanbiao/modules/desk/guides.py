"""How a service is done, read from what is in force today: nobody writes a guide by hand.

Who may, what must be filled in and what fills itself, which stages with which limits, which
clauses judge it and on what basis – all of it changes with the standard, on the same day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Avg, Count, Q
from markupsafe import Markup

from guanbiao.gate import demands, registry
from guanbiao.gate.describe import Act
from guanbiao.gate.forms import ActForm, FilesField
from guanbiao.gate.models import Case, CaseEvent, CaseState
from guanbiao.kit import shown
from guanbiao.library import in_force
from guanbiao.library.in_force import Published
from guanbiao.modules.desk import promises
from guanbiao.people.actor import Actor
from rulebook.flow.road import tasks

YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class Material:
    """Something to be filled in: whether it must be, whether the record fills it by itself.

    ``demand`` names the clauses that demand what the form itself takes empty.
    """

    label: str
    required: bool
    automatic: bool
    demand: str = ""


@dataclass(frozen=True)
class Line:
    """A clause that judges the service."""

    number: str
    words: Markup
    standard: str
    href: str


@dataclass(frozen=True)
class Guide:
    """All of it, for the page; ``once`` is the share (%) done in one go, none without cases.

    ``rating`` is the mean (1 to 5) of the last year's ``rated`` cases, none where nobody rated.
    """

    who: list[str]
    materials: list[Material]
    papers: list[tuple[str, bool]]
    steps: list[tuple[str, str]]
    clauses: list[Line]
    basis: list[Published]
    filled: int
    once: float | None
    cases: int
    rating: float | None
    rated: int
    phone: str


def guide(actor: Actor, name: str, on: dt.date) -> Guide:
    """The guide of an act for this person's unit on a day."""
    act, unit = registry.act(name), actor.unit
    rules = in_force.in_force(name, unit, on, registry.scope_of(name))
    numbers = {ref.standard for ref in rules.editions}
    materials = _materials(act, actor, on)
    cases, once = _once(name)
    rating, rated = _rating(name)
    return Guide(
        who=sorted({g.role for g in in_force.grants_in_force(unit, on) if g.covers(name)}),
        materials=materials,
        papers=_papers(act),
        steps=_steps(name, unit, on),
        clauses=_clauses(name, unit, on),
        basis=[e for e in in_force.standards_in_force(unit, on) if e.head.number in numbers],
        filled=round(100 * sum(m.automatic for m in materials) / len(materials)),
        once=once,
        cases=cases,
        rating=rating,
        rated=rated,
        phone=contact(name),
    )  # fmt: skip


def contact(act: str) -> str:
    """Whom to ask about an act: whoever is named for it, for its business, or for all."""
    known: dict[str, str] = settings.CONTACTS
    return known.get(act) or known.get(act.partition(".")[0]) or str(settings.CONTACT)


def _papers(act: Act) -> list[tuple[str, bool]]:
    """Files that go with it, and whether it cannot be done without."""
    files = (f for f in act.form.base_fields.values() if isinstance(f, FilesField))
    found = [(str(field.label), field.required) for field in files]
    return [*found, ("公函、通知等附件", False)] if act.papers else found


def _materials(act: Act, actor: Actor, on: dt.date) -> list[Material]:
    form = act.form()
    known: dict[str, str] = {}
    filled: dict[str, Any] = {}
    if isinstance(form, ActForm):
        form.bind(actor, None, on)
        known, filled = form.known(actor), form.prefill(actor, None, on)
    demanded = demands.of(act.name, actor.unit, on)
    own = [Material(label, required=True, automatic=True) for label in known]
    return own + [
        Material(str(field.label), field.required, filled.get(name) not in (None, ""),
                 str(demanded.get(name, "")))
        for name, field in form.fields.items()
        if not isinstance(field, FilesField)
    ]  # fmt: skip


def _steps(name: str, unit: Any, on: dt.date) -> list[tuple[str, str]]:
    bound = in_force.process_for(name, unit, on)
    stages = tasks(bound.process) if bound else ()
    found = [("填写并提交", "即时判定")]
    found += [(task.label, promises.limit(task.minutes)) for task in stages]
    for service in registry.module_of(registry.act(name).entity).services:
        if service.act == name and (promised := promises.promise(service, unit, on)):
            found.append(promised)
    return found


def _clauses(name: str, unit: Any, on: dt.date) -> list[Line]:
    found, seen = [], set()
    for each in in_force.standards_in_force(unit, on):
        for rule in each.pack.rules:
            mark = (each.id, rule.clause)
            if rule.act == name and mark not in seen:
                seen.add(mark)
                href = shown.clause_href(rule.standard, rule.edition, rule.clause)
                found.append(Line(rule.clause, shown.marked(rule.words), each.head.title, href))
    return found


def _once(name: str) -> tuple[int, float | None]:
    """Cases of the last year that ended well, and the share that never went back (%)."""
    since = dt.datetime.now(dt.UTC) - YEAR
    done = Case.objects.filter(act=name, state=CaseState.DONE, closed_at__gte=since)
    number = done.count()
    back = CaseEvent.objects.filter(Q(verb="退回"), case__in=done).values("case").distinct().count()
    return number, round(100 * (number - back) / number, 1) if number else None


def _rating(name: str) -> tuple[float | None, int]:
    """The mean of what applicants gave in the last year, and how many did."""
    since = dt.datetime.now(dt.UTC) - YEAR
    rated = Case.objects.filter(act=name, rated_at__gte=since)
    found = rated.aggregate(mean=Avg("rating"), number=Count("rating"))
    return (round(found["mean"], 1) if found["number"] else None), found["number"]
