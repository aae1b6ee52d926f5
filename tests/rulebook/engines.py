"""The databases in which rules are judged: the same relation of facts, the same questions.

DuckDB and PostgreSQL always run; Spark only in ``make test-spark``, which installs it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from decimal import Decimal
from typing import Any, Protocol

import duckdb
import psycopg
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, settings

from guanbiao.project.postgres import Server
from rulebook.feel import types as t
from rulebook.feel.values.durations import Months
from rulebook.sql import Column
from rulebook.sql.terms import NUMERIC

Rows = Sequence[Mapping[str, Any]]
SQL_TYPES = {
    t.STRING: "TEXT",
    t.BOOLEAN: "BOOLEAN",
    t.DATE: "DATE",
    t.TIME: "TIME",
    t.DATE_TIME: "TIMESTAMP",
}
ARROW_TYPES = {
    t.STRING: pa.string(),
    t.BOOLEAN: pa.bool_(),
    t.DATE: pa.date32(),
    t.TIME: pa.time64("us"),
    t.DATE_TIME: pa.timestamp("us"),
}


class Engine(Protocol):
    """A database that judges."""

    dialect: str

    def fill(self, columns: Mapping[str, Column], rows: Rows) -> None:
        """Make the relation ``facts`` anew; its key counts the rows from 0."""

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""


def stored(value: Any) -> Any:
    """A FEEL value as a relation of facts holds it."""
    if isinstance(value, dt.timedelta):
        return Decimal(value // dt.timedelta(microseconds=1)) / 1_000_000
    if isinstance(value, Months):
        return Decimal(value.months)
    return value.replace(tzinfo=None) if isinstance(value, dt.datetime) else value


def held(columns: Mapping[str, Column], rows: Rows) -> list[tuple[Any, ...]]:
    """The rows of the relation: key and columns in order."""
    return [(str(key), *(stored(row[label]) for label in columns)) for key, row in enumerate(rows)]


def sql_type(column: Column) -> str:
    """The type of a column in the relation of facts."""
    if column.type in NUMERIC:
        return f"DECIMAL({column.whole + column.scale}, {column.scale})"
    return SQL_TYPES[column.type]


class DuckDb:
    """DuckDB in memory, over Arrow."""

    dialect = "duckdb"

    def __init__(self, link: duckdb.DuckDBPyConnection) -> None:
        self.link = link

    def fill(self, columns: Mapping[str, Column], rows: Rows) -> None:
        types = [pa.string(), *map(arrow_type, columns.values())]
        by_column = list(zip(*held(columns, rows), strict=True)) or [() for _ in types]
        arrays = [pa.array(each, kind) for each, kind in zip(by_column, types, strict=True)]
        names = ["key", *(column.name for column in columns.values())]
        self.link.register("facts", pa.Table.from_arrays(arrays, names))

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        return self.link.execute(query).fetchall()


def arrow_type(column: Column) -> pa.DataType:
    """The type of a column in Arrow."""
    if column.type in NUMERIC:
        return pa.decimal128(column.whole + column.scale, column.scale)
    return ARROW_TYPES[column.type]


class Postgres:
    """A session whose relation is temporary and never committed."""

    dialect = "postgres"

    def __init__(self, link: psycopg.Connection) -> None:
        self.link = link

    def fill(self, columns: Mapping[str, Column], rows: Rows) -> None:
        fields = ", ".join(f'"{each.name}" {sql_type(each)}' for each in columns.values())
        self.link.execute("DROP TABLE IF EXISTS facts")
        self.link.execute(f'CREATE TEMP TABLE facts ("key" TEXT, {fields})'.encode())
        with self.link.cursor() as cursor, cursor.copy("COPY facts FROM STDIN") as copy:
            for row in held(columns, rows):
                copy.write_row(row)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        return self.link.execute(query.encode()).fetchall()


class Spark:
    """Spark on this machine alone."""

    dialect = "spark"

    def __init__(self, session: Any) -> None:
        self.session = session

    def fill(self, columns: Mapping[str, Column], rows: Rows) -> None:
        fields = [f"`{each.name}` {sql_type(each)}" for each in columns.values()]
        schema = ", ".join(["`key` STRING", *fields]).replace("TEXT", "STRING")
        frame = self.session.createDataFrame(
            held(columns, rows), schema.replace("TIMESTAMP", "TIMESTAMP_NTZ")
        )
        frame.coalesce(1).createOrReplaceTempView("facts")

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.session.sql(query).collect()]


@contextmanager
def spark() -> Any:
    """A session of Spark; its own zone has summer time, which must not matter."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]")
    chosen = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.session.timeZone": "America/New_York",
    }
    for name, value in chosen.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield Spark(session)
    session.stop()


@contextmanager
def duck() -> Any:
    """A DuckDB of its own."""
    with closing(duckdb.connect()) as link:
        yield DuckDb(link)


@contextmanager
def postgres(dsn: str) -> Any:
    """A session of PostgreSQL."""
    with psycopg.connect(dsn) as link:
        yield Postgres(link)
        link.rollback()


KINDS = ["duckdb", "postgres", pytest.param("spark", marks=pytest.mark.spark)]


@pytest.fixture(scope="module", params=KINDS)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Each database in turn, opened once for a file of tests."""
    if request.param == "postgres":
        server: Server = request.getfixturevalue("server")
        opened = postgres(server.dsn("superuser", "postgres"))
    else:
        opened = duck() if request.param == "duckdb" else spark()
    with opened as running:
        yield running


def examples(many: int) -> settings:
    """So many examples, however long they take."""
    return settings(max_examples=many, deadline=None, suppress_health_check=list(HealthCheck))
