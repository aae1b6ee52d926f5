"""Why something was stopped, and the ways out: as the live form shows them, computed anew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.choices import flatten_choices

from guanbiao.gate import authority, registry, sight
from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import ActForm
from guanbiao.gate.models import Refusal
from guanbiao.gate.passage import Forbidden, NotFound, Outcome
from guanbiao.gate.perform import perform
from guanbiao.kit import drafts, shown
from guanbiao.kit.shown import FindingView
from guanbiao.library import in_force
from guanbiao.modules.desk import guides, queries
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit

PER_PAGE = 20
ASKS = "evaluation.exception"
REVISES, SAYS = ("evaluation.proposal", "raise"), ("voices.voice", "say")
"""Who may propose revisions does; everybody else says to the bureau what is wrong with a clause."""


@dataclass(frozen=True)
class Way:
    """Another page that may help: what it is called there."""

    label: str
    href: str


def refusals(request: HttpRequest) -> HttpResponse:
    """What clauses stopped of one's own acts."""
    actor = Actor.of_request(request)
    here = Paginator(queries.refusals(actor), PER_PAGE).get_page(request.GET.get("page"))
    lines = [(each, registry.act_label(each.act), *_gist(actor, each)) for each in here.object_list]
    return render(request, "desk/refusals.html", {"page": here, "lines": lines})


def _known(name: str) -> Act | None:
    try:
        return registry.act(name)
    except registry.UnknownName:
        return None


def _gist(actor: Actor, found: Refusal) -> tuple[str, str]:
    """What it was about – the first words typed, else the record – and the first clause."""
    content = json.loads(found.content)
    about = drafts.hint(found.act, content.get("draft", {}))
    if not about and _key(found):
        about = str(sight.readable(actor, found.entity, found.key, actor.today) or "")
    stops = [view for view in _views(actor, found, content) if view.stops]
    return about, f"{stops[0].clause} {stops[0].title}" if stops else "与已有记录冲突"


def _key(found: Refusal) -> str:
    """The record it was about; empty where it was to be made, and was undone."""
    act = _known(found.act)
    return found.key if act and act.kind is not Kind.CREATE else ""


def _views(actor: Actor, found: Refusal, content: Mapping[str, Any]) -> list[FindingView]:
    unit = Unit.objects.get(pk=found.unit_id) if found.unit_id else actor.unit
    editions = in_force.standards_in_force(unit, found.day)
    return shown.kept_findings(content["findings"], editions)


def refusal(request: HttpRequest, key: int) -> HttpResponse:
    """Why an act was stopped: clauses, limits, actual values, what had been filled in, ways out."""
    actor = Actor.of_request(request)
    found = queries.refusals(actor).filter(pk=key).first()
    if found is None:
        raise Http404
    content, again = json.loads(found.content), _again(actor, found)
    views = _views(actor, found, content)
    draft = drafts.posted(content.get("draft", {}))
    today = _today(actor, found, draft) if again else None
    context = {
        "r": found, "label": registry.act_label(found.act), "again": again,
        "stops": [(v, _helping(actor, found, v)) for v in views if v.stops],
        "rest": [view for view in views if not view.stops],
        "facts": shown.facts_of(found, content.get("facts", {}), shown.hidden_of(found, actor)),
        "draft": _filled(actor, found, draft),
        "ways": {rule: [(way.label, _taking(again, way.changes)) for way in ways]
                 for rule, ways in today.alternatives.items()} if today else {},
        "free": today is not None and bool(today.findings) and today.ok,
        "phone": guides.contact(found.act),
    }  # fmt: skip
    return render(request, "desk/refusal.html", context)


def _today(actor: Actor, found: Refusal, draft: QueryDict) -> Outcome | None:
    """The same draft judged today and undone, as a live form does; none where it cannot be."""
    try:
        return perform(found.act, actor, _key(found) or None, draft, rehearse=True)
    except (Forbidden, NotFound):
        return None


def _taking(again: str, changes: Mapping[str, Any]) -> str:
    """The form filled again, with one field as the way out has it."""
    ((name, value),) = changes.items()
    return f"{again}&{urlencode({'take': name, 'value': value})}"


def _filled(actor: Actor, found: Refusal, draft: QueryDict) -> dict[str, Any]:
    """What had been typed, under the labels of the form and read by its fields."""
    act = _known(found.act)
    if act is None:
        return {}
    form = act.form(data=draft)
    if isinstance(form, ActForm):
        form.bind(actor, None, actor.today)
    typed = {name: field for name, field in form.fields.items() if draft.get(name)}
    return {str(f.label or name): _read(f, name, draft) for name, f in typed.items()}


def _read(field: forms.Field, name: str, draft: QueryDict) -> Any:
    """One value by its type, a choice by its words; what cannot be read, as it was typed."""
    raw = field.widget.value_from_datadict(draft, {}, name)
    try:
        value = field.clean(raw)
    except (forms.ValidationError, TypeError, AttributeError):  # no longer offered, a file, sealed
        return draft.getlist(name)
    offered: Any = getattr(field, "choices", None)
    if offered is None or isinstance(field, forms.ModelChoiceField):
        return value if isinstance(value, bool | int | float) or value else draft.getlist(name)
    flat: Any = flatten_choices(offered)
    words = {str(key): str(text) for key, text in flat}
    chosen = value if isinstance(value, list) else [value]
    return [words.get(str(each), each) for each in chosen]


def _again(actor: Actor, found: Refusal) -> str:
    """The form of the act with what was refused filled in; empty where there is none for her."""
    if _known(found.act) is None or not authority.able(actor, found.act, actor.today):
        return ""
    page = drafts.address(found.act, found.key)
    return f"{page}?refused={found.pk}" if page else ""


def _helping(actor: Actor, found: Refusal, view: FindingView) -> tuple[Way, ...]:
    """Beside a clause: ask for an exception to it, or say that it should be another."""
    standard, _, _ = view.rule_id.partition("#")
    rule = f"{standard}#{view.clause}@{found.act}"
    clause = f"{standard} {view.clause}"
    ways = [_way(actor, "申请例外", ASKS, "ask", rule=rule, key=_key(found))]
    revising = _way(actor, "提修订建议", *REVISES, standard=standard, clause=view.clause)
    ways.append(revising or _way(actor, "提修订建议", *SAYS, kind="建议", title=f"修订 {clause}"))
    return tuple(way for way in ways if way)


def _way(actor: Actor, label: str, entity: str, verb: str, **filled: str) -> Way | None:
    """A fresh form with something filled in; none where that business or her right is not there."""
    if not authority.able(actor, f"{entity}.{verb}", actor.today):
        return None
    try:
        return Way(label, f"{reverse(f'{entity}.new')}?{urlencode(filled)}")
    except NoReverseMatch:
        return None
