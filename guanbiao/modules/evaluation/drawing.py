"""Drawing a sample: every record has the same chance, and the same seed draws the same ones.

A record's place is the SHA-256 of the seed and its key; the smallest come first. Whoever has the
ledger and the seed can draw again and must find the same.
"""

# ruff: noqa: S608 - the text of the facts query is our own

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from guanbiao.audit.passed import default_acts
from guanbiao.audit.titles import titles
from guanbiao.gate import registry
from guanbiao.gate.judging import Facts, read_facts
from guanbiao.library import in_force
from guanbiao.people.models import Unit
from rulebook.rules import Finding

ORDER = "encode(sha256(convert_to(%s || ':' || key::text, 'UTF8')), 'hex')"


@dataclass(frozen=True)
class Drawn:
    """A record with what the clauses in force on its day say of it now."""

    key: str
    unit_id: int
    day: dt.date
    title: str
    verdict: str
    clauses: str


def population(entity: str, first: dt.date, last: dt.date, units: Sequence[int]) -> int:
    """How many records there are to draw from."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({_text(entity)}) s WHERE {WHERE}",
                       [first, last, list(units)])  # fmt: skip
        (count,) = cursor.fetchone()
    return int(count)


def draw(
    entity: str, first: dt.date, last: dt.date, units: Sequence[int], seed: str, size: int
) -> list[Drawn]:
    """So many records of these days and units."""
    query = f"SELECT key FROM ({_text(entity)}) s WHERE {WHERE} ORDER BY {ORDER}, key LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(query, [first, last, list(units), seed, size])
        keys = [row[0] for row in cursor.fetchall()]
    known = {facts.key: facts for facts in read_facts(registry.fact_sets()[entity], keys)}
    named = titles(registry.entity(entity), [str(key) for key in keys])
    found = Unit.objects.in_bulk({facts.unit_id for facts in known.values()})
    return [
        _drawn(entity, known[str(key)], found[known[str(key)].unit_id], named.get(str(key), ""))
        for key in keys
    ]


WHERE = "day BETWEEN %s AND %s AND unit_id = ANY(%s)"


def _text(entity: str) -> str:
    return registry.fact_sets()[entity].sql.strip().rstrip(";").replace("%", "%%")


def _drawn(entity: str, facts: Facts, unit: Unit, title: str) -> Drawn:
    loud = [each for each in _judged(entity, facts, unit) if not each.verdict.quiet]
    worst = min((each.verdict.label for each in loud), key=GRAVE.index, default="符合")
    clauses = "、".join(dict.fromkeys(f"{each.standard} {each.clause}" for each in loud))
    return Drawn(facts.key, unit.pk, facts.day, title[:200] or facts.key, worst, clauses[:500])


GRAVE = ("拦截", "缺数据", "提示", "例外")


def _judged(entity: str, facts: Facts, unit: Unit) -> list[Finding]:
    """By the acts that create such a record, on its own day."""
    acts = default_acts(registry.fact_sets()[entity])
    return [
        finding
        for act in acts
        for finding in in_force.in_force(act, unit, facts.day, registry.scope_of(act)).judge(
            facts.values
        )
    ]
