"""Facts out of PostgreSQL into Parquet: COPY to a file, then typed by DuckDB.

Nothing passes through Python row by row, so the memory needed does not grow with the rows.
"""

# ruff: noqa: S608 - names come from descriptors, values from `quoted` or parameters

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from django.conf import settings
from django.db import connection
from psycopg import sql

from guanbiao.gate.describe import Fact, FactSet
from rulebook.feel import types as t
from rulebook.sql import Column

LEAD = {"key": "VARCHAR", "unit_id": "BIGINT", "day": "DATE"}
DAY_LABEL = "业务日期"
NULL = r"\N"
DIGITS = 34
"""A number with more digits than FEEL keeps is not compared in SQL."""
WHOLES, SCALES = (4, 8, 12, 16), (0, 2, 4, 8)
TYPES = {
    t.STRING: "VARCHAR",
    t.BOOLEAN: "BOOLEAN",
    t.DATE: "DATE",
    t.TIME: "TIME",
    t.DATE_TIME: "TIMESTAMP",
}


@dataclass(frozen=True, slots=True)
class Period:
    """A month, or several in a row, or what was asked for of them; both days included."""

    from_day: dt.date
    to_day: dt.date

    @property
    def label(self) -> str:
        """The months as ``2026-06`` or ``2026-01_2026-06``."""
        first, last = f"{self.from_day:%Y-%m}", f"{self.to_day:%Y-%m}"
        return first if first == last else f"{first}_{last}"


@dataclass(frozen=True)
class Extract:
    """A Parquet file of facts: columns ``key``, ``unit_id``, ``day`` and one a fact.

    ``columns`` maps the labels of those that SQL may compare; the others are held as text.
    """

    path: Path
    columns: dict[str, Column]


