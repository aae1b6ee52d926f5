"""Pages of supervision: the list, a new matter, a matter, and how fast cases are handled."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanbiao.gate import authority, deadlines, onward
from guanbiao.gate.days import month_of, morning
from guanbiao.gate.models import Receipt
from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.kit import answers, shown
from guanbiao.modules.oversight import queries
from guanbiao.modules.oversight.facts import MATTER
from guanbiao.modules.oversight.forms import ExtendForm, MatterForm, RemarkForm, ReportForm
from guanbiao.modules.oversight.models import RUNNING, Matter
from guanbiao.people.actor import Actor

REGISTER = "oversight.matter.register"
REPORT = "oversight.report.file"
VERBS = ("accept", "hand_in", "close", "send_back", "urge", "extend", "revoke")
PER_PAGE = 30


def matters(request: HttpRequest) -> HttpResponse:
    """The matters one may see, by tab."""
    actor = Actor.of_request(request)
    view, text = request.GET.get("view", "open"), request.GET.get("q", "").strip()[:30]
    rows = queries.chosen(queries.matters(actor, actor.today), view, text, actor.today)
    here = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": here,
        "rows": [(matter, lamp(matter, actor.today)) for matter in here.object_list],
        "views": {key: label for key, (label, _) in queries.VIEWS.items()},
        "view": view,
        "q": text,
        "may_register": answers.may(actor, REGISTER),
    }
    return render(request, "oversight/matters.html", context)


def lamp(matter: Matter, today: dt.date) -> deadlines.Light | None:
    """The deadline of a running matter as a light; days, for matters are not counted in hours."""
    if matter.due_on is None or matter.state not in RUNNING:
        return None
    days = (matter.due_on - today).days
    if days < 0:
        return deadlines.Light("block", f"超期 {-days} 天")
    return deadlines.Light("warn" if days <= 3 else "pass", f"剩 {days} 天" if days else "今日到期")


def register(request: HttpRequest) -> HttpResponse:
    """Write down a decision."""
    actor = Actor.of_request(request)
    outcome = None
    if request.method == "POST":
        reasons = answers.reasons(request.POST)
        outcome = perform(REGISTER, actor, draft=request.POST, reasons=reasons)
        if outcome.ok:
            onward.tell(request, outcome, "已立项", actor)
            return redirect("oversight.matter", outcome.subject.pk)
    form = MatterForm(data=request.POST or None)
    form.bind(actor, None, actor.today)
    context = {"form": form, **answers.told(outcome)}
    return render(request, "oversight/register.html", context, status=422 if outcome else 200)


def matter(request: HttpRequest, key: int) -> HttpResponse:
    """A matter: what is to be done, what was reported, what may be done now."""
    actor = Actor.of_request(request)
    context = _context(actor, _seen(actor, key), "", None)
    return render(request, "oversight/matter.html", context)


def _seen(actor: Actor, key: int) -> Matter:
    found = queries.matters(actor, actor.today).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def matter_act(request: HttpRequest, key: int, verb: str) -> HttpResponse:
    """One of the verbs on a matter, or a report on it."""
    actor = Actor.of_request(request)
    found = _seen(actor, key)
    if request.method != "POST" or verb not in (*VERBS, "report"):
        return redirect("oversight.matter", key)
    reasons = answers.reasons(request.POST)
    if verb == "report":
        draft = {**request.POST.dict(), "matter": found.pk}
        outcome = perform(REPORT, actor, draft=draft, reasons=reasons)
    else:
        name = f"oversight.matter.{verb}"
        outcome = perform(name, actor, found, request.POST, reasons=reasons)
    if outcome.ok:
        onward.tell(request, outcome, f"已{outcome.act.label}", actor)
        return redirect("oversight.matter", key)
    found.refresh_from_db()
    context = _context(actor, found, verb, outcome)
    return render(request, "oversight/matter.html", context, status=422)


def _context(actor: Actor, found: Matter, verb: str, outcome: Outcome | None) -> dict[str, Any]:
    receipts = Receipt.objects.filter(entity=MATTER.name, key=str(found.pk))
    stamped = Receipt.objects.filter(pk=found.receipt_id).first() if found.receipt_id else None
    return {
        "m": found,
        "verb": verb,
        "lamp": lamp(found, actor.today),
        "reports": found.reports.select_related("by").order_by("-on", "-pk"),
        "receipts": receipts.order_by("-at")[:20],
        "slip": shown.slip(stamped, actor) if stamped else None,
        "may": {verb: _may(actor, f"oversight.matter.{verb}", found) for verb in VERBS},
        "may_report": found.owner_id == actor.person_id,
        "forms": {"report": ReportForm(), "extend": ExtendForm(), "remark": RemarkForm()},
        **answers.told(outcome),
    }


def _may(actor: Actor, act: str, found: Matter) -> bool:
    return authority.may(actor, act, found, MATTER, actor.today)


def efficiency(request: HttpRequest) -> HttpResponse:
    """How fast cases are handled in a month, by stage, approver or unit."""
    actor = Actor.of_request(request)
    by = request.GET.get("by", "stage")
    by = by if by in queries.GROUPINGS else "stage"
    month, start, end = _month(request.GET.get("month", ""), actor.today)
    found = queries.steps(actor, start, end)
    context = {
        "lines": queries.lines(found, by),
        "whole": queries.whole(actor, start, end),
        "by": by,
        "groupings": queries.GROUPINGS,
        "month": month,
        "grouping": queries.GROUPINGS[by],
    }
    return render(request, "oversight/efficiency.html", context)


def efficiency_rows(request: HttpRequest) -> HttpResponse:
    """The handled steps behind one line."""
    actor = Actor.of_request(request)
    by, key = request.GET.get("by", ""), request.GET.get("key", "")
    if by not in queries.GROUPINGS or (by != "stage" and not key.isdigit()):
        raise Http404
    month, start, end = _month(request.GET.get("month", ""), actor.today)
    grouping = queries.GROUPINGS[by]
    rows = queries.steps(actor, start, end).filter(**{grouping.event: key})
    rows = rows.select_related("case__unit", "actor").order_by("-minutes", "-at")
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "by": by,
        "key": key,
        "month": month,
    }
    return render(request, "oversight/efficiency_rows.html", context)


def _month(text: str, today: dt.date) -> tuple[str, dt.datetime, dt.datetime]:
    """``2026-11`` and its first moments; the current month for anything else."""
    first = month_of(text, today)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    return f"{first:%Y-%m}", morning(first), morning(after)
