"""The audit in pages: what was found, by clause, unit and month, down to the record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from guanbiao.audit import results
from guanbiao.audit.models import AuditRun
from guanbiao.audit.titles import titled
from guanbiao.gate import authority, registry
from guanbiao.gate.jobs import enqueue
from guanbiao.gate.passage import Forbidden
from guanbiao.kit import shown
from guanbiao.modules.evaluation import queries
from guanbiao.modules.evaluation.jobs import AUDIT
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit

VIEW = "evaluation.audit.view"
RUN = "evaluation.audit.run"
PER_PAGE = 50
GROUPS = {"clause": "条款", "unit": "单位", "month": "月份"}


def runs(request: HttpRequest) -> HttpResponse:
    """The latest sweeps, and a form for another."""
    actor = Actor.of_request(request)
    context = {
        "runs": results.runs(),
        "may_run": authority.able(actor, RUN, actor.today),
        "entities": sorted(
            (each.entity for each in registry.fact_sets().values()), key=lambda each: each.label
        ),
        "first": actor.today.replace(month=1, day=1),
        "today": actor.today,
        "labels": {entity.name: entity.label for entity in registry.entities()},
    }
    return render(request, "evaluation/audits.html", context)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Have the ledgers judged again, in the background."""
    actor = Actor.of_request(request)
    if not authority.able(actor, RUN, actor.today):
        raise Forbidden("发起贯标审计需要相应权限，由审计员办理。")
    try:
        first = dt.date.fromisoformat(request.POST.get("from_day", ""))
        last = dt.date.fromisoformat(request.POST.get("to_day", ""))
    except ValueError:
        messages.error(request, "请选择起止日期。")
        return redirect("evaluation.audits")
    if first > last:
        messages.error(request, "截止不应早于起始。")
        return redirect("evaluation.audits")
    chosen = request.POST.get("entity", "")
    entities = [chosen] if chosen in registry.fact_sets() else None
    enqueue(
        AUDIT,
        entities=entities,
        from_day=first.isoformat(),
        to_day=last.isoformat(),
        by=actor.person_id,
    )
    messages.success(request, "已开始审计，完成后出现在下面的列表里。")
    return redirect("evaluation.audits")


def audit(request: HttpRequest, key: int) -> HttpResponse:
    """What a sweep found, by clause, unit or month, and the findings one by one."""
    actor = Actor.of_request(request)
    run = get_object_or_404(AuditRun, pk=key)
    units = queries.units_seen(actor, VIEW)
    by = request.GET.get("by", "clause")
    by = by if by in GROUPS else "clause"
    wanted = _wanted(request, units)
    page = Paginator(range(results.count(run, wanted)), PER_PAGE).get_page(request.GET.get("page"))
    found = results.findings(run, wanted, PER_PAGE, max(page.start_index() - 1, 0))
    context = {
        "run": run, "by": by, "groups": GROUPS, "wanted": wanted, "page": page,
        "labels": {entity.name: entity.label for entity in registry.entities()},
        "lines": _lines(run, by, units), "rows": _rows(found),
        "query": "".join(f"&{name}={request.GET[name]}" for name in
                         ("by", "standard", "clause", "verdict", "month", "unit")
                         if request.GET.get(name)),
    }  # fmt: skip
    return render(request, "evaluation/audit.html", context)


def _wanted(request: HttpRequest, units: list[int] | None) -> results.Wanted:
    """What was chosen, never beyond the units one may see."""
    chosen = request.GET.get("unit", "")
    if chosen.isdecimal():
        units = [int(chosen)] if units is None or int(chosen) in units else []
    return results.Wanted(
        standard=request.GET.get("standard") or None, clause=request.GET.get("clause") or None,
        verdict=request.GET.get("verdict") or None, month=request.GET.get("month") or None,
        unit_ids=units,
    )  # fmt: skip


def _lines(run: AuditRun, by: str, units: list[int] | None) -> list[dict[str, Any]]:
    """Counts of what is not quiet, by the group, the most first."""
    found: dict[Any, dict[str, Any]] = {}
    for row in results.summary(run):
        if units is not None and row["unit_id"] not in units:
            continue
        key = {"clause": (row["standard"], row["clause"]), "unit": row["unit_id"],
               "month": row["month"]}[by]  # fmt: skip
        line = found.setdefault(key, {"key": key, "words": row["words"], "judged": 0})
        line["judged"] += row["n"]
        line[row["verdict"]] = line.get(row["verdict"], 0) + row["n"]
    lines = [each for each in found.values() if any(each.get(v) for v in results.LOUD)]
    if by == "unit":
        names = dict(Unit.objects.filter(pk__in=found).values_list("pk", "short_name"))
        for line in lines:
            line["label"] = names.get(line["key"], str(line["key"]))
    order = (lambda line: line["key"]) if by == "month" else (
        lambda line: -sum(line.get(verdict, 0) for verdict in results.LOUD))  # fmt: skip
    return sorted(lines, key=order)


def _rows(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    units = Unit.objects.in_bulk({row["unit_id"] for row in found})
    named = titled([(row["entity"], row["key"]) for row in found])
    return [
        {**row, "title": title, "of": units.get(row["unit_id"]),
         "href": registry.entity(row["entity"]).address(row["key"]),
         "clause_href": shown.clause_href(row["standard"], row["edition"], row["clause"])}
        for row, (_, title) in zip(found, named, strict=True)
    ]  # fmt: skip
