"""A clause in use: its transactions, its numbers by month, what its last change brought about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from statistics import median
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from guanbiao.audit import usage
from guanbiao.gate import recomputing, registry
from guanbiao.gate.models import Case, CaseState, Receipt, Waiver
from guanbiao.gate.perform import perform
from guanbiao.kit import answers, shown
from guanbiao.library import in_force
from guanbiao.library.in_force import Published
from guanbiao.library.pack import Clause
from guanbiao.modules.evaluation import effects, queries
from guanbiao.modules.evaluation.effects import Effect
from guanbiao.modules.evaluation.queries import Counted
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit

YEAR = dt.timedelta(days=365)
PROPOSE = "evaluation.proposal.raise"


def _clause(key: int, number: str) -> tuple[Published, Clause]:
    found = in_force.clause(key, number)
    if found is None:
        raise Http404
    return found


def clause(request: HttpRequest, key: int, number: str) -> HttpResponse:
    """How often a clause spoke and how, month by month, and what its last change brought about."""
    edition, found = _clause(key, number)
    actor = Actor.of_request(request)
    usage.up_to_date(usage.STALE)
    units = queries.units_seen(actor)
    months = queries.by_month(usage.Wanted(edition.head.number, number, units))
    whole = Counted()
    for each in months.values():
        for verdict, n in each.verdicts.items():
            whole.verdicts[verdict] = whole.verdicts.get(verdict, 0) + n
        whole.refused += each.refused
    change = f"{edition.from_day:%Y-%m}"
    context = {
        "edition": edition, "clause": found, "words": shown.marked(found.words),
        "months": months, "whole": whole, "change": change,
        "effects": _effects(edition, number, units, months, change),
        "handling": _handling(edition, number, units),
        "acts": [registry.act_label(act) for act in queries.acts_of(edition, number)],
        "waivers": _waivers(edition, number, units),
    }  # fmt: skip
    return render(request, "evaluation/clause.html", context)


def _waivers(edition: Published, number: str, units: list[int] | None) -> int:
    found = Waiver.objects.filter(standard=edition.head.number, clause=number)
    return (found if units is None else found.filter(unit_id__in=units)).count()


def _effects(
    edition: Published, number: str, units: list[int] | None, months: Mapping[str, Counted],
    change: str,
) -> list[tuple[str, str, Effect]]:  # fmt: skip
    """What, its unit, and the effect; rates always, means where the clause states a value.

    Hours of handling where its acts have cases.
    """
    rates = {month: each.rate for month, each in months.items() if each.rate is not None}
    found = [("不符合率", "百分点", effects.interrupted(rates, change))]
    means = {month: each.mean for month, each in months.items() if each.mean is not None}
    if means:
        found.append(("实际值均值", _unit(edition, number), effects.interrupted(means, change)))
    spent = _spent(_done(edition, number, units))
    if spent:
        found.append(("办理用时（逐月中位数）", "小时", effects.interrupted(spent, change)))
    control = _control(edition, number, units)
    if control is not None:
        treated, other = control
        found.append(("不符合率（与未施行单位比较）", "百分点",
                      effects.differences(treated, other, change)))  # fmt: skip
    return found


def _unit(edition: Published, number: str) -> str:
    return next((rule.unit for rule in edition.pack.rules if rule.clause == number), "")


def _control(
    edition: Published, number: str, units: list[int] | None
) -> tuple[dict[str, float], dict[str, float]] | None:
    """Rates of the units the edition binds and of the others; none unless it is a pilot."""
    if not edition.units:
        return None
    paths = Unit.objects.filter(uscc__in=edition.units).values_list("path", flat=True)
    below = (Unit.objects.filter(path__startswith=path) for path in paths)
    bound = {unit.pk for rows in below for unit in rows.only("pk")}
    seen = set(units if units is not None else Unit.objects.values_list("pk", flat=True))
    return _rates(edition, number, seen & bound), _rates(edition, number, seen - bound)


def _rates(edition: Published, number: str, units: set[int]) -> dict[str, float]:
    months = queries.by_month(usage.Wanted(edition.head.number, number, sorted(units)))
    return {month: each.rate for month, each in months.items() if each.rate is not None}


def _handling(edition: Published, number: str, units: list[int] | None) -> Any:
    """Median hours of the cases of its acts, in the year before the edition and after it."""
    cases = _done(edition, number, units)
    start = edition.from_day
    before = cases.filter(closed_at__date__lt=start, closed_at__date__gte=start - YEAR)
    return _hours(before), _hours(cases.filter(closed_at__date__gte=start))


def _done(edition: Published, number: str, units: list[int] | None) -> Any:
    """The cases of a clause's acts that ended well."""
    acts = queries.acts_of(edition, number)
    cases = Case.objects.filter(act__in=acts, state=CaseState.DONE, closed_at__isnull=False)
    return cases if units is None else cases.filter(unit_id__in=units)


