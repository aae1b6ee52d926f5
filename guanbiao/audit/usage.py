"""How often every clause spoke, month by month: tallies of receipts and refusals as Parquet.

Evidence is only ever added to, so what was written up to a watermark is counted once; each refresh
adds what came since. A passage bears the moment it began at and shows when it is committed, so the
watermark stays `SETTLING` behind the clock, and what is younger is counted anew each time. Once a
day the number of pieces below the watermark is compared with what was counted; should a passage
have taken longer than that, everything is counted again.

A tally says, by act, unit, rule and verdict, how many judgements there were, and of those with a
number as actual value how many and their sum.
"""

# ruff: noqa: S608 - moments are literals, everything else is our own text

from __future__ import annotations

import datetime as dt
import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
from django.db import connection
from django.utils import timezone
from psycopg import sql

from guanbiao.audit.extract import copy_out, quoted, read_csv
from guanbiao.audit.sweep import audit_home

COLUMNS = {"month": "VARCHAR", "source": "VARCHAR", "act": "VARCHAR", "unit_id": "BIGINT",
           "rule": "VARCHAR", "row_clause": "VARCHAR", "verdict": "VARCHAR", "n": "BIGINT",
           "told": "BIGINT", "total": "DOUBLE"}  # fmt: skip
EACH = """
SELECT to_char(r.day, 'YYYY-MM'), '{source}', r.act, coalesce(r.unit_id, 0), e ->> 'rule',
       coalesce(e -> 'row' ->> 1, ''),
       e ->> 'verdict', count(*), count(*) FILTER (WHERE {number}),
       coalesce(sum((e ->> 'actual')::numeric) FILTER (WHERE {number}), 0)
FROM {table} r, jsonb_array_elements(r.content::jsonb -> 'findings') e
WHERE {{span}} GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
NUMBER = (
    r"jsonb_typeof(e -> 'actual') IN ('string', 'number') AND e ->> 'actual' ~ '^-?\d+(\.\d+)?$'"
)
BULK = """
SELECT to_char(r.day, 'YYYY-MM'), 'receipt', r.act, coalesce(r.unit_id, 0), c.key, '', v.key,
       sum(v.value::bigint), 0, 0
FROM gate_receipt r, jsonb_each(r.content::jsonb -> 'counts') c, jsonb_each_text(c.value) v
WHERE {span} AND r.key = '' GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
SINGLE = EACH.format(source="receipt", table="gate_receipt", number=NUMBER)
REFUSED = EACH.format(source="refusal", table="gate_refusal", number=NUMBER)
PIECES = """
SELECT (SELECT count(*) FROM gate_receipt r WHERE {span})
     + (SELECT count(*) FROM gate_refusal r WHERE {span})
"""
MERGE = """
SELECT month, source, act, unit_id, rule, row_clause, verdict, sum(n)::BIGINT AS n,
       sum(told)::BIGINT AS told, sum(total) AS total
FROM read_parquet([{files}]) GROUP BY ALL
"""
STALE = 600.0
"""Seconds after which a page has the tallies brought up to date."""
SETTLING = dt.timedelta(hours=1)
"""How long after its beginning a passage is sure to be committed or gone."""
DAWN = dt.datetime(1, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class State:
    """What was counted: up to which moment for good, how many pieces, in which files, when."""

    settled: str = DAWN.isoformat()
    pieces: int = 0
    files: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    at: float = 0.0
    checked: str = ""


def home() -> Path:
    """Where the tallies lie."""
    folder = audit_home() / "usage"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def clock() -> dt.datetime:
    """The time of the database, which is what receipts bear."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (found,) = cursor.fetchone()
    moment: dt.datetime = found
    return moment


def refresh() -> int:
    """Count what came since the last time; returns how many pieces of evidence were read."""
    known, now = _state(), clock()
    today = f"{timezone.localdate(now)}"
    if known.checked != today and _pieces(DAWN, _moment(known)) != known.pieces:
        known = State(earlier=known.files)
    before, mark = _moment(known), max(_moment(known), now - SETTLING)
    settled = _pieces(before, mark)
    name, files = uuid.uuid4().hex, list(known.files[:1])
    if settled or not files:
        fresh = _counted(f"{name}-new", before, mark)
        files = [_merged(f"{name}-settled", [*files, fresh])]
        (home() / fresh).unlink()
    files.append(_counted(f"{name}-tail", mark, None))
    fresh_state = State(mark.isoformat(), known.pieces + settled, tuple(files), known.files,
                        time.time(), today)  # fmt: skip
    _keep(fresh_state)
    return settled + _pieces(mark, None)


def up_to_date(age: float = STALE) -> None:
    """Refresh unless somebody did within ``age`` seconds."""
    if not 0 <= time.time() - _state().at <= age:
        refresh()


def _state() -> State:
    note = home() / "state.json"
    found = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
    if "settled" not in found or not all((home() / name).exists() for name in found["files"]):
        return State()
    lists = {name: tuple(found[name]) for name in ("files", "earlier")}
    return State(**{**found, **lists})


def _moment(state: State) -> dt.datetime:
    return dt.datetime.fromisoformat(state.settled)


def _keep(state: State) -> None:
    """Write the state, then drop the files of generations nobody can still be reading."""
    note = home() / "state.json"
    unfinished = note.with_suffix(f".{uuid.uuid4().hex}")
    unfinished.write_text(json.dumps(asdict(state)), encoding="utf-8")
    unfinished.replace(note)
    old = time.time() - STALE
    for path in home().glob("*.parquet"):
        if path.name not in {*state.files, *state.earlier} and path.stat().st_mtime < old:
            path.unlink(missing_ok=True)


def _span(after: dt.datetime, until: dt.datetime | None) -> str:
    found = f"r.at > {sql.Literal(after).as_string(None)}"
    return found if until is None else f"{found} AND r.at <= {sql.Literal(until).as_string(None)}"


def _pieces(after: dt.datetime, until: dt.datetime | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(PIECES.format(span=_span(after, until)))
        (found,) = cursor.fetchone()
    return int(found)


def _counted(name: str, after: dt.datetime, until: dt.datetime | None) -> str:
    """The tallies of a span of time as a file; returns its name."""
    span = _span(after, until)
    query = " UNION ALL ".join(text.format(span=span) for text in (SINGLE, BULK, REFUSED))
    raw = home() / f"{name}.csv"
    try:
        copy_out(query, raw)
        typed = ", ".join(f'CAST("{each}" AS {kind}) AS "{each}"' for each, kind in COLUMNS.items())
        return _written(f"{name}.parquet", f"SELECT {typed} FROM ({read_csv(raw, COLUMNS)})")
    finally:
        raw.unlink(missing_ok=True)


def _merged(name: str, files: Sequence[str]) -> str:
    """Files of tallies as one, equal keys added up."""
    listed = ", ".join(quoted(home() / each) for each in files)
    return _written(f"{name}.parquet", MERGE.format(files=listed))


def _written(name: str, query: str) -> str:
    with duckdb.connect() as duck:
        duck.execute(f"COPY ({query}) TO {quoted(home() / name)} (FORMAT parquet)")
    return name


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
    files = ", ".join(quoted(home() / name) for name in _state().files)
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
