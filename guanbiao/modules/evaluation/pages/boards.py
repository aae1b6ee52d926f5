"""Boards: how evenly units are provided for, and four indicators of how standards work."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from guanbiao.audit import measuring
from guanbiao.audit.models import AuditRun, RunState
from guanbiao.gate import authority
from guanbiao.library import in_force
from guanbiao.modules.evaluation import queries
from guanbiao.modules.evaluation.models import Answer, Proposal, ProposalState, SampleItem, Saving
from guanbiao.modules.vehicles import public as vehicles
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person, Unit
from rulebook.rules import Verdict

YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class Provision:
    """What a unit has, what it may have, and for how many people."""

    unit: Unit
    held: int
    quota: int | None
    heads: int

    @property
    def per_hundred(self) -> float | None:
        """Vehicles a hundred people; none without people."""
        return 100 * self.held / self.heads if self.heads else None

    @property
    def over(self) -> int:
        """Vehicles beyond the quota; without a quota, all of them."""
        return max(self.held - (self.quota or 0), 0)


def equity(request: HttpRequest) -> HttpResponse:
    """Vehicles of each unit against its quota and its people, and how uneven that is."""
    actor = Actor.of_request(request)
    seen = queries.units_seen(actor)
    rows = provisions(actor.today, seen)
    ratios = [row.per_hundred for row in rows if row.per_hundred is not None]
    context = {
        "rows": sorted(rows, key=lambda row: (-row.over, -(row.per_hundred or 0))),
        "gini": gini(ratios), "median": _median(ratios), "over": sum(row.over for row in rows),
        "measures": [each for each in measuring.every() if measuring.seen(each, actor)],
    }  # fmt: skip
    return render(request, "evaluation/equity.html", context)


def provisions(on: dt.date, units: list[int] | None) -> list[Provision]:
    """Every unit that has vehicles or a quota, with the people in it and below."""
    found = {each.unit_id: each for each in vehicles.holdings(on)}
    wanted = [pk for pk in found if units is None or pk in units]
    heads = dict(Person.objects.filter(active=True, unit_id__in=wanted)
                 .values_list("unit_id").annotate(n=Count("pk")))  # fmt: skip
    rows = Unit.objects.filter(pk__in=wanted, closed_on=None).order_by("path")
    return [
        Provision(unit, found[unit.pk].held, found[unit.pk].quota,
                  unit.staff_quota or heads.get(unit.pk, 0))
        for unit in rows
    ]  # fmt: skip


def gini(values: list[float]) -> float | None:
    """0 where all have the same, towards 1 where one has everything; none for fewer than two."""
    ordered, whole = sorted(values), sum(values)
    if len(ordered) < 2 or whole <= 0:
        return None
    weighted = sum(place * value for place, value in enumerate(ordered, 1))
    n = len(ordered)
    return 2 * weighted / (n * whole) - (n + 1) / n


def _median(values: list[float]) -> float | None:
    return sorted(values)[len(values) // 2] if values else None


@dataclass(frozen=True)
class Indicator:
    """A number of the scorecard with its formula; none where nothing was recorded."""

    dimension: str
    label: str
    unit: str
    formula: str
    value: Any
    page: str = ""
    """Name of the page with the data."""
    right: str = ""
    """The grant that opens it; empty where the page is everybody's."""
    href: str = ""


def scorecard(request: HttpRequest) -> HttpResponse:
    """质量、创新、品牌、效益 of the last year, each from what is recorded."""
    actor = Actor.of_request(request)
    rows = [replace(each, href=_opened(each, actor)) for each in indicators(actor)]
    context = {"rows": rows, "since": actor.today - YEAR}
    return render(request, "evaluation/scorecard.html", context)


def _opened(row: Indicator, actor: Actor) -> str:
    """Where the data of an indicator stand; empty for whom may not see them."""
    if row.right and not authority.able(actor, row.right, actor.today):
        return ""
    return reverse(row.page)


def indicators(actor: Actor) -> list[Indicator]:
    """All indicators within one's scope."""
    since, seen = actor.today - YEAR, queries.units_seen(actor)
    return [
        *_quality(since, seen),
        *_renewal(since, actor.today, seen),
        _brand(),
        _gain(since, seen),
    ]


def _within(rows: Any, seen: list[int] | None) -> Any:
    return rows if seen is None else rows.filter(unit_id__in=seen)


def _quality(since: dt.date, seen: list[int] | None) -> list[Indicator]:
    run = AuditRun.objects.filter(state=RunState.DONE).first()
    counts: dict[str, int] = run.counts if run else {}
    judged = sum(n for verdict, n in counts.items() if verdict != Verdict.NA.value)
    right = 100 * counts.get(Verdict.PASS.value, 0) / judged if judged else None
    checked = _within(SampleItem.objects.filter(checked_on__gte=since), seen)
    told = checked.exclude(answer=Answer.GONE).count()
    same = checked.filter(answer=Answer.RIGHT).count()
    return [
        Indicator("质量", "条款符合率", "%", "最近一次贯标审计判定“符合”的次数 ÷ 适用次数", right,
                  "evaluation.audits", "evaluation.audit.view"),
        Indicator("质量", "账实相符率", "%", "一年内抽查账实相符的记录 ÷ 已核查的记录",
                  100 * same / told if told else None, "evaluation.item.list",
                  "evaluation.item.view"),
    ]  # fmt: skip


def _renewal(since: dt.date, today: dt.date, seen: list[int] | None) -> list[Indicator]:
    fresh = sum(since <= each.from_day <= today for each in in_force.everything())
    answered = _within(Proposal.objects.filter(answered_on__gte=since), seen)
    taken = answered.filter(state=ProposalState.TAKEN).count()
    whole = answered.count()
    return [
        Indicator("创新", "新施行版次", "个", "一年内开始施行的标准版次数", fresh,
                  "standards.standards"),
        Indicator("创新", "建议采纳率", "%", "一年内采纳的修订建议 ÷ 已答复的修订建议",
                  100 * taken / whole if whole else None, "evaluation.proposal.list",
                  "evaluation.proposal.view"),
    ]  # fmt: skip


def _brand() -> Indicator:
    own = [each for each in in_force.everything() if each.head.level.value != "national"]
    raised = sum(each.head.level.value in ("provincial", "city") for each in own)
    return Indicator(
        "品牌",
        "上升为地方标准的版次",
        "个",
        "省级、市级标准的版次数，国家标准不计",
        raised,
        "standards.standards",
    )


def _gain(since: dt.date, seen: list[int] | None) -> Indicator:
    rows = _within(Saving.objects.filter(to_day__gte=since), seen)
    total: Decimal | None = rows.aggregate(total=Sum("amount"))["total"]
    return Indicator(
        "效益",
        "节约金额",
        "元",
        "一年内节约台账登记金额之和，逐笔有方法和佐证",
        total,
        "evaluation.saving.list",
        "evaluation.saving.view",
    )
