"""The page of an act: its form in groups, findings while one types, one button.

What a person sees beside a field before she submits is what the gate would say: the check is the
same passage, undone at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Model
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanbiao.gate import authority, demands, onward, registry, rights
from guanbiao.gate.describe import Act
from guanbiao.gate.forms import ActForm
from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.kit import answers, attaching, drafts
from guanbiao.kit.fields import Named, Someone
from guanbiao.people.actor import Actor

OFFERED = 500
"""Names offered under a field; who is not among them can still be typed."""


def attempt(
    request: HttpRequest, act: str, subject: Model | None = None, **fixed: Any
) -> Outcome | None:
    """Do the act a form was posted for; none on GET. ``fixed`` overrides what was posted."""
    if request.method != "POST":
        return None
    actor, draft = Actor.of_request(request), request.POST.copy()
    for name, value in fixed.items():
        draft[name] = value
    reasons = answers.reasons(request.POST)
    outcome = perform(act, actor, subject, draft, files=request.FILES, reasons=reasons)
    if outcome.ok:
        onward.tell(request, outcome, f"已办理“{outcome.act.label}”", actor)
    return outcome


def page(
    request: HttpRequest,
    act: str,
    subject: Model | None,
    back: Callable[[Outcome | None], str],
    *,
    initial: Mapping[str, Any] | None = None,
    hint: str = "",
    listed: Mapping[str, list[str]] | None = None,
    check: str = "",
) -> HttpResponse:
    """The whole page; after success it leads to ``back(outcome)``.

    Raises `Forbidden` before anything of a subject is shown that is not within the actor's scope.
    ``listed`` are suggestions by the id of a datalist, beside those of the fields' own rows;
    ``check`` is the address that judges while one types. A refused attempt answers 422 with all
    that was typed.
    """
    described, actor = registry.act(act), Actor.of_request(request)
    authority.require(actor, act, described.label, subject, described.entity, actor.today)
    outcome = attempt(request, act, subject)
    if outcome is not None and outcome.ok:
        drafts.drop(actor, described, subject, request.POST)
        if described.papers:
            sent = request.FILES.getlist(attaching.FIELD)
            attaching.attach(request, described.entity.name, outcome.subject.pk, sent)
        return redirect(back(outcome))
    fresh = request.method != "POST" and check and not initial
    begun = drafts.begun(request, actor, described, subject) if fresh else None
    values, posted = begun.values if begun else initial, request.POST or None
    form, automatic = form_of(described, actor, subject, posted, request.FILES or None, values)
    context = {
        "act": described, "hint": hint, "back": back(None), "subject": subject, "check": check,
        "begun": begun, "forget": drafts.FORGET, "number": (drafts.NUMBER, uuid4()),
        "module": registry.module_of(described.entity), **parts(form, outcome, request.POST),
        "listed": {**listed_of(form), **(listed or {})}, "automatic": automatic,
        "demands": demands.of(act, actor.unit, actor.today),
        "known": form.known(actor) if isinstance(form, ActForm) and subject is None else {},
    }  # fmt: skip
    return render(request, "kit/act.html", context, status=422 if outcome else 200)


def check(request: HttpRequest, act: str, subject: Model | None) -> HttpResponse:
    """Judge what has been typed so far and keep it as a draft; nothing is done."""
    described, actor = registry.act(act), Actor.of_request(request)
    authority.require(actor, act, described.label, subject, described.entity, actor.today)
    if drafts.FORGET in request.POST:
        drafts.drop(actor, described, subject, request.POST)
        return redirect(request.path.removesuffix("check/") + ("new/" if subject is None else ""))
    drafts.keep(actor, described, subject, request.POST)
    outcome = perform(act, actor, subject, request.POST, rehearse=True)
    context = parts(described.form(data=request.POST), outcome, request.POST)
    context["beside"] = begun(context["beside"], request.POST)
    context["rest"] = [view for view in context["rest"] if not view.missing]
    return render(request, "kit/checked.html", {"act": described, **context})


def begun(beside: Mapping[str, list[Any]], posted: Mapping[str, str]) -> dict[str, list[Any]]:
    """While typing, a field that nobody has touched yet is not scolded; the aside lists it."""
    return {
        name: views
        for name, views in beside.items()
        if not name or posted.get(name, "").strip() or any(not v.missing for v in views)
    }


@dataclass(frozen=True)
class Group:
    """Fields under one heading; findings on any of them stand beside it."""

    heading: str
    fields: list[BoundField]

    @property
    def names(self) -> list[str]:
        """The names of the fields."""
        return [field.name for field in self.fields]


def groups(form: forms.Form) -> list[Group]:
    """The form in the order and under the headings it asks for; what it does not name, last."""
    said = getattr(form, "groups", ())
    found = [
        Group(heading, [form[n] for n in names if n in form.fields]) for heading, names in said
    ]
    named = {name for _, names in said for name in names}
    rest = [form[name] for name in form.fields if name not in named]
    return [*found, Group("", rest)] if rest else found


def parts(form: forms.Form, outcome: Outcome | None, posted: Mapping[str, str]) -> dict[str, Any]:
    """What the templates of a form need, on the first answer and on every check."""
    told = answers.told(outcome)
    views = told["findings"]
    made = groups(form)
    known = {name for group in made for name in group.names}
    return {
        **told, "form": form, "groups": made,
        "rest": [view for view in views if view.field not in known],
        "stops": [view for view in views if view.stops],
        "wants": [view for view in views if view.asks_reason],
        "facts": outcome.facts if outcome else {},
        "reasons": answers.reasons(posted), "reason_prefix": answers.REASON,
    }  # fmt: skip


def form_of(
    act: Act, actor: Actor, subject: Model | None, data: Mapping[str, Any] | None,
    files: Any = None, initial: Mapping[str, Any] | None = None,
) -> tuple[forms.Form, set[str]]:  # fmt: skip
    """The form, and which fields of a fresh one hold what the record itself filled in."""
    kind, automatic = act.form, set[str]()
    names = set(kind.base_fields) - getattr(kind, "secrets", set())
    held = {name: getattr(subject, name, None) for name in names} if subject else {}
    known = {n: v for n, v in held.items() if v is not None and not callable(v)}
    form = kind(data=data, files=files, initial={**known, **(initial or {})})
    if isinstance(form, ActForm):
        form.bind(actor, subject, actor.today)
        if not form.is_bound:
            filled = form.prefill(actor, subject, actor.today)
            form.initial = {**filled, **form.initial}
            automatic = {name for name in filled if form.initial.get(name) == filled[name]}
    rights.dress(form, rights.fields(actor, act, subject, actor.today))
    return form, automatic


def listed_of(form: forms.Form) -> dict[str, list[str]]:
    """Names to choose from while one types, for fields that take a row by its name."""
    found: dict[str, list[str]] = {}
    for field in form.fields.values():
        if isinstance(field, Named):
            asked = isinstance(field, Someone)
            rows = () if asked else field.queryset.values_list(field.name, flat=True)[:OFFERED]
            found[field.widget.attrs["list"]] = [str(name) for name in rows]
    return found
