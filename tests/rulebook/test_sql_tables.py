"""Decision tables in SQL: equality tables are joined, the others become CASE; same meaning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rulebook.feel import types as t
from rulebook.rules import RuleSet
from rulebook.sql import Source, SqlRules, rules_to_sql
from rulebook.tables import Aggregation, HitPolicy, Input, Output, Row, Table
from tests.rulebook.makers import a_rule, a_set, a_table
from tests.rulebook.random_facts import (
    COLUMNS,
    FACTS,
    ROWS_A_TIME,
    agree,
    create,
    from_python,
    row_values,
)

KIND, HOLIDAY, PEOPLE, DAY = "用车类别", "法定节假日用车", "乘车人数", "出车日期"
EQUAL = [('"调研核查"', "true", "4"), ('"会议活动", ""', "true, false", "7.5")]
RANGES = [("[0..3]", "-", "4"), ("> 3", "true", "7.5"), ("null", "not(null)", "1")]


def joined_tables() -> list[Table]:
    """Tables whose cells all list constants."""
    with_default = (Output("座数上限", t.NUMBER, default="2.25"),)
    return [
        a_table([('"调研核查"', "4"), ('"会议活动"', "7")]),
        a_table(EQUAL, inputs=(KIND, HOLIDAY)),
        a_table([('["调研核查", "会议活动"]', "4")], HitPolicy.FIRST, outputs=with_default),
        a_table([("1, 2", "3"), ("3, 4", "5")], inputs=(PEOPLE,)),
        a_table([('@"2026-10-01"', "3")], inputs=(DAY,)),
    ]


def cased_tables() -> list[Table]:
    """Tables with ranges, gaps, overlaps, defaults and every policy that takes one row."""
    ranked = (Output("座数上限", t.NUMBER, values="7.5, 4, 1"),)
    with_default = (Output("座数上限", t.NUMBER, default="2.25"),)
    by_fact = (Output("座数上限", t.NUMBER),)
    return [
        a_table(RANGES, inputs=(PEOPLE, HOLIDAY)),
        a_table(RANGES, HitPolicy.FIRST, (PEOPLE, HOLIDAY)),
        a_table(RANGES, HitPolicy.PRIORITY, (PEOPLE, HOLIDAY), ranked),
        a_table([("> 1", "4"), ("> 2", "4"), ("< 5", "4.0")], HitPolicy.ANY, (PEOPLE,)),
        a_table([("> 1", "4"), ("> 2", "5")], HitPolicy.ANY, (PEOPLE,)),
        a_table([('"调研核查"', "4"), ("-", "7")], HitPolicy.FIRST),
        a_table([("> 1", "3")], HitPolicy.UNIQUE, (PEOPLE,), with_default),
        a_table([("> 1", "核定载客 + 0.5"), ("<= 1", "null")], outputs=by_fact, inputs=(PEOPLE,)),
        a_table([("(1..5]", "3")], inputs=(PEOPLE,)),
        a_table([("<= 3", "3")], inputs=("乘车人数 + 1",)),
        a_table([('not("调研核查", "")', "3")]),
        strict_table(),
    ]


def strict_table() -> Table:
    """A table that allows some values only."""
    inputs = (Input(KIND, allowed='"调研核查", "会议活动"'),)
    rows = (Row(('"调研核查"',), ("4",), "5.2.1"), Row(("-",), ("6",), "5.2.2"))
    outputs = (Output("座数上限", t.NUMBER),)
    return Table("座数表", HitPolicy.FIRST, Aggregation.NONE, inputs, outputs, rows)


def rule_set() -> RuleSet:
    """Each table asked by a requirement, by a condition and by one that bears null."""
    rules = []
    for index, table in enumerate([*joined_tables(), *cased_tables()]):
        rules += [
            a_rule("乘车人数 <= 座数上限", id=f"limit{index}", table=table),
            a_rule("乘车人数 > 2", id=f"when{index}", table=table, when="座数上限 > 3"),
            a_rule("座数上限 != null", id=f"null{index}", table=table, when=f"{HOLIDAY} = true"),
        ]
    return a_set(*rules)


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with an empty relation of facts."""
    connection = duckdb.connect()
    create(connection.execute)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def compiled() -> tuple[RuleSet, SqlRules]:
    """All tables, in Python and in DuckDB."""
    rules = rule_set()
    return rules, rules_to_sql(rules, COLUMNS, "duckdb", Source("facts"))


def test_every_table_can_be_said_in_sql(compiled: tuple[RuleSet, SqlRules]) -> None:
    assert compiled[1].refused == {}


@pytest.mark.parametrize("table", joined_tables(), ids=range(5))
def test_an_equality_table_is_joined(table: Table) -> None:
    sql = rules_to_sql(
        a_set(a_rule("座数上限 > 1", table=table)), COLUMNS, "duckdb", Source("facts")
    )
    assert "LEFT JOIN (VALUES" in sql.findings


@pytest.mark.parametrize("table", cased_tables(), ids=range(12))
def test_any_other_table_is_a_case(table: Table) -> None:
    sql = rules_to_sql(
        a_set(a_rule("座数上限 > 1", table=table)), COLUMNS, "duckdb", Source("facts")
    )
    assert "JOIN" not in sql.findings


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(FACTS, min_size=1, max_size=ROWS_A_TIME))
def test_duckdb_decides_what_python_decides(
    duck: duckdb.DuckDBPyConnection,
    compiled: tuple[RuleSet, SqlRules],
    rows: list[dict[str, Any]],
) -> None:
    rules, sql = compiled
    duck.execute("DELETE FROM facts")
    marks = ", ".join("?" for _ in range(len(COLUMNS) + 1))
    duck.executemany(f"INSERT INTO facts VALUES ({marks})", row_values(rows))
    said = duck.execute(f'SELECT "key", rule_id, verdict FROM ({sql.findings})').fetchall()
    agree(said, from_python(rules, rows))


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (a_table([("-", "4")], HitPolicy.COLLECT, aggregation=Aggregation.SUM), "汇总"),
        (a_table([('matches(?, "会.*")', "4")]), "matches"),
        (a_table([("-", "if 加油量 / 行驶里程 > 1 then 1 else 2 ** 乘车人数")]), "逐条"),
        (a_table([("-", "加油量 / 行驶里程")]), "商"),
        (a_table([("(1..核定载客]", "3")], inputs=(PEOPLE,)), "端点"),
    ],
)
def test_a_table_sql_cannot_keep_is_refused_with_the_reason(table: Table, reason: str) -> None:
    made = rules_to_sql(a_set(a_rule("座数上限 > 1", table=table)), COLUMNS, "duckdb", Source("f"))
    (why,) = made.refused.values()
    assert reason in why
