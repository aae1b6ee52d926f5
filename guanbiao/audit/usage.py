"""How often every clause spoke, month by month: tallies of receipts and refusals as Parquet.

Evidence is only ever added to, so a month is counted once and again only when it has grown. A
tally says, by act, unit, rule and verdict, how many judgements there were, and of those with a
number as actual value how many and their sum.
"""

# ruff: noqa: S608 - dates are literals, everything else is our own text

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from django.db import connection
from psycopg import sql

from guanbiao.audit.extract import copy_out, quoted, read_csv
from guanbiao.audit.sweep import audit_home

COLUMNS = {"source": "VARCHAR", "act": "VARCHAR", "unit_id": "BIGINT", "rule": "VARCHAR",
           "row_clause": "VARCHAR", "verdict": "VARCHAR", "n": "BIGINT", "told": "BIGINT",
           "total": "DOUBLE"}  # fmt: skip
EACH = """
SELECT '{source}', r.act, coalesce(r.unit_id, 0), e ->> 'rule', coalesce(e -> 'row' ->> 1, ''),
       e ->> 'verdict', count(*), count(*) FILTER (WHERE {number}),
       coalesce(sum((e ->> 'actual')::numeric) FILTER (WHERE {number}), 0)
FROM {table} r, jsonb_array_elements(r.content::jsonb -> 'findings') e
WHERE r.day BETWEEN {{days}} GROUP BY 1, 2, 3, 4, 5, 6
"""
NUMBER = (
    r"jsonb_typeof(e -> 'actual') IN ('string', 'number') AND e ->> 'actual' ~ '^-?\d+(\.\d+)?$'"
)
BULK = """
SELECT 'receipt', r.act, coalesce(r.unit_id, 0), c.key, '', v.key, sum(v.value::bigint), 0, 0
FROM gate_receipt r, jsonb_each(r.content::jsonb -> 'counts') c, jsonb_each_text(c.value) v
WHERE r.day BETWEEN {days} AND r.key = '' GROUP BY 1, 2, 3, 4, 5, 6
"""
SINGLE = EACH.format(source="receipt", table="gate_receipt", number=NUMBER)
REFUSED = EACH.format(source="refusal", table="gate_refusal", number=NUMBER)
STATE = """
SELECT to_char(day, 'YYYY-MM') AS month, count(*), max(mark)
FROM (SELECT day, at::text AS mark FROM gate_receipt
      UNION ALL SELECT day, at::text FROM gate_refusal) s GROUP BY 1 ORDER BY 1
"""
STALE = 600.0
"""Seconds after which a page has the tallies brought up to date."""


def home() -> Path:
    """Where the tallies lie."""
    folder = audit_home() / "usage"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def refresh() -> int:
    """Count the months that have grown; returns how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        states = {month: [count, mark] for month, count, mark in cursor.fetchall()}
    note = home() / "state.json"
    known = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
    counted = known.get("months", {})
    grown = [month for month, state in states.items() if counted.get(month) != state]
    for month in grown:
        _count(month)
    for gone in set(counted) - set(states):
        _path(gone).unlink(missing_ok=True)
    fresh = note.with_suffix(".tmp")
    fresh.write_text(json.dumps({"at": time.time(), "months": states}), encoding="utf-8")
    fresh.replace(note)
    return len(grown)


def up_to_date(age: float = STALE) -> None:
    """Refresh unless somebody did within ``age`` seconds."""
    note = home() / "state.json"
    known = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {"at": 0.0}
    if not 0 <= time.time() - known["at"] <= age:
        refresh()


def _path(month: str) -> Path:
    return home() / f"{month}.parquet"


def _count(month: str) -> None:
    first = dt.date.fromisoformat(f"{month}-01")
    last = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    days = " AND ".join(sql.Literal(each).as_string(None) for each in (first, last))
    query = " UNION ALL ".join(text.format(days=days) for text in (SINGLE, BULK, REFUSED))
    raw, path = home() / f"{month}.csv", _path(month)
    try:
        copy_out(query, raw)
        typed = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in COLUMNS.items())
        unfinished = path.with_suffix(".part")
        with duckdb.connect() as duck:
            duck.execute(
                f"COPY (SELECT {quoted(month)} AS month, {typed} FROM ({read_csv(raw, COLUMNS)}))"
                f" TO {quoted(unfinished)} (FORMAT parquet)"
            )
        unfinished.replace(path)
    finally:
        raw.unlink(missing_ok=True)


@dataclass(frozen=True)
class Wanted:
    """Which tallies: rules of a standard or of a clause, units one may see, months from to."""

    standard: str = ""
    clause: str = ""
    unit_ids: Sequence[int] | None = None
    from_month: str = ""
    to_month: str = ""

    def where(self) -> tuple[str, list[Any]]:
        """Condition and parameters."""
        parts: list[str] = ["true"]
        values: list[Any] = []
        if self.standard:
            parts.append("standard = ?")
            values.append(self.standard)
        if self.clause:
            parts.append("(clause = ? OR row_clause = ?)")
            values += [self.clause, self.clause]
        if self.unit_ids is not None:
            parts.append("unit_id IN (SELECT unnest(?::BIGINT[]))")
            values.append(list(self.unit_ids))
        for name, sign in (("from_month", ">="), ("to_month", "<=")):
            if value := getattr(self, name):
                parts.append(f"month {sign} ?")
                values.append(value)
        return " AND ".join(parts), values


def ask(columns: str, wanted: Wanted, rest: str = "") -> list[tuple[Any, ...]]:
    """A query over the tallies: `COLUMNS` with the month, and the rule's standard and clause."""
    files = ", ".join(quoted(path) for path in sorted(home().glob("*.parquet")))
    if not files:
        return []
    where, values = wanted.where()
    query = (
        f"SELECT {columns} FROM (SELECT *, split_part(rule, '#', 1) AS standard,"
        " split_part(split_part(rule, '#', 2), '~', 1) AS clause"
        f" FROM read_parquet([{files}])) WHERE {where} {rest}"
    )
    with duckdb.connect() as duck:
        return duck.execute(query, values).fetchall()
