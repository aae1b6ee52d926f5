"""Numbers over the rows of an entity: now, over months, unit by unit, and the rows themselves.

All of them are one aggregate over one set of rows, those the visitor may see; so a number and
what it opens can never differ.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    Aggregate,
    Avg,
    Case,
    Count,
    DateField,
    DateTimeField,
    FloatField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from guanbiao.gate import authority, registry
from guanbiao.gate.days import month_of, morning
from guanbiao.gate.describe import Measure

MONTHS = 12


class Median(Aggregate):
    """The middle value (``percentile_cont(0.5)`` of the SQL standard)."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def share(condition: Any) -> Aggregate:
    """The share (%) of rows for which ``condition`` holds, by averaging hundreds and zeros."""
    hundred = Case(When(condition, then=Value(100.0)), default=Value(0.0))
    return Avg(hundred, output_field=FloatField())


@dataclass(frozen=True)
class Period:
    """A span of local days as moments: from ``start``, before ``end``."""

    key: str
    label: str
    start: dt.datetime
    end: dt.datetime


def month(key: str, today: dt.date) -> Period:
    """``2026-11`` as a period; the current month for anything else, and for what lies too far."""
    first = month_of(key, today)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    return Period(
        f"{first:%Y-%m}", f"{first.year}年{first.month}月", morning(first), morning(after)
    )


def before(period: Period) -> Period:
    """The month before."""
    last = timezone.localdate(period.start) - dt.timedelta(days=1)
    return month(f"{last:%Y-%m}", last)


def year_before(period: Period) -> Period:
    """The same month of the year before."""
    first = timezone.localdate(period.start)
    return month(f"{first.year - 1}-{first:%m}", first)


def seen(measure: Measure, actor: Any) -> bool:
    """Whether this person may see the rows of a measure at all, and so the number."""
    return authority.able(actor, measure.right, actor.today)


def rows(measure: Measure, actor: Any, period: Period, under: str = "") -> QuerySet[Any]:
    """The rows behind the number; ``under``: of the unit with this path and those below it.

    No ``actor``: nobody in particular asks, so all rows count, and ``under`` must bound them.
    """
    return _whole(measure, actor, under).filter(_during(measure, period))


def _whole(measure: Measure, actor: Any, under: str) -> QuerySet[Any]:
    """The rows of all periods."""
    if actor is None and not under:
        raise ValueError("what nobody in particular asks for is bounded by a unit")
    within = Q()
    if actor is not None:
        within = authority.visible(actor, measure.right, actor.today, measure.entity)
    found = measure.entity.model._default_manager.filter(within, measure.rows)
    if under:
        found = found.filter(**{f"{measure.entity.unit_path}__startswith": under})
    return found


def _during(measure: Measure, period: Period) -> Q:
    start, end = period.start, period.end
    if measure.during:
        return measure.during(timezone.localdate(start), timezone.localdate(end))
    if not measure.when:
        return Q()
    if _is_day(measure):
        start, end = timezone.localdate(start), timezone.localdate(end)  # type: ignore[assignment] # days for a date field
    return Q(**{f"{measure.when}__gte": start, f"{measure.when}__lt": end})


def _is_day(measure: Measure) -> bool:
    """Whether rows are of a day, not of a moment."""
    model: Any = measure.entity.model
    *path, last = measure.when.split("__")
    for step in path:
        model = model._meta.get_field(step).related_model
    field = model._meta.get_field(last)
    return isinstance(field, DateField) and not isinstance(field, DateTimeField)


def value(measure: Measure, actor: Any, period: Period, under: str = "") -> float | None:
    """The number of a period, to one decimal; none where nothing can be said."""
    found = rows(measure, actor, period, under).order_by()
    told = found.aggregate(value=measure.value(period.start, period.end))["value"]
    return _rounded(told)


def trend(
    measure: Measure, actor: Any, period: Period, under: str = ""
) -> list[tuple[Period, float | None]]:
    """The twelve months up to a period, in one statement: a month without rows is told too."""
    months = [period]
    while len(months) < MONTHS:
        months.insert(0, before(months[0]))
    whole = _whole(measure, actor, under).order_by()
    first, *others = (
        whole.filter(_during(measure, each))
        .values(nth_month=Value(n))
        .annotate(told_value=measure.value(each.start, each.end))
        for n, each in enumerate(months)
    )
    told = dict(first.union(*others, all=True).values_list("nth_month", "told_value"))
    return [
        (each, _rounded(told[n]) if n in told else value(measure, actor, each, under))
        for n, each in enumerate(months)
    ]


@dataclass(frozen=True)
class UnitLine:
    """A unit's number: key and short name, the value, how many rows it counts."""

    key: int
    unit: str
    value: float | None
    counted: int


def by_unit(measure: Measure, actor: Any, period: Period, under: str = "") -> list[UnitLine]:
    """Unit by unit, the best first; each with its own rows, units below it on other lines."""
    path = measure.entity.unit_path.removesuffix("path")
    key, name = f"{path}pk", f"{path}short_name"
    told = rows(measure, actor, period, under).order_by().values(key, name)
    told = told.annotate(
        value=measure.value(period.start, period.end), counted=Count("pk", distinct=True)
    )
    lines = [UnitLine(x[key], x[name], _rounded(x["value"]), x["counted"]) for x in told]
    return sorted(lines, key=lambda line: _rank(line.value, up=measure.better == "up"))


def _rank(number: float | None, *, up: bool) -> tuple[bool, float]:
    return number is None, 0.0 if number is None else -number if up else number


def _rounded(number: Decimal | float | None) -> float | None:
    return None if number is None else round(float(number), 1)


def every() -> list[Measure]:
    """All measures of all modules."""
    return [measure for module in registry.modules() for measure in module.measures]
