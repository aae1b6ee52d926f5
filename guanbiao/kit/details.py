"""The page of a row: what it is, where it stands, what was done, what may be done now."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db.models import Model, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from guanbiao.gate import authority, deadlines, papers, registry, sight, standing
from guanbiao.gate.cases import case_of, open_tasks
from guanbiao.gate.describe import Act, Entity, Table
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.models import Case, CaseEvent, Receipt, TaskState
from guanbiao.kit import acting, answers, cells, columns, hiding, lists, names, shown
from guanbiao.kit.cells import PLAIN
from guanbiao.kit.columns import Shown
from guanbiao.kit.faces import faces
from guanbiao.kit.narrowing import Narrowed, visible
from guanbiao.people.actor import Actor

FEW = 20


@dataclass(frozen=True)
class Section:
    """A heading with labels and values."""

    heading: str
    cells: list[tuple[Shown, Any]]


@dataclass(frozen=True)
class RelatedRows:
    """Rows of another table about this one."""

    label: str
    columns: list[Shown]
    lines: list[cells.Line]
    more: str


@dataclass(frozen=True)
class Offer:
    """An act that may be done now: pressed at once, or led to by its own page."""

    act: Act
    href: str
    at_once: bool


@dataclass(frozen=True)
class Change:
    """What an act changed of the row: label, before, after."""

    label: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Entry:
    """One receipt in the history of a row."""

    receipt: Receipt
    act: str
    who: str
    changes: list[Change]


def seen(table: Table, actor: Actor, key: int) -> Any:
    """A row within one's scope, or one whose case came by one; otherwise it does not exist."""
    entity = table.entity
    rows = entity.model._default_manager.select_related(*_relations(table))
    rows = table.also(rows) if table.also else rows
    within = authority.visible(actor, f"{entity.name}.view", actor.today)
    found = rows.filter(within, pk=key).first()
    if found is None and sight.record(actor, entity.name, key, actor.today) is None:
        raise Http404
    return found or rows.get(pk=key)


@lru_cache(maxsize=500)
def _relations(table: Table) -> list[str]:
    """What the page names of other tables, and whose the row is: read with it."""
    entity = table.entity
    paths = chain(table.columns, *(paths for _, paths in table.sections))
    wanted = columns.joined(entity.model, columns.all_shown(entity.model, paths))
    return [*wanted, *owners(entity)]


def owners(entity: Entity) -> list[str]:
    """The relations by which rights ask whose a row is."""
    return [each for each in (entity.unit_link, entity.person) if each]


def page(request: HttpRequest, table: Table, key: int) -> HttpResponse:
    """The page of a row."""
    actor = Actor.of_request(request)
    return render(request, "kit/detail.html", shown_of(table, actor, seen(table, actor, key)))


def act(request: HttpRequest, table: Table, key: int, verb: str) -> HttpResponse:
    """An act on a row: done at once when it needs nothing more, else its form."""
    actor = Actor.of_request(request)
    found = seen(table, actor, key)
    described = _described(table, verb)
    here = _whence(request, table, key)
    if described.form is not NoDraft:
        check = f"{names.of(table).act(key, described)}check/"
        return acting.page(request, described.name, found, lambda _: here, check=check)
    if request.method != "POST":
        return redirect(here)
    outcome = acting.attempt(request, described.name, found)
    if outcome is not None and outcome.ok:
        return redirect(here)
    found.refresh_from_db()
    context = shown_of(table, actor, found) | answers.told(outcome) | {"tried": described}
    return render(request, "kit/detail.html", context, status=422)


def _whence(request: HttpRequest, table: Table, key: int) -> str:
    """Where an act leads back to: the face it was chosen on (``?from=board``), else the row."""
    face, at = request.GET.get("from", ""), names.of(table)
    if face not in dict(faces(table)):
        return at.detail(key)
    return f"{at.to(face)}?{Narrowed.of(table, request.GET).query()}"


def menu(request: HttpRequest, table: Table, key: int) -> HttpResponse:
    """What may be done with a card as it stands, read when its menu is opened."""
    actor = Actor.of_request(request)
    row, at = seen(table, actor, key), names.of(table)
    context = {
        "offers": offers(table, actor, row), "named": columns.title_of(table.entity, row),
        "query": Narrowed.of(table, request.GET).query(**{"from": "board"}),
        "href": at.detail(key),
    }  # fmt: skip
    return render(request, "kit/menu.html", context)


def check(request: HttpRequest, table: Table, key: int, verb: str) -> HttpResponse:
    """Judge the form of an act on a row while it is being filled in."""
    found = seen(table, Actor.of_request(request), key)
    if request.method != "POST":
        return redirect(names.of(table).detail(key))
    return acting.check(request, _described(table, verb).name, found)


def _described(table: Table, verb: str) -> Act:
    for each in registry.acts_on(table.entity):
        if names.verb(each) == verb:
            return each
    raise Http404


