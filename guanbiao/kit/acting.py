"""One page for an act whose form needs no drawing of its own: fields, findings, one button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanbiao.gate import authority, registry
from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.kit import answers
from guanbiao.people.actor import Actor


def attempt(
    request: HttpRequest, act: str, subject: Model | None = None, **fixed: Any
) -> Outcome | None:
    """Do the act a form was posted for; none on GET. ``fixed`` overrides what was posted."""
    if request.method != "POST":
        return None
    actor, draft = Actor.of_request(request), {**request.POST.dict(), **fixed}
    outcome = perform(act, actor, subject, draft, reasons=answers.reasons(request.POST))
    if outcome.ok:
        messages.success(request, f"已办理“{outcome.act.label}”，凭条 {outcome.receipt_number}。")
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
) -> HttpResponse:
    """The whole page; after success it leads to ``back(outcome)``.

    Raises `Forbidden` before anything of a subject is shown that is not within the actor's scope.
    ``listed`` are suggestions by the id of a datalist. A refused attempt answers 422 with all
    that was typed.
    """
    described, actor = registry.act(act), Actor.of_request(request)
    authority.require(actor, act, described.label, subject, described.entity, actor.today)
    outcome = attempt(request, act, subject)
    if outcome is not None and outcome.ok:
        return redirect(back(outcome))
    form = _form(request, act, subject, initial)
    context = {
        "act": described, "form": form, "hint": hint, "back": back(None),
        "subject": subject, "listed": listed or {}, **answers.told(outcome),
    }  # fmt: skip
    return render(request, "kit/act.html", context, status=422 if outcome else 200)


def _form(
    request: HttpRequest, act: str, subject: Model | None, initial: Mapping[str, Any] | None
) -> forms.Form:
    kind = registry.act(act).form
    names = set(kind.base_fields) - getattr(kind, "secrets", set())
    known = {name: getattr(subject, name, None) for name in names} if subject else {}
    return kind(data=request.POST or None, initial={**known, **(initial or {})})
