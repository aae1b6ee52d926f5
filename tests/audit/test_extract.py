"""Facts arrive in DuckDB as PostgreSQL has them: nothing rounded, no text bent."""

# ruff: noqa: DTZ001 - wall-clock times are what is tested

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from guanbiao.audit.extract import Extract, Period, extract, periods
from guanbiao.audit.facts import read_records
from guanbiao.gate.describe import Fact, FactSet
from rulebook.feel import types as t
from tests.shelf.module import BOOK

pytestmark = pytest.mark.django_db
JUNE = Period(dt.date(2026, 6, 1), dt.date(2026, 6, 30))


@pytest.fixture
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty DuckDB."""
    with duckdb.connect() as connection:
        yield connection


def a_set(kind: t.Type, *values: str) -> FactSet:
    """A fact ``x`` with these PostgreSQL expressions as its values, one a row, all in June."""
    rows = ", ".join(f"({n}, {value})" for n, value in enumerate(values))
    fixed = "n AS key, 1::bigint AS unit_id, date '2026-06-03' AS day"
    sql = f"SELECT {fixed}, x FROM (VALUES {rows}) v(n, x)"
    return FactSet(BOOK, (Fact("x", "值", kind),), sql)


def taken(
    duck: duckdb.DuckDBPyConnection, folder: Path, kind: t.Type, *values: str
) -> tuple[Extract, list[Any]]:
    """The extract of such a set and its values as the gate would have read them."""
    fact_set = a_set(kind, *values)
    made = extract(fact_set, JUNE, duck, folder / "x.parquet")
    records = read_records(duck, fact_set, f"read_parquet('{made.path}') r")
    return made, [one.facts["值"] for one in sorted(records, key=lambda one: int(one.key))]


def test_texts_keep_quotes_lines_and_the_sign_for_null(
    duck: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    texts = ["", r"\N", "甲,乙", 'say "hi"', "两\n行", "尾随 "]
    literals = [("E'" + text.replace("\\", "\\\\").replace("\n", "\\n") + "'") for text in texts]
    _, found = taken(duck, tmp_path, t.STRING, *literals, "NULL")
    assert found == [*texts, None]


def test_numbers_keep_every_digit_and_tell_how_many(
    duck: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    made, found = taken(duck, tmp_path, t.NUMBER, "12.50", "-0.125", "1000", "0", "NULL")
    assert found == [Decimal("12.5"), Decimal("-0.125"), Decimal(1000), Decimal(0), None]
    assert (made.columns["值"].whole, made.columns["值"].scale) == (4, 4)


def test_a_number_with_too_many_digits_is_left_to_python(
    duck: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    long = "1." + "3" * 40
    made, found = taken(duck, tmp_path, t.NUMBER, long, "2")
    assert "值" not in made.columns
    assert found == [Decimal(long), Decimal(2)]


def test_floats_are_read_as_the_gate_reads_them(
    duck: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    made, found = taken(duck, tmp_path, t.NUMBER, "0.1::float8", "1e-7::float8")
    assert "值" not in made.columns
    assert found == [Decimal("0.1"), Decimal("1e-07")]


def test_a_column_of_nulls_is_a_column(duck: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    made, found = taken(duck, tmp_path, t.NUMBER, "NULL::numeric", "NULL")
    assert found == [None, None]
    assert made.columns["值"].scale == 0


def test_moments_are_the_same_instant_with_their_zone(
    duck: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    made, found = taken(duck, tmp_path, t.DATE_TIME, "timestamptz '2026-06-03 00:30:15.5+00'")
    assert found[0].replace(tzinfo=None) == dt.datetime(2026, 6, 3, 8, 30, 15, 500000)
    assert found[0].utcoffset() == dt.timedelta(hours=8)
    assert made.columns["值"].zoned


def test_booleans_days_clocks_and_durations(
    duck: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    assert taken(duck, tmp_path, t.BOOLEAN, "true", "false", "NULL")[1] == [True, False, None]
    assert taken(duck, tmp_path, t.DATE, "date '2024-02-29'")[1] == [dt.date(2024, 2, 29)]
    assert taken(duck, tmp_path, t.TIME, "time '08:30'")[1] == [dt.time(8, 30)]
    made, found = taken(duck, tmp_path, t.DAYS_DURATION, "interval '1 day 1.5 seconds'")
    assert found == [dt.timedelta(days=1, seconds=1, milliseconds=500)]
    assert "值" not in made.columns


def test_an_empty_month_is_an_empty_file(duck: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    fact_set = a_set(t.NUMBER, "1")
    july = Period(dt.date(2026, 7, 1), dt.date(2026, 7, 31))
    made = extract(fact_set, july, duck, tmp_path / "x.parquet")
    assert list(read_records(duck, fact_set, f"read_parquet('{made.path}') r")) == []
    assert [path.name for path in tmp_path.iterdir()] == ["x.parquet"]


def test_months_are_cut_to_the_days_asked_for() -> None:
    fact_set = a_set(t.NUMBER, "1", "2")
    asked = periods(fact_set, dt.date(2026, 6, 2), dt.date(2026, 8, 5))
    assert asked == [(Period(dt.date(2026, 6, 2), dt.date(2026, 6, 30)), 2)]
    assert asked[0][0].label == "2026-06"
    assert Period(JUNE.from_day, dt.date(2026, 8, 5)).label == "2026-06_2026-08"
