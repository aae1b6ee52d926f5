"""Decision tables in SQL: equality tables are joined, the others become CASE; same meaning."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.feel import types as t
from rulebook.rules import RuleSet
from rulebook.sql import Source, rules_to_sql
from rulebook.tables import Aggregation, HitPolicy, Input, Output, Row, Table
from tests.rulebook.engines import Engine, examples
from tests.rulebook.makers import a_rule, a_set, a_table
from tests.rulebook.random_facts import COLUMNS, FACTS, ROWS_A_TIME
from tests.rulebook.test_sql import judged_alike, queries

EXAMPLES = {"duckdb": 12, "postgres": 8, "spark": 2}
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


def mixed_tables() -> list[Table]:
    """Tables with a column of equalities, joined, and others that stay conditions."""
    ranked = (Output("座数上限", t.NUMBER, values="7.5, 4, 1"),)
    with_default = (Output("座数上限", t.NUMBER, default="2.25"),)
    bands = [
        (f'"{kind}"', band, value)
        for kind, values in (("调研核查", ("4", "7.5")), ("会议活动", ("1", "4")), ("", ("4", "1")))
        for band, value in zip(("<= 3", "> 3"), values, strict=True)
    ]
    overlapping = [(kind, band.replace("> 3", "> 1"), value) for kind, band, value in bands]
    by_fact = [(kind, band.replace("3", "核定载客"), value) for kind, band, value in bands]
    wild = [(kind, band.replace("> 3", "-"), value) for kind, band, value in bands]
    return [
        a_table(bands, inputs=(KIND, PEOPLE)),
        a_table(overlapping, inputs=(KIND, PEOPLE)),
        a_table(overlapping, HitPolicy.ANY, (KIND, PEOPLE)),
        a_table(by_fact, inputs=(KIND, PEOPLE), outputs=with_default),
        a_table(wild, HitPolicy.FIRST, (KIND, PEOPLE), with_default),
        a_table(bands[:4], HitPolicy.PRIORITY, (KIND, PEOPLE), ranked),
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
    for index, table in enumerate([*joined_tables(), *mixed_tables(), *cased_tables()]):
        rules += [
            a_rule("乘车人数 <= 座数上限", id=f"limit{index}", table=table),
            a_rule("乘车人数 > 2", id=f"when{index}", table=table, when="座数上限 > 3"),
            a_rule("座数上限 != null", id=f"null{index}", table=table, when=f"{HOLIDAY} = true"),
        ]
    return a_set(*rules)


@pytest.mark.parametrize("table", joined_tables(), ids=range(5))
def test_an_equality_table_is_joined(table: Table) -> None:
    sql = rules_to_sql(
        a_set(a_rule("座数上限 > 1", table=table)), COLUMNS, "duckdb", Source("facts")
    )
    assert "LEFT JOIN (VALUES" in sql.findings


@pytest.mark.parametrize("table", mixed_tables()[:5], ids=range(5))
def test_a_mixed_table_is_joined_by_its_equalities(table: Table) -> None:
    sql = rules_to_sql(
        a_set(a_rule("座数上限 > 1", table=table)), COLUMNS, "duckdb", Source("facts")
    )
    assert "LEFT JOIN (VALUES" in sql.findings
    assert "passengers" in sql.findings.partition(" AS t(")[0]


@pytest.mark.parametrize(("band", "looks"), [("> 3", False), ("> 1", True)])
def test_rows_that_exclude_each_other_are_not_looked_through_for_a_clash(
    band: str, looks: bool
) -> None:
    table = a_table([("<= 3", "4"), (band, "7")], inputs=(PEOPLE,))
    sql = rules_to_sql(
        a_set(a_rule("座数上限 > 1", table=table)), COLUMNS, "duckdb", Source("facts")
    )
    assert ("THEN 1 ELSE 0" in sql.findings) is looks


@pytest.mark.parametrize("table", cased_tables(), ids=range(12))
def test_any_other_table_is_a_case(table: Table) -> None:
    sql = rules_to_sql(
        a_set(a_rule("座数上限 > 1", table=table)), COLUMNS, "duckdb", Source("facts")
    )
    assert "JOIN" not in sql.findings


def test_a_database_decides_what_python_decides(engine: Engine) -> None:
    rules = rule_set()
    every = queries(rules, engine.dialect)
    assert sum(len(pushed) for pushed, _ in every) == len(rules)

    @examples(EXAMPLES[engine.dialect])
    @given(rows=st.lists(FACTS, min_size=1, max_size=ROWS_A_TIME))
    def alike(rows: list[dict[str, Any]]) -> None:
        judged_alike(engine, every, rows)

    alike()


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
