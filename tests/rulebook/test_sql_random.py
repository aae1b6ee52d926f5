"""Conditions nobody would think of: made at random, judged alike in Python and DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rulebook.rules import RulesError
from rulebook.sql import Source, rules_to_sql
from tests.rulebook.makers import a_rule, a_set
from tests.rulebook.random_facts import COLUMNS, FACTS, agree, create, from_python, row_values

NUMBER, TEXT, DAY, TRUTH, LENGTH, ORDER = "number", "text", "day", "truth", "length", "order"
LEAVES = {
    NUMBER: ["乘车人数", "核定载客", "加油量", "行驶里程", "0", "1", "2.5", "5", "-1", "0.08"],
    TEXT: ["用车类别", '"会议活动"', '"会议"', '""'],
    DAY: ["出车日期", "年检有效期至", 'date("2026-10-01")', 'date("2024-02-29")', "date(出发时间)"],
    TRUTH: ["法定节假日用车", "true", "false", "乘车人数 > 3", "加油量 = null"],
    LENGTH: ["P1D", "-P40D", "PT36H", "-PT1H", "P1M", "-P13M", "P1Y"],
    ORDER: ["<", "<=", ">", ">=", "=", "!="],
}
"""What stands at the ends of the tree, by kind."""
PATTERNS: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    NUMBER: [
        ("({} + {})", (NUMBER, NUMBER)),
        ("({} - {})", (NUMBER, NUMBER)),
        ("({} * {})", (NUMBER, NUMBER)),
        ("({} / {})", (NUMBER, NUMBER)),
        ("({} / {} * 100)", (NUMBER, NUMBER)),
        ("(-{})", (NUMBER,)),
        ("abs({})", (NUMBER,)),
        ("floor({})", (NUMBER,)),
        ("ceiling({})", (NUMBER,)),
        ("round half up({}, 1)", (NUMBER,)),
        ("modulo({}, {})", (NUMBER, NUMBER)),
        ("min({}, {})", (NUMBER, NUMBER)),
        ("max({}, {}, 3)", (NUMBER, NUMBER)),
        ("(if {} then {} else {})", (TRUTH, NUMBER, NUMBER)),
        ("string length({})", (TEXT,)),
        ("({} - {}).days", (DAY, DAY)),
        ("{}.month", (DAY,)),
    ],
    TEXT: [
        ("({} + {})", (TEXT, TEXT)),
        ("substring({}, 2)", (TEXT,)),
        ("substring({}, 1, 2)", (TEXT,)),
        ("(if {} then {} else {})", (TRUTH, TEXT, TEXT)),
    ],
    DAY: [
        ('({} + duration("{}"))', (DAY, LENGTH)),
        ('({} - duration("{}"))', (DAY, LENGTH)),
        ("max({}, {})", (DAY, DAY)),
    ],
    TRUTH: [
        ("({} {} {})", (NUMBER, ORDER, NUMBER)),
        ("({} {} {})", (TEXT, ORDER, TEXT)),
        ("({} {} {})", (DAY, ORDER, DAY)),
        ("({} and {})", (TRUTH, TRUTH)),
        ("({} or {} or {})", (TRUTH, TRUTH, TRUTH)),
        ("not({})", (TRUTH,)),
        ("({} = {})", (TRUTH, TRUTH)),
        ("({} between {} and {})", (NUMBER, NUMBER, NUMBER)),
        ("({} in (1, {}, > {}))", (NUMBER, NUMBER, NUMBER)),
        ("({} in [2, {}, null, (3..5]])", (NUMBER, NUMBER)),
        ("({} in [1..5))", (NUMBER,)),
        ('({} in ("会议", {}))', (TEXT, TEXT)),
        ("({} = null)", (NUMBER,)),
        ("({} = null)", (DAY,)),
        ("contains({}, {})", (TEXT, TEXT)),
        ("starts with({}, {})", (TEXT, TEXT)),
        ("ends with({}, {})", (TEXT, TEXT)),
        ('(({} - {}) > duration("P30D"))', (DAY, DAY)),
        ('(years and months duration({}, {}) >= duration("P1M"))', (DAY, DAY)),
    ],
}
"""How greater expressions are made of lesser ones, by kind."""


@st.composite
def expressions(draw: st.DrawFn, kind: str, depth: int) -> str:
    """A FEEL expression of a kind, at most so deep."""
    patterns = PATTERNS.get(kind, []) if depth else []
    place = draw(st.integers(0, len(patterns) * 2 + len(LEAVES[kind]) // 2))
    if place >= len(patterns) * 2:
        return draw(st.sampled_from(LEAVES[kind]))
    pattern, parts = patterns[place // 2]
    return pattern.format(*(draw(expressions(part, depth - 1)) for part in parts))


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with an empty relation of facts."""
    connection = duckdb.connect()
    create(connection.execute)
    yield connection
    connection.close()


def rule_set(made: list[str]) -> Any:
    """Those of the conditions that strict drafting accepts, as rules."""
    rules = [a_rule(text, id=f"r{number}") for number, text in enumerate(made)]
    try:
        return a_set(*rules)
    except RulesError as refused:
        bad = {problem.rule_id for problem in refused.problems}
        return a_set(*[rule for rule in rules if rule.id not in bad])


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    made=st.lists(expressions(TRUTH, 3), min_size=1, max_size=8),
    rows=st.lists(FACTS, min_size=1, max_size=25),
)
def test_any_condition_is_judged_alike(
    duck: duckdb.DuckDBPyConnection, made: list[str], rows: list[dict[str, Any]]
) -> None:
    rules = rule_set(made)
    sql = rules_to_sql(rules, COLUMNS, "duckdb", Source("facts"))
    if not sql.pushed:
        return
    duck.execute("DELETE FROM facts")
    marks = ", ".join("?" for _ in range(len(COLUMNS) + 1))
    duck.executemany(f"INSERT INTO facts VALUES ({marks})", row_values(rows))
    said = duck.execute(f'SELECT "key", rule_id, verdict FROM ({sql.findings})').fetchall()
    pushed = rules.only(lambda rule: rule.id in sql.pushed)
    agree(said, from_python(pushed, rows))
