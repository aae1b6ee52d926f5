"""Measures that editions in force lay down, beside those of the modules.

The formula of a standard is compiled over the facts of its entity, so that such a number has a
trend, its units and its rows like any other, within the visitor's scope.
"""

# ruff: noqa: S608 - SQL made from descriptors and by the compiler, never from what users type

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.db.models import Aggregate, Avg, Count, FloatField, Max, Min, Q, Sum
from django.db.models.expressions import RawSQL
from psycopg import sql

from guanbiao.audit.measuring import Median
from guanbiao.gate import registry, relations
from guanbiao.gate.describe import Entity, FactSet, Measure
from guanbiao.library import in_force
from rulebook import measures as laid
from rulebook.drafting import describe
from rulebook.errors import RulebookError
from rulebook.feel import Scope
from rulebook.measures import How
from rulebook.sql.measuring import Formula, measure_sql

ROW = "f"
ODD = re.compile(r"\W+")
AGGREGATES: Mapping[How, type[Aggregate]] = {
    How.SHARE: Avg,
    How.SUM: Sum,
    How.AVERAGE: Avg,
    How.MEDIAN: Median,
    How.LARGEST: Max,
    How.SMALLEST: Min,
}


def measures(unit: Any, on: dt.date) -> list[Measure]:
    """The measures of the editions that bind a unit on a day.

    One whose entity no module brings any more is left out: the number could not be made.
    """
    return [made for each in in_force.standards_in_force(unit, on) for made in _laid_down(each)]


def _laid_down(edition: in_force.Published) -> list[Measure]:
    """Those of an edition, compiled once."""

    def find() -> list[Measure]:
        found = []
        for each in edition.pack.measures:
            with suppress(RulebookError, registry.UnknownName):
                found.append(ruled(edition.head.number, each))
        return found

    return in_force.kept(("measures", edition.id), find)


def ruled(standard: str, measure: laid.Measure) -> Measure:
    """A measure of a standard, ready to be counted.

    Raises `RulebookError` where the formula does not compile, `UnknownName` for the entity.
    """
    entity = registry.entity(measure.entity)
    facts = registry.fact_sets().get(entity.name)
    if facts is None:
        raise registry.UnknownName(f"no act tells facts of {entity.name!r}")
    formula = measure_sql(measure, relations.columns(facts), ROW)
    module = entity.name.partition(".")[0]
    return Measure(
        name=f"{module}.{ODD.sub('-', standard)}.{measure.name}",
        label=measure.name,
        unit=measure.unit or ("%" if measure.how is How.SHARE else ""),
        formula=words(measure, entity),
        entity=entity,
        when="",
        value=lambda _, __: _aggregate(measure.how, entity, facts, formula),
        during=lambda first, last: _rows(facts, formula, first, last),
        clause=f"{standard}#{measure.clause}",
        better=measure.better,
        target=measure.target,
    )


def words(measure: laid.Measure, entity: Entity) -> str:
    """The formula as people read it: 加油记录（只计 金额 大于 0）的平均，每条取 百公里油耗."""
    facts = registry.fact_sets().get(entity.name)
    columns = relations.columns(facts) if facts else {}
    scope = Scope({label: column.type for label, column in columns.items()})
    only = f"（只计 {_spoken(measure.when, scope)}）" if measure.when else ""
    told = _spoken(measure.value, scope)
    each = {How.COUNT: "", How.SHARE: f"，符合 {told} 的占多少"}.get(
        measure.how, f"，每条取 {told}"
    )
    return f"{entity.label}{only}的{measure.how.label}{each}"


def _spoken(text: str, scope: Scope) -> str:
    """FEEL in Chinese words; what cannot be read stays as it is."""
    try:
        return describe(text, scope).chinese if text else ""
    except RulebookError:
        return text


def _rows(facts: FactSet, formula: Formula, first: dt.date, last: dt.date) -> Q:
    """Rows whose day is from ``first`` on and before ``last``, and that count."""
    days = [sql.Literal(day).as_string(None) for day in (first, last)]
    text = (
        f"SELECT {ROW}.key FROM ({relations.relation(facts)}) {ROW}"
        f" WHERE {ROW}.day >= {days[0]} AND {ROW}.day < {days[1]} AND ({formula.when})"
    )
    return Q(pk__in=_raw(text))


def _raw(text: str, **more: Any) -> RawSQL:
    """Our own SQL; to the driver a lone ``%`` would begin a placeholder."""
    return RawSQL(text.replace("%", "%%"), [], **more)  # noqa: S611 - nothing typed stands in it unquoted


def _aggregate(how: How, entity: Entity, facts: FactSet, formula: Formula) -> Any:
    if how is How.COUNT:
        return Count("pk", distinct=True)
    meta = entity.model._meta
    key = f'"{meta.db_table}"."{meta.pk.column}"' if meta.pk else ""
    text = (
        f"SELECT {formula.value} FROM ({relations.relation(facts)}) {ROW} WHERE {ROW}.key = {key}"
    )
    return AGGREGATES[how](_raw(text, output_field=FloatField()))