def shown_of(table: Table, actor: Actor, row: Any) -> dict[str, Any]:
    """What the page of a row shows; a page by hand adds its own and extends the template."""
    entity = table.entity
    done = history(entity, row, table.hidden)
    stamped = _stamped(row, done)
    return {
        "table": table, "row": row, "title": columns.title_of(entity, row),
        "names": names.of(table), "module": registry.module_of(entity),
        "state": standing.label(entity, row),
        "sections": sections(table, row),
        "related": related(table, actor, row), "again": _again(table, actor, row),
        "offers": offers(table, actor, row),
        **_standing(case_of(row, entity.name) if registry.may_be_a_case(entity) else None, actor),
        "slip": shown.slip(stamped, actor) if stamped else None,
        "history": done,
        "papers": papers.of(entity.name, row.pk), "tried": None, **answers.told(None),
    }  # fmt: skip


def _again(table: Table, actor: Actor, row: Model) -> str:
    """Where the like of an application is asked for once more; empty for whoever may not."""
    enter = lists.entering(table)
    if enter is None or not enter.starts_case or not answers.may(actor, enter.name):
        return ""
    return f"{names.of(table).to('new')}?like={row.pk}"


def sections(table: Table, row: Model) -> list[Section]:
    """The headings of the page that have something under them; one of them always stands."""
    said = table.sections or ((f"{table.entity.label}信息", table.columns),)
    model, state = table.entity.model, table.entity.state
    found = [
        Section(heading, [(c, c.value(row)) for c in columns.all_shown(model, paths, state)])
        for heading, paths in said
    ]
    return found[:1] + [
        each for each in found[1:] if any(v not in (None, "") for _, v in each.cells)
    ]


def offers(table: Table, actor: Actor, row: Any) -> list[Offer]:
    """What this person may do with the row as it stands."""
    return [
        Offer(each, names.of(table).act(row.pk, each), each.form is NoDraft)
        for each in lists.offered(table, actor, row)
    ]


def related(table: Table, actor: Actor, row: Model) -> list[RelatedRows]:
    """Rows of other tables about this one, within the visitor's scope, the latest first."""
    found = []
    for each in table.related:
        other = next(t for t in registry.tables() if t.entity.name == each.entity)
        other = hiding.seen(other, actor)
        made = columns.all_shown(other.entity.model, other.columns, other.entity.state)[:6]
        rows = visible(other, actor, actor.today).filter(**{each.path: row})
        rows = rows.select_related(*columns.joined(other.entity.model, made)).order_by(*other.order)
        lines = lists.read(other, made, rows[:FEW])
        whole = f"{names.of(other).list()}?of={each.path}.{row.pk}"
        found.append(RelatedRows(each.label, made, lines, whole))
    return found


def _standing(case: Case | None, actor: Actor) -> dict[str, Any]:
    """How far the case of a row is, what was done on the way, which tasks wait for this person."""
    tasks = list(case.tasks.select_related("assignee", "done_by").order_by("pk")) if case else []
    opened = next((task for task in tasks if task.state == TaskState.OPEN), None)
    told = case.events.filter(quiet=False).order_by("-number") if case else CaseEvent.objects.none()
    return {
        "case": case, "steps": shown.steps(case, tasks) if case else [], "opened": opened,
        "lamp": deadlines.light(opened.due_at) if opened else None,
        "trace": told.select_related("actor", "on_behalf", "to_person"),
        "mine": list(case.tasks.filter(open_tasks(actor, actor.today))) if case and opened else [],
    }  # fmt: skip


def history(entity: Entity, row: Model, hidden: frozenset[str] = frozenset()) -> list[Entry]:
    """What was done with a row, the latest first, with what each act changed of what is seen."""
    own = Q(entity=entity.name, key=str(row.pk))
    rows = Receipt.objects.filter(own).order_by("-at")[:FEW]
    return [_entry(entity, receipt, hidden) for receipt in rows]


def _stamped(row: Any, done: list[Entry]) -> Receipt | None:
    """The receipt a row bears: as a rule the latest of its history."""
    here = (each.receipt for each in done if each.receipt.pk == row.receipt_id)
    return next(here, None) or Receipt.objects.filter(pk=row.receipt_id).first()


def _entry(entity: Entity, receipt: Receipt, hidden: frozenset[str]) -> Entry:
    content = json.loads(receipt.content)
    changes = _changes(entity.model, content.get("before"), content.get("after") or {}, hidden)
    try:
        label = registry.act(receipt.act).label
    except registry.UnknownName:
        label = receipt.act
    return Entry(receipt, label, content["actor"]["name"], changes)


def _changes(
    model: type[Model],
    before: dict[str, Any] | None,
    after: dict[str, Any],
    hidden: frozenset[str],
) -> list[Change]:
    if before is None:
        return []
    fields: Iterable[Any] = model._meta.concrete_fields
    return [
        Change(
            str(each.verbose_name),
            _said(each, before.get(each.attname)),
            _said(each, after.get(each.attname)),
        )
        for each in fields
        if not each.primary_key
        and each.name not in hidden
        and before.get(each.attname) != after.get(each.attname)
    ]


def _said(field: Any, value: Any) -> Any:
    """A stored value as people read it."""
    if value is None or value == "":
        return None
    if field.is_relation:
        return columns.named(field.related_model._default_manager.filter(pk=value).first())
    if field.choices:
        return dict(field.flatchoices).get(value, value)
    said = PLAIN.get(columns.kind_of(field))
    return said(field.to_python(value)) if said else value


def behind(entity: Entity, key: Any) -> str:
    """The page of a row behind a number; of an entity made for numbers only a case has one."""
    found = entity.address(str(key))
    return reverse("cases.case", args=[key]) if not found and entity.model is Case else found