def _spent(cases: Any) -> dict[str, float]:
    """Month of the end → median hours from asking to the end, whole months only."""
    this_month = f"{timezone.localdate():%Y-%m}"
    found: dict[str, list[float]] = {}
    for opened, closed in cases.values_list("opened_at", "closed_at"):
        month = f"{timezone.localtime(closed):%Y-%m}"
        found.setdefault(month, []).append((closed - opened).total_seconds() / 3600)
    return {month: median(hours) for month, hours in sorted(found.items()) if month != this_month}


def _hours(cases: Any) -> tuple[int, float | None]:
    spent = [(closed - opened).total_seconds() / 3600
             for opened, closed in cases.values_list("opened_at", "closed_at")]  # fmt: skip
    return len(spent), median(spent) if spent else None


def records(request: HttpRequest, key: int, number: str) -> HttpResponse:
    """Every transaction in which the clause spoke, within one's scope."""
    edition, found = _clause(key, number)
    actor = Actor.of_request(request)
    refused = request.GET.get("kind") == "refused"
    text = request.GET.get("page", "1")
    page = max(1, min(int(text), 100_000)) if text.isdecimal() else 1
    units = queries.units_seen(actor)
    context = {
        "edition": edition, "clause": found, "refused": refused,
        "slice": queries.masked(
            queries.transactions(edition, number, units, page, refused=refused), edition, actor
        ),
        "acts": [registry.act_label(act) for act in queries.acts_of(edition, number)],
        "told": lambda raw: shown.kept_findings([raw], [edition])[0],
    }  # fmt: skip
    return render(request, "evaluation/records.html", context)


def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """A receipt of a unit one evaluates, with its clauses, judged again."""
    actor = Actor.of_request(request)
    units = queries.units_seen(actor)
    found = Receipt.objects.filter(number=number).first()
    if found is None or (units is not None and found.unit_id not in units):
        raise Http404
    context = {"slip": shown.slip(found, actor), "r": found, "again": recomputing.recompute(found)}
    return render(request, "desk/receipt.html", context)


def standard(request: HttpRequest, key: int) -> HttpResponse:
    """All judged clauses of an edition: use, stops, warnings, exceptions, rates."""
    edition = in_force.edition_with(key)
    if edition is None:
        raise Http404
    actor = Actor.of_request(request)
    usage.up_to_date(usage.STALE)
    counted = queries.by_clause(usage.Wanted(edition.head.number, "", queries.units_seen(actor)))
    numbers = dict.fromkeys(rule.clause for rule in edition.pack.rules if rule.judged)
    lines = [(edition.pack.clause(each), counted.get((edition.head.number, each), Counted()))
             for each in numbers]  # fmt: skip
    context = {"edition": edition, "lines": lines,
               "unused": sum(not each.judged for _, each in lines)}  # fmt: skip
    return render(request, "evaluation/standard.html", context)


def overview(request: HttpRequest) -> HttpResponse:
    """Standards in force with their use, and the clauses that are excepted most."""
    actor = Actor.of_request(request)
    usage.up_to_date(usage.STALE)
    counted = queries.by_clause(usage.Wanted(unit_ids=queries.units_seen(actor)))
    lines = []
    for each in in_force.standards_in_force(actor.unit, actor.today):
        own = [told for (number, _), told in counted.items() if number == each.head.number]
        lines.append((each, sum(one.judged for one in own), sum(one.loud for one in own)))
    context = {
        "lines": lines,
        "excepted": queries.most_excepted(actor, actor.today - YEAR, counted),
        "may_propose": answers.may(actor, PROPOSE),
    }
    return render(request, "evaluation/overview.html", context)


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """One press: the exceptions of a clause become a proposal to revise it."""
    actor = Actor.of_request(request)
    standard_, number = request.POST.get("standard", "")[:100], request.POST.get("clause", "")[:50]
    since = actor.today - YEAR
    found = [each for each in queries.most_excepted(actor, since, {})
             if (each.standard, each.clause) == (standard_, number)]  # fmt: skip
    if not found:
        raise Http404
    (one,) = found
    draft = {
        "standard": standard_, "clause": number, "source": "例外集中",
        "words": f"研究修订 {standard_} {number}（{one.title}），使例外情形有章可循",
        "evidence": f"{since} 以来批准例外 {one.count} 项，涉及 {one.units} 个单位",
    }  # fmt: skip
    outcome = perform(PROPOSE, actor, draft=draft)
    if not outcome.ok:
        messages.error(request, "；".join(answers.errors(outcome)) or "没有办成，请核对条款。")
        return redirect("evaluation.overview")
    messages.success(request, f"已提出修订建议 {outcome.subject.number}。")
    return redirect("evaluation.proposal", outcome.subject.pk)
