"""PostgreSQL says of a record what Python says, in its own dialect and collation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanbiao.project.postgres import Server
from rulebook.feel import types as t
from rulebook.rules import RuleSet
from rulebook.sql import Column, Source, rules_to_sql
from tests.rulebook import test_sql, test_sql_tables
from tests.rulebook.makers import a_rule, a_set
from tests.rulebook.random_facts import (
    COLUMNS,
    FACTS,
    ROWS_A_TIME,
    agree,
    create,
    from_python,
    row_values,
)
from tests.rulebook.test_sql_random import TRUTH, expressions
from tests.rulebook.test_sql_random import rule_set as random_rules


@pytest.fixture(scope="module")
def link(server: Server) -> Iterator[psycopg.Connection]:
    """A session with an empty relation of facts; nothing of it is ever committed."""
    with psycopg.connect(server.dsn("superuser", "postgres")) as connection:
        create(lambda text: connection.execute(text.encode()))
        yield connection
        connection.rollback()


def ask(link: psycopg.Connection, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    return link.execute(query.encode()).fetchall()


def fill(link: psycopg.Connection, rows: list[dict[str, Any]]) -> None:
    """Replace the facts."""
    link.execute("DELETE FROM facts")
    marks = ", ".join("%s" for _ in range(len(COLUMNS) + 1))
    with link.cursor() as cursor:
        cursor.executemany(f"INSERT INTO facts VALUES ({marks})".encode(), row_values(rows))


@pytest.fixture(scope="module", params=["conditions", "tables"])
def compiled(request: pytest.FixtureRequest) -> tuple[RuleSet, str]:
    """Rules in Python and the PostgreSQL text of them."""
    made = test_sql.rule_set() if request.param == "conditions" else test_sql_tables.rule_set()
    sql = rules_to_sql(made, COLUMNS, "postgres", Source("facts"))
    assert sql.refused == {}
    return made, f'SELECT "key", rule_id, verdict FROM ({sql.findings}) said'


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(FACTS, min_size=1, max_size=ROWS_A_TIME))
def test_postgresql_says_what_python_says(
    link: psycopg.Connection, compiled: tuple[RuleSet, str], rows: list[dict[str, Any]]
) -> None:
    rules, query = compiled
    fill(link, rows)
    agree(ask(link, query), from_python(rules, rows))


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    made=st.lists(expressions(TRUTH, 3), min_size=1, max_size=8),
    rows=st.lists(FACTS, min_size=1, max_size=25),
)
def test_any_condition_is_judged_alike(
    link: psycopg.Connection, made: list[str], rows: list[dict[str, Any]]
) -> None:
    rules = random_rules(made)
    sql = rules_to_sql(rules, COLUMNS, "postgres", Source("facts"))
    if sql.pushed:
        fill(link, rows)
        said = ask(link, f'SELECT "key", rule_id, verdict FROM ({sql.findings}) said')
        agree(said, from_python(rules.only(lambda rule: rule.id in sql.pushed), rows))


def test_a_stored_moment_is_read_as_the_wall_clock_of_its_zone(link: psycopg.Connection) -> None:
    columns = {"出发时间": Column("at", t.DATE_TIME, zoned=True, zone="Asia/Shanghai")}
    rules = a_set(a_rule("出发时间.hour = 8", actual="出发时间"))
    link.execute(
        "CREATE TEMP VIEW trips AS SELECT '1' AS key, timestamptz '2026-06-03 00:30:00+00' AS at"
    )
    sql = rules_to_sql(rules, columns, "postgres", Source("trips"))
    assert ask(link, sql.findings) == []
    assert [row[-1] for row in ask(link, sql.counts)] == [1]


def test_a_moment_with_offset_is_not_compared_with_one_without() -> None:
    columns = {"出发时间": Column("at", t.DATE_TIME, zoned=True)}
    rules = a_set(a_rule('出发时间 > date and time("2026-01-01T00:00:00")'))
    made = rules_to_sql(rules, columns, "postgres", Source("facts"))
    (reason,) = made.refused.values()
    assert "时区" in reason
