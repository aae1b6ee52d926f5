"""Reads: the measures a person may see, each now, against last month, and over a year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from guanbiao.audit import measuring, ruled
from guanbiao.audit.measuring import Period
from guanbiao.gate.describe import Measure
from guanbiao.kit import words
from guanbiao.kit.shown import clause_href
from guanbiao.library import in_force
from guanbiao.modules.numbers.models import Chosen
from guanbiao.people.models import Unit

ON_SCREEN = 9
"""How many numbers a wall shows at a time."""
WIDE, HIGH = 120, 32
"""The small line of a tile, in units of its drawing."""


@dataclass(frozen=True)
class Tile:
    """A measure in the cockpit: the number, the change, whether it is a good one, a small line."""

    measure: Measure
    value: float | None
    change: float | None
    good: bool | None
    line: str

    @property
    def source(self) -> str:
        """The standard and the clause a number serves; empty where it serves none."""
        return self.measure.clause.replace("#", " 条款 ")

    @property
    def aim(self) -> str:
        """What it should reach; empty where nothing is laid down."""
        if self.measure.target is None:
            return ""
        side = "不低于" if self.measure.better == "up" else "不高于"
        return f"目标{side} {words.number(self.measure.target)} {self.measure.unit}".strip()

    @property
    def reached(self) -> bool | None:
        """Whether it does."""
        return self.measure.met(self.value)


def known(unit: Any, on: dt.date) -> list[Measure]:
    """Those of the businesses, then those the editions in force for a unit lay down."""
    return [*measuring.every(), *ruled.measures(unit, on)]


def visible(actor: Any) -> list[Measure]:
    """The measures whose rows this person may see."""
    every = known(actor.unit, actor.today)
    return [measure for measure in every if measuring.seen(measure, actor)]


def chosen(actor: Any, seen: list[Measure]) -> list[Measure]:
    """Those of what she may see that she wants on her overview, in her order; none: all of them."""
    kept = Chosen.objects.filter(person_id=actor.person_id).values_list("names", flat=True).first()
    found = {each.name: each for each in seen}
    return [found[name] for name in kept or () if name in found]


def moved(names: list[str], up: str = "", down: str = "", top: str = "") -> list[str]:
    """The names with one of them a place further up or down, or first; at the end it stays."""
    found = list(names)
    for name, step in ((up, -1), (down, 1), (top, -len(names))):
        if name in found:
            place = found.index(name)
            found.insert(max(place + step, 0), found.pop(place))
    return found


def offered(actor: Any) -> list[Measure]:
    """Those of them that say a thing once: what a standard in force lays down, no other says."""
    found = visible(actor)
    labels = {each.label for each in found}
    return [each for each in found if each.unless not in labels]


def tiles(actor: Any, period: Period) -> list[Tile]:
    """All that are offered, those without a number last."""
    made = [tile(each, actor, period) for each in offered(actor)]
    return sorted(made, key=lambda each: each.value is None)


def named(actor: Any, name: str) -> Measure | None:
    """One of them by its name; none for what is not there or not hers to see."""
    return next((each for each in visible(actor) if each.name == name), None)


def tile(measure: Measure, actor: Any, period: Period, under: str = "") -> Tile:
    """A measure with its year; without an actor, of all rows of a unit and those below it."""
    values = [value for _, value in measuring.trend(measure, actor, period, under)]
    change, good = _change(measure, values[-1], values[-2])
    return Tile(measure, values[-1], change, good, small_line(values))


def unit_in_reach(actor: Any, key: int) -> Unit | None:
    """A unit of one's own region or below one's own unit."""
    return _reached(actor).filter(pk=key).first() if key < 2**63 else None


def units_above(actor: Any, unit: Unit) -> list[Unit]:
    """The units a unit lies under, the highest first, as far as one reaches."""
    above = _reached(actor).filter(pk__in=unit.path_ids()).exclude(pk=unit.pk)
    return list(above.order_by("path"))


def _reached(actor: Any) -> QuerySet[Unit]:
    if actor.unit is None:
        return Unit.objects.none()
    own, region = Q(path__startswith=actor.unit.path), actor.unit.region_prefix
    return Unit.objects.filter(own | Q(region__code__startswith=region))


@dataclass(frozen=True)
class Compared:
    """A number beside that of an earlier month."""

    label: str
    value: float | None
    change: float | None
    good: bool | None


def compared(
    measure: Measure, actor: Any, trend: list[tuple[Period, float | None]], under: str = ""
) -> list[Compared]:
    """The last number of a trend beside the month before and the same month a year before."""
    (period, now), (_, last) = trend[-1], trend[-2]
    earlier = measuring.value(measure, actor, measuring.year_before(period), under)
    return [
        Compared(label, then, *_change(measure, now, then))
        for label, then in (("上月", last), ("上年同月", earlier))
    ]


def _change(
    measure: Measure, now: float | None, then: float | None
) -> tuple[float | None, bool | None]:
    change = None if now is None or then is None else round(now - then, 1)
    return change, None if not change else (change > 0) == (measure.better == "up")


def small_line(values: list[float | None]) -> str:
    """The points of a polyline through the months that have a number; empty with fewer than two."""
    known = [(n, value) for n, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return ""
    low = min(value for _, value in known)
    span = max(value for _, value in known) - low or 1.0
    step = WIDE / (len(values) - 1)
    return " ".join(f"{n * step:.1f},{HIGH - (v - low) / span * HIGH:.1f}" for n, v in known)


def clause_of(measure: Measure, unit: Any, on: dt.date) -> tuple[str, str, str]:
    """Number, words and page of the clause a measure serves; empty where there is none."""
    standard, _, number = measure.clause.partition("#")
    for each in in_force.standards_in_force(unit, on):
        clause = each.pack.clause(number) if each.head.number == standard else None
        if clause is not None:
            href = clause_href(standard, each.head.edition, number)
            return f"{standard} {number}", clause.words, href
    return "", "", ""
