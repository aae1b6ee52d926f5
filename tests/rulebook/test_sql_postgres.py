"""Moments that PostgreSQL stores with a zone are read as the wall clock of that zone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guanbiao.project.postgres import Server
from rulebook.feel import types as t
from rulebook.sql import Column, Source, rules_to_sql
from tests.rulebook import engines
from tests.rulebook.makers import a_rule, a_set


@pytest.fixture
def session(server: Server) -> Iterator[engines.Postgres]:
    """A session of PostgreSQL; nothing of it is ever committed."""
    with engines.postgres(server.dsn("superuser", "postgres")) as running:
        yield running


def test_a_stored_moment_is_read_as_the_wall_clock_of_its_zone(session: engines.Postgres) -> None:
    columns = {"出发时间": Column("at", t.DATE_TIME, zoned=True, zone="Asia/Shanghai")}
    rules = a_set(a_rule("出发时间.hour = 8", actual="出发时间"))
    session.link.execute(
        "CREATE TEMP VIEW trips AS SELECT '1' AS key, timestamptz '2026-06-03 00:30:00+00' AS at"
    )
    sql = rules_to_sql(rules, columns, "postgres", Source("trips"))
    assert session.ask(sql.findings) == []
    assert [row[-1] for row in session.ask(sql.counts)] == [1]


def test_a_moment_with_offset_is_not_compared_with_one_without() -> None:
    columns = {"出发时间": Column("at", t.DATE_TIME, zoned=True)}
    rules = a_set(a_rule('出发时间 > date and time("2026-01-01T00:00:00")'))
    made = rules_to_sql(rules, columns, "postgres", Source("facts"))
    (reason,) = made.refused.values()
    assert "时区" in reason
