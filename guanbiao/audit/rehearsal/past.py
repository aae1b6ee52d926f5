"""The past as Parquet: facts of receipts and refusals, act by act and month by month.

Both are only ever added to, so a month's file is made once and used by every later rehearsal; it
is made anew when the month has gained rows, or the act has gained facts.
"""

# ruff: noqa: S608 - names come from descriptors, values from `sql.Literal`

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings
from django.db import connection
from psycopg import sql

from guanbiao.audit.extract import DAY_LABEL, LEAD, Extract, Period, typed_parquet
from guanbiao.gate import registry
from guanbiao.gate.describe import Fact
from rulebook.feel import types as t
from rulebook.sql import Column

RECEIPT, REFUSAL = "receipt", "refusal"
COLUMNS = {**LEAD, "_number": "VARCHAR", "_record": "VARCHAR", "_acts": "VARCHAR",
           "_stopped": "VARCHAR"}  # fmt: skip
"""What a row says besides its facts; ``_stopped``: the standards that refused it."""
STOPPED = """(
    SELECT string_agg(DISTINCT split_part(e ->> 'rule', '#', 1), '|')
    FROM jsonb_array_elements(c.content -> 'findings') e
    WHERE e ->> 'verdict' IN ('block', 'unknown'))"""
SOURCES = {
    RECEIPT: "SELECT id::text AS key, number, key AS record, unit_id, day, content"
    " FROM gate_receipt WHERE key <> ''",
    REFUSAL: "SELECT 'R' || id AS key, '' AS number, key AS record, unit_id, day, content"
    " FROM gate_refusal WHERE content::jsonb -> 'facts' <> '{}'",
}
"""Receipts of one record, and refusals that have facts (one lost in a race has none)."""


@dataclass(frozen=True)
class Month:
    """The receipts or refusals of an act in a month."""

    source: str
    act: str
    period: Period
    rows: int


def months(source: str, acts: Sequence[str], from_day: dt.date, to_day: dt.date) -> list[Month]:
    """The months between two days in which these acts were done, or refused, with how often."""
    names = sql.SQL(",").join(map(sql.Literal, acts)).as_string(None)
    days = f"{sql.Literal(from_day).as_string(None)} AND {sql.Literal(to_day).as_string(None)}"
    query = (
        f"SELECT act, date_trunc('month', day)::date, count(*) FROM ({_of(source, 'act')}) s"
        f" WHERE act IN ({names}) AND unit_id IS NOT NULL AND day BETWEEN {days}"
        " GROUP BY 1, 2 ORDER BY 1, 2"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows = cursor.fetchall()
    return [Month(source, act, _whole(month), count) for act, month, count in rows]


def _of(source: str, more: str) -> str:
    return SOURCES[source].replace(", content", f", content, {more}", 1)


def _whole(month: dt.date) -> Period:
    following = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return Period(month, following - dt.timedelta(days=1))


def facts_of(month: Month, duck: duckdb.DuckDBPyConnection, folder: Path) -> Extract:
    """The month as Parquet, from the store where it is still true."""
    facts = registry.act(month.act).facts.facts
    stem = f"{month.source}.{month.act}.{month.period.label}"
    path, note = folder / f"{stem}.parquet", folder / f"{stem}.json"
    told = [[fact.name, fact.label, str(fact.type)] for fact in facts]
    state = {"rows": _rows(month), "facts": told}
    known = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
    if path.exists() and known.get("state") == state:
        return Extract(path, _columns(facts, known["columns"]))
    note.unlink(missing_ok=True)
    found = typed_parquet(_query(month, facts), COLUMNS, facts, duck, path)
    kept = {label: [each.whole, each.scale] for label, each in found.columns.items()}
    note.write_text(json.dumps({"state": state, "columns": kept}), encoding="utf-8")
    return found


def _rows(month: Month) -> list[str]:
    """What tells a month's rows from those of another day, or of another database."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), min(key), max(key) FROM ({_chosen(month)}) s")
        return [str(each) for each in cursor.fetchone()]


def _columns(facts: Sequence[Fact], kept: dict[str, Any]) -> dict[str, Column]:
    found = {DAY_LABEL: Column("day", t.DATE)}
    for fact in facts:
        if fact.label in kept:
            whole, scale = kept[fact.label]
            zoned = fact.type == t.DATE_TIME
            found[fact.label] = Column(fact.name, fact.type, whole, scale, zoned=zoned)
    return found


def _chosen(month: Month) -> str:
    """The whole month: a file serves whatever days of it are asked for."""
    act, start, end = (
        sql.Literal(value).as_string(None)
        for value in (month.act, month.period.from_day, month.period.to_day)
    )
    return (
        f"{SOURCES[month.source]} AND act = {act} AND unit_id IS NOT NULL"
        f" AND day BETWEEN {start} AND {end}"
    )


def _query(month: Month, facts: Sequence[Fact]) -> str:
    read = "".join(f", {_read(fact)}" for fact in facts)
    act = sql.Literal(month.act).as_string(None)
    stopped = STOPPED if month.source == REFUSAL else "NULL"
    return (
        f"SELECT c.key, c.unit_id, c.day, c.number, c.record, {act}, {stopped}{read} FROM ("
        f"SELECT key, unit_id, day, number, record, content::jsonb AS content"
        f" FROM ({_chosen(month)}) s OFFSET 0) c"
    )


def _read(fact: Fact) -> str:
    """A fact as evidence wrote it down, as the facts query would have given it."""
    label = sql.Literal(fact.label).as_string(None)
    text = f"(c.content #>> ARRAY['facts', {label}])"
    if fact.type == t.BOOLEAN:
        return f"{text}::boolean"
    if fact.type == t.DATE_TIME:
        zone = sql.Literal(settings.TIME_ZONE).as_string(None)
        return f"({text}::timestamptz AT TIME ZONE {zone})"
    if fact.type == t.DAYS_DURATION:
        return f"EXTRACT(EPOCH FROM replace({text}, ',', '')::interval)"
    return text
