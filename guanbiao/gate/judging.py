"""Facts read back, judged by the clauses in force, with granted exceptions taken into account."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from guanbiao.gate import registry
from guanbiao.gate.describe import Act, FactSet
from guanbiao.gate.models import Waiver
from guanbiao.gate.passage import Conflict
from guanbiao.library import in_force
from guanbiao.people.models import Unit
from rulebook.feel import types as t
from rulebook.rules import Finding, RuleSet, Verdict

FIXED = ("key", "unit_id", "day")
THESE = re.compile(r"(\w+) /\* these \*/")
"""A table of which the gate reads only the rows it asks for (see `FactSet`)."""


@dataclasses.dataclass(frozen=True)
class Facts:
    """One row of facts: whose rules apply, and the values under their Chinese labels."""

    key: str
    unit_id: int
    day: dt.date
    values: Mapping[str, Any]


def read_facts(fact_set: FactSet, keys: Sequence[Any]) -> list[Facts]:
    """The facts of these rows, in the order of the query; unknown keys are simply absent."""
    with connection.cursor() as cursor:
        cursor.execute(_by_key(fact_set), {"keys": list(keys)})
        columns = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
    build = _builder(fact_set, tuple(columns))
    return [build(row) for row in rows]


@cache
def _by_key(fact_set: FactSet) -> str:
    text = fact_set.sql.strip().rstrip(";").replace("%", "%%")
    text = THESE.sub(r"(SELECT * FROM \1 WHERE id = ANY(%(keys)s))", text)
    return f"SELECT * FROM ({text}) facts WHERE key = ANY(%(keys)s)"  # noqa: S608 - our own text


@cache
def _builder(fact_set: FactSet, columns: tuple[str, ...]) -> Callable[[Sequence[Any]], Facts]:
    """A function from a row to `Facts`, with each column's place looked up once."""
    places = {name: place for place, name in enumerate(columns)}
    key, unit, day = (places[name] for name in FIXED)
    plan = [(f.label, places[f.name], _converter(f.type)) for f in fact_set.facts]

    def build(row: Sequence[Any]) -> Facts:
        values = {
            label: None if row[place] is None else convert(row[place])
            for label, place, convert in plan
        }
        values["业务日期"] = row[day]
        return Facts(str(row[key]), row[unit], row[day], values)

    return build


def _converter(kind: Any) -> Callable[[Any], Any]:
    if kind == t.NUMBER:
        return _number
    if kind == t.DATE_TIME:
        return timezone.localtime
    return _same


def _number(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _same(value: Any) -> Any:
    return value


def rules_for(act: Act, unit: Unit, day: dt.date) -> RuleSet:
    """The clauses that judge this act for this unit on this day, compiled."""
    return in_force.in_force(act.name, unit, day, registry.scope_of(act.name))


def judge(
    act: Act,
    facts: Facts,
    unit: Unit,
    day: dt.date,
    waivers: Callable[[], Collection[Waiver]] | None = None,
) -> tuple[Finding, ...]:
    """Findings of all clauses in force, the stopping ones excepted where a waiver covers them.

    ``waivers`` are asked for only then; whoever judges many rows reads them once for all.
    """
    findings = rules_for(act, unit, day).judge(facts.values)
    if not any(finding.stops for finding in findings):
        return findings
    granted = waivers() if waivers else waivers_for(act, unit, [facts.key], day)
    own = {(e.standard, e.clause): e for e in granted if e.key in ("", facts.key)}
    if not own:
        return findings
    return tuple(_excepted(finding, own) for finding in findings)


def waivers_for(act: Act, unit: Unit, keys: Sequence[str], day: dt.date) -> list[Waiver]:
    """The exceptions in force for this unit: those for all its rows, and those for these."""
    found = Waiver.objects.filter(
        Q(key="") | Q(key__in=keys),
        act=act.name,
        unit_id__in=unit.path_ids(),
        from_day__lte=day,
        to_day__gte=day,
        revoked_on=None,
    )
    return list(found)


def _excepted(finding: Finding, waivers: Mapping[tuple[str, str], Waiver]) -> Finding:
    waiver = waivers.get((finding.standard, finding.clause))
    if waiver is None or not finding.stops:
        return finding
    note = f"例外：{waiver.reason}（有效至 {waiver.to_day:%Y-%m-%d}）"
    return finding._replace(verdict=Verdict.WAIVED, note=note)


def conflict_finding(act: Act, unit: Unit, day: dt.date, conflict: Conflict) -> Finding | None:
    """The finding of the clause that speaks for a database constraint; none if not in force."""
    speaks = act.conflicts.get(conflict.constraint)
    for rule in rules_for(act, unit, day).rules:
        if f"{rule.standard}#{rule.clause}" == speaks:
            return Finding(
                rule_id=rule.id,
                standard=rule.standard,
                edition=rule.edition,
                clause=rule.clause,
                words=rule.words,
                modality=rule.modality,
                verdict=Verdict.BLOCK,
                actual=conflict.actual or "已被占用",
                field=rule.field,
                note="由数据库约束判定",
            )
    return None