def periods(fact_set: FactSet, from_day: dt.date, to_day: dt.date) -> list[tuple[Period, int]]:
    """The months between two days that have records, with how many."""
    query = (
        f"SELECT date_trunc('month', day)::date, count(*) FROM ({_text(fact_set)}) facts"
        f" WHERE day BETWEEN {_literal(from_day)} AND {_literal(to_day)} GROUP BY 1 ORDER BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows = cursor.fetchall()
    return [(_period(month, from_day, to_day), count) for month, count in rows]


def first_day(fact_set: FactSet) -> dt.date | None:
    """The day of the oldest record; None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(day) FROM ({_text(fact_set)}) facts")
        (day,) = cursor.fetchone()
    return day  # type: ignore[no-any-return]


def _period(month: dt.date, from_day: dt.date, to_day: dt.date) -> Period:
    following = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    last = following - dt.timedelta(days=1)
    return Period(max(month, from_day), min(last, to_day))


def _literal(day: dt.date) -> str:
    return sql.Literal(day).as_string(None)


def _text(fact_set: FactSet) -> str:
    return fact_set.sql.strip().rstrip(";")


def extract(
    fact_set: FactSet, period: Period, duck: duckdb.DuckDBPyConnection, path: Path
) -> Extract:
    """The facts of a period as Parquet at ``path``; the intermediate file is removed."""
    return typed_parquet(_query(fact_set, period), LEAD, fact_set.facts, duck, path)


def typed_parquet(
    query: str,
    lead: Mapping[str, str],
    facts: Sequence[Fact],
    duck: duckdb.DuckDBPyConnection,
    path: Path,
) -> Extract:
    """The rows of a query as Parquet: ``lead`` columns with their DuckDB types, then facts."""
    raw = path.with_suffix(".csv")
    try:
        copy_out(query, raw)
        names = [*lead, *(fact.name for fact in facts)]
        duck.execute(f"CREATE OR REPLACE TEMP VIEW raw AS {read_csv(raw, names)}")
        columns = {fact.label: _column(fact, duck) for fact in facts}
        typed = [f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in lead.items()]
        typed += [_typed(fact, columns[fact.label]) for fact in facts]
        wanted = ", ".join(typed)
        duck.execute(f"COPY (SELECT {wanted} FROM raw) TO {quoted(path)} (FORMAT parquet)")
    finally:
        raw.unlink(missing_ok=True)
    pushed = {label: column for label, column in columns.items() if column is not None}
    return Extract(path, {**pushed, DAY_LABEL: Column("day", t.DATE)})


def copy_out(query: str, path: Path) -> None:
    """The rows of a query into a CSV file, block by block."""
    options = f"(FORMAT csv, NULL '{NULL}', FORCE_QUOTE *)"
    with (
        connection.cursor() as cursor,
        path.open("wb") as file,
        cursor.copy(f"COPY ({query}) TO STDOUT {options}") as copy,
    ):
        for block in copy:
            file.write(block)


def read_csv(path: Path, names: Iterable[str]) -> str:
    """The query that reads such a file: all text, nulls told apart from empty texts."""
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
    return (
        f"SELECT * FROM read_csv({quoted(path)}, columns={{{columns}}}, header=false,"
        f" auto_detect=false, delim=',', quote='\"', escape='\"', nullstr='{NULL}',"
        " allow_quoted_nulls=false, parallel=false, max_line_size=16777216)"
    )


def quoted(text: object) -> str:
    """A text as a literal of DuckDB."""
    return "'" + str(text).replace("'", "''") + "'"


def _query(fact_set: FactSet, period: Period) -> str:
    wanted = ", ".join(_read(fact) for fact in fact_set.facts)
    days = f"{_literal(period.from_day)} AND {_literal(period.to_day)}"
    return (
        f"SELECT key::text, unit_id, day{', ' if wanted else ''}{wanted}"
        f" FROM ({_text(fact_set)}) facts WHERE day BETWEEN {days}"
    )


def _read(fact: Fact) -> str:
    name = f'"{fact.name}"'
    if fact.type == t.DATE_TIME:
        zone = sql.Literal(settings.TIME_ZONE).as_string(None)
        return f"({name} AT TIME ZONE {zone}) AS {name}"
    if fact.type == t.DAYS_DURATION:
        return f"EXTRACT(EPOCH FROM {name}) AS {name}"
    return name


def _column(fact: Fact, duck: duckdb.DuckDBPyConnection) -> Column | None:
    """How SQL may see the fact; None when it has to be judged in Python."""
    if fact.type == t.NUMBER:
        return _number_column(fact, duck)
    if fact.type not in TYPES:
        return None
    return Column(fact.name, fact.type, zoned=fact.type == t.DATE_TIME)


def _number_column(fact: Fact, duck: duckdb.DuckDBPyConnection) -> Column | None:
    """Room for the digits that the values of this extract have, none rounded away."""
    name = f'"{fact.name}"'
    plain = rf"regexp_full_match({name}, '-?[0-9]+(\.[0-9]*)?')"
    whole = f"length(ltrim(split_part(ltrim({name}, '-'), '.', 1), '0'))"
    scale = f"length(rtrim(split_part({name}, '.', 2), '0'))"
    measured = (
        f"SELECT bool_and({plain}), max({whole}), max({scale}) FROM raw WHERE {name} IS NOT NULL"
    )
    sound, most_whole, most_scale = duck.execute(measured).fetchone() or (None, None, None)
    if sound is False or (most_whole or 0) + (most_scale or 0) > DIGITS:
        return None
    before, behind = _roomy(most_whole or 1, WHOLES), _roomy(most_scale or 0, SCALES)
    return Column(fact.name, t.NUMBER, before, behind)


def _roomy(digits: int, sizes: tuple[int, ...]) -> int:
    """The next usual size, so that the months of a year mostly share their SQL."""
    return next((size for size in sizes if digits <= size), digits)


def _typed(fact: Fact, column: Column | None) -> str:
    name = f'"{fact.name}"'
    if column is None or column.type == t.STRING:
        return name
    if column.type == t.NUMBER:
        return f"CAST({name} AS DECIMAL({column.whole + column.scale}, {column.scale})) AS {name}"
    if column.type == t.BOOLEAN:
        return f"({name} = 't') AS {name}"
    return f"CAST({name} AS {TYPES[column.type]}) AS {name}"
