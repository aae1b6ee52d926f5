"""What changed for people: measures before and after an edition, and evenly across units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from guanbiao.audit import measuring
from guanbiao.audit.measuring import Period, UnitLine
from guanbiao.gate.describe import Measure
from guanbiao.library import in_force
from guanbiao.library.in_force import Published
from guanbiao.modules.evaluation import effects
from guanbiao.modules.evaluation.effects import Effect, Series
from guanbiao.modules.evaluation.pages.boards import gini
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit

SIDE = 18
"""Months before and months from the change on that are looked at, at most."""
SATISFACTION = ".satisfaction"
"""How the names of measures end that say what people thought of a service."""


@dataclass(frozen=True)
class Outcome:
    """A measure before and after: records counted on each side, and what can be said of it."""

    measure: Measure
    before: int
    after: int
    effects: tuple[Effect, ...]


def outcomes(request: HttpRequest, key: int) -> HttpResponse:
    """Satisfaction, and what the standard itself is measured by, before and after an edition."""
    edition = in_force.edition_with(key)
    if edition is None:
        raise Http404
    actor = Actor.of_request(request)
    told = [_outcome(each, actor, edition) for each in _told_by(edition, actor)]
    context = {"edition": edition, "side": SIDE, "outcomes": told}
    return render(request, "evaluation/outcomes.html", context)


def _told_by(edition: Published, actor: Actor) -> list[Measure]:
    """Measures of satisfaction and of the standard's clauses whose rows one may see."""
    number = edition.head.number
    return [
        each for each in measuring.every()
        if each.when and measuring.seen(each, actor)
        and (each.name.endswith(SATISFACTION) or each.clause.partition("#")[0] == number)
    ]  # fmt: skip


def _outcome(measure: Measure, actor: Actor, edition: Published) -> Outcome:
    change = f"{edition.from_day:%Y-%m}"
    periods = list(_periods(edition.from_day, actor.today))
    counts = {each.key: measuring.rows(measure, actor, each).values("pk").distinct().count()
              for each in periods}  # fmt: skip
    before = sum(n for month, n in counts.items() if month < change)
    found = [effects.interrupted(_series(measure, actor, periods), change)]
    if edition.units:
        bound = _bound(edition)
        treated, control = (_series(measure, actor, periods, bound, within=each)
                            for each in (True, False))  # fmt: skip
        found.append(effects.differences(treated, control, change))
    return Outcome(measure, before, sum(counts.values()) - before, tuple(found))


def _periods(change: dt.date, today: dt.date) -> Iterator[Period]:
    """Whole months around a change, the earliest first; the current one is not whole yet."""
    first = change.year * 12 + change.month - 1
    now = today.year * 12 + today.month - 1
    for number in range(first - SIDE, min(first + SIDE, now)):
        yield measuring.month(f"{number // 12:04}-{number % 12 + 1:02}", today)


def _series(
    measure: Measure, actor: Actor, periods: list[Period], units: set[int] | None = None,
    *, within: bool = True,
) -> Series:  # fmt: skip
    """Month → value, of some units or of all others, months without records left out."""
    found: dict[str, float] = {}
    unit = f"{measure.entity.unit_path.removesuffix('path')}pk__in"
    for each in periods:
        rows: Any = measuring.rows(measure, actor, each).order_by()
        if units is not None:
            rows = rows.filter(**{unit: units}) if within else rows.exclude(**{unit: units})
        value = rows.aggregate(value=measure.value(each.start, each.end))["value"]
        if value is not None:
            found[each.key] = float(value)
    return found


def _bound(edition: Published) -> set[int]:
    """The units a pilot binds, with all below them."""
    paths = Unit.objects.filter(uscc__in=edition.units).values_list("path", flat=True)
    below = (Unit.objects.filter(path__startswith=path).values_list("pk", flat=True)
             for path in paths)  # fmt: skip
    return {pk for each in below for pk in each}


@dataclass(frozen=True)
class Spread:
    """A measure unit by unit; ``gini`` none where it says nothing (fewer than two, negatives)."""

    measure: Measure
    period: Period
    lines: list[tuple[UnitLine, float | None]]
    median: float | None
    gini: float | None


def spread(request: HttpRequest, name: str) -> HttpResponse:
    """Any measure by unit, each unit's distance from the median, how uneven the whole is."""
    actor = Actor.of_request(request)
    seen = [each for each in measuring.every() if measuring.seen(each, actor)]
    found = next((each for each in seen if each.name == name), None)
    if found is None:
        raise Http404
    period = measuring.month(request.GET.get("month", ""), actor.today)
    context = {"spread": spread_of(found, actor, period), "measures": seen}
    return render(request, "evaluation/spread.html", context)


def spread_of(measure: Measure, actor: Actor, period: Period) -> Spread:
    """The number of each unit within one's scope, against the median of all of them."""
    lines = measuring.by_unit(measure, actor, period)
    values = sorted(each.value for each in lines if each.value is not None)
    middle = _median(values)
    return Spread(
        measure, period,
        [(each, None if each.value is None or middle is None else each.value - middle)
         for each in lines],
        middle, gini(values) if values and values[0] >= 0 else None,
    )  # fmt: skip


def _median(ordered: list[float]) -> float | None:
    if not ordered:
        return None
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
