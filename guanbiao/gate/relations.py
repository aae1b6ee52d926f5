"""The facts of an entity as a relation of PostgreSQL that FEEL can be compiled over.

What the gate reads for one row and the audit for all, numbers read here for many: the same query.
"""

# ruff: noqa: S608 - the text of facts and names of columns come from descriptors

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from psycopg import sql

from guanbiao.gate.describe import Fact, FactSet
from rulebook.feel import types as t
from rulebook.sql import Column

DAY_LABEL = "业务日期"
WHOLE, SCALE = 14, 4
"""Digits of a number before and behind the point; SQL that could need more is refused."""
NUMBER = f"numeric({WHOLE + SCALE}, {SCALE})"
PLAIN = {t.STRING, t.BOOLEAN, t.DATE, t.TIME, t.DATE_TIME}


def columns(fact_set: FactSet) -> Mapping[str, Column]:
    """Label → column of `relation`, for all facts that SQL can hold."""
    found = {fact.label: _column(fact) for fact in fact_set.facts}
    known = {label: column for label, column in found.items() if column is not None}
    return {**known, DAY_LABEL: Column("day", t.DATE)}


def _column(fact: Fact) -> Column | None:
    if fact.type in (t.NUMBER, t.DAYS_DURATION):
        return Column(fact.name, fact.type, WHOLE, SCALE)
    return Column(fact.name, fact.type) if fact.type in PLAIN else None


def relation(fact_set: FactSet) -> str:
    """The query, with ``key``, ``unit_id``, ``day`` and a column a fact as `columns` types it."""
    text = fact_set.sql.strip().rstrip(";")
    wanted = "".join(f", {_read(fact)}" for fact in fact_set.facts if _column(fact))
    return f"SELECT raw.key, raw.unit_id, raw.day{wanted} FROM ({text}) raw"


def _read(fact: Fact) -> str:
    name = f'"{fact.name}"'
    if fact.type == t.DATE_TIME:
        zone = sql.Literal(settings.TIME_ZONE).as_string(None)
        return f"(raw.{name} AT TIME ZONE {zone}) AS {name}"
    if fact.type == t.DAYS_DURATION:
        return f"CAST(EXTRACT(EPOCH FROM raw.{name}) AS {NUMBER}) AS {name}"
    if fact.type == t.NUMBER:
        return f"CAST(raw.{name} AS {NUMBER}) AS {name}"
    return f"raw.{name}"
