"""An act on rows chosen in a list: shown first, filled in once for all, each judged by itself.

What was not done stays chosen, with the reason, so that one can correct it and try again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from guanbiao.gate import authority, registry, standing
from guanbiao.gate.describe import Act, Table
from guanbiao.gate.forms import LARGEST
from guanbiao.gate.passage import Forbidden, Invalid, NotFound, Outcome
from guanbiao.gate.perform import perform
from guanbiao.kit import acting, answers, details, lists, names
from guanbiao.kit.cells import Line
from guanbiao.kit.narrowing import Narrowed
from guanbiao.people.actor import Actor

MOST = 500
COLUMNS = 4
"""By so many columns of the list a chosen row is known again."""
VERB, CHOSEN, FILLED = "verb", "chosen", "filled"
"""What is posted beside the form: which act, which rows, and that the form was filled in."""


def page(request: HttpRequest, table: Table) -> HttpResponse:
    """The form with the chosen rows – a question only, where nothing is filled in – or its end."""
    actor, posted = Actor.of_request(request), request.POST
    back = f"{names.of(table).list()}?{Narrowed.of(table, request.GET).query()}"
    offered = (act for act in lists.for_many(table) if names.verb(act) == posted.get(VERB))
    act = next(offered, None)
    if act is None:
        return redirect(back)
    authority.require(actor, act.name, act.label, None, act.entity, actor.today)
    rows = _rows(request, table, actor)
    sent = FILLED in posted
    form, automatic = acting.form_of(act, actor, None, posted if sent else None)
    fit = sent and form.is_valid()
    tried = {row.pk: _one(act, actor, row, posted) for row in rows if fit}
    done = {key for key, outcome in tried.items() if outcome.ok}
    _tell(request, act, len(rows), len(done))
    if len(done) == len(rows):
        return redirect(back)
    asked = {f.rule_id: f for each in tried.values() for f in each.findings if f.asks_reason}
    context = {
        "act": act, "back": back, "sent": sent, "form": form, "automatic": automatic,
        "groups": acting.groups(form), "listed": acting.listed_of(form),
        "outcome": tried, "findings": asked.values(),
        "left": _left(table, act, actor, [row for row in rows if row.pk not in done], tried),
        "module": registry.module_of(table.entity),
    }  # fmt: skip
    return render(request, "kit/many.html", context, status=422 if sent else 200)


def _rows(request: HttpRequest, table: Table, actor: Actor) -> list[Any]:
    """The chosen rows within the visitor's scope, so many as one sending may take."""
    keys = [int(key) for key in request.POST.getlist(CHOSEN) if key.isdecimal()]
    if len(keys) > MOST:
        words = f"一次最多办理 {MOST} 条，您选了 {len(keys)} 条，只取前 {MOST} 条；其余请分次办理。"
        messages.warning(request, words)
    taken = [key for key in keys[:MOST] if key <= LARGEST]
    rows = Narrowed().rows(table, actor, actor.today).filter(pk__in=taken)
    return list(rows.select_related(*details.owners(table.entity)))


def _one(act: Act, actor: Actor, row: Any, posted: QueryDict) -> Outcome:
    """What came of one row; what its reader may not do is told like any other reason."""
    draft = posted.copy()
    for name in (VERB, CHOSEN, FILLED):
        draft.pop(name, None)
    try:
        return perform(act, actor, row, draft, reasons=answers.reasons(posted))
    except (Forbidden, NotFound) as refusal:
        return Outcome(act, errors={"__all__": [str(refusal)]})


def _tell(request: HttpRequest, act: Act, chosen: int, done: int) -> None:
    if not chosen:
        messages.warning(request, f"没有选中记录。请先勾选，再点“{act.label}”。")
    if done:
        messages.success(request, f"已{act.label} {done} 条。")


def _left(
    table: Table, act: Act, actor: Actor, rows: list[Any], tried: Mapping[int, Outcome]
) -> list[tuple[Line, str, bool]]:
    """The rows that are not done, why, and whether each may be tried (again)."""
    found = []
    lines = lists.lines(table, Narrowed().columns(table)[:COLUMNS], rows)
    for row, line in zip(rows, lines, strict=True):
        barred = _barred(act, actor, row)
        why = answers.why_not(tried[row.pk]) if row.pk in tried else barred
        found.append((line, why, not barred))
    return found


def _barred(act: Act, actor: Actor, row: Any) -> str:
    """Why the act may not be done on a row whatever is filled in; empty where it may."""
    try:
        standing.require(act, row)
        authority.require(actor, act.name, act.label, row, act.entity, actor.today)
    except (Invalid, Forbidden) as stop:
        return str(stop)
    return ""
