"""One meaning: what Python says of a record, databases say too, nulls and boundaries included."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.rules import Modality, RuleSet
from rulebook.sql import Source, SqlRules, UnpushableError, rules_to_sql
from tests.rulebook.engines import Engine, examples
from tests.rulebook.makers import a_rule, a_set
from tests.rulebook.random_facts import COLUMNS, FACTS, ROWS_A_TIME, agree, from_python

EXAMPLES = {"duckdb": 12, "postgres": 8, "spark": 2}


COUNTS = [
    "乘车人数 <= 核定载客",
    "乘车人数 < 5",
    "乘车人数 = 核定载客",
    "乘车人数 != 核定载客",
    "乘车人数 = null",
    "核定载客 != null and 乘车人数 + 1 <= 核定载客",
    "乘车人数 between 1 and 核定载客",
    "乘车人数 in [1..5]",
    "乘车人数 in (1..5)",
    "乘车人数 in (1, 3, 5)",
    "乘车人数 in (< 2, > 核定载客)",
    "乘车人数 in [1, 2, null]",
    "even(乘车人数)",
    "list contains([1, 2, 3], 乘车人数)",
    "乘车人数 in []",
    "count([1, 2]) + 1 > 乘车人数",
]
"""Whole numbers: comparisons, ranges, lists, nothing at all."""
WORDS = [
    '用车类别 in ("调研核查", "会议活动")',
    '用车类别 in ["调研核查", "会议活动"] and 乘车人数 > 2',
    '用车类别 = "会议活动" or 法定节假日用车',
    "not(法定节假日用车)",
    "法定节假日用车 = true",
    "法定节假日用车 or 乘车人数 > 3",
    "法定节假日用车 and 乘车人数 > 3",
    '用车类别 < "会议活动"',
    '用车类别 + "类" = "会议活动类"',
    '(if 用车类别 = "会议活动" then 4 else 核定载客) >= 乘车人数',
    "(if 法定节假日用车 then 0 else 1) = 1",
    "string length(用车类别) > 3",
    'contains(用车类别, "会议")',
    'starts with(用车类别, "会议")',
    'ends with(用车类别, "活动")',
    'substring(用车类别, 1, 2) = "会议"',
]
"""Texts and yes-or-no."""
DAYS = [
    "出车日期 <= 年检有效期至",
    '出车日期 < date("2026-10-01")',
    '出车日期 in [@"2026-10-01"..@"2026-10-07"]',
    '年检有效期至 - 出车日期 > duration("P30D")',
    "(年检有效期至 - 出车日期).days > 30",
    '出车日期 + duration("P1M") <= 年检有效期至',
    '出车日期 - duration("P2D") <= 年检有效期至',
    'years and months duration(出车日期, 年检有效期至) >= duration("P1M")',
    "出车日期.month = 10",
    "出车日期.weekday >= 6",
    "max(年检有效期至, 出车日期) = 年检有效期至",
    '出车日期 in (@"2026-10-01", @"2026-10-07")',
]
"""Dates, their parts and what lies between them."""
MOMENTS = [
    "出发时间 < 返回时间",
    '返回时间 - 出发时间 <= duration("PT8H")',
    '出发时间 + duration("PT2H") <= 返回时间',
    "出发时间.hour >= 8",
    "date(出发时间) = 出车日期",
    '出发时间 >= date and time("2026-10-01T08:30:00")',
    '(返回时间 - 出发时间) / 2 <= duration("PT4H")',
]
"""Dates with a time."""
AMOUNTS = [
    "加油量 / 行驶里程 * 100 <= 8",
    "加油量 / 行驶里程 = 0.08",
    "加油量 / 行驶里程 != 0.08",
    "10 >= 加油量 / 行驶里程",
    "加油量 / 行驶里程 + 1 > 1.08",
    "加油量 / 行驶里程 = null",
    "加油量 * 7.45 <= 600",
    "加油量 + 行驶里程 > 0.3",
    "-加油量 < 0",
    "abs(加油量 - 行驶里程) <= 0.1",
    "floor(加油量) = 3",
    "ceiling(加油量) = 3",
    "round half up(加油量, 1) >= 0.3",
    "modulo(行驶里程, 3) = 0",
    "modulo(行驶里程, 加油量) >= 0",
    "min(加油量, 行驶里程, 50) >= 1",
    "max(加油量, 行驶里程) <= 50",
    "加油量 <= 油量上限",
    "油量上限 - 加油量 >= 0 and 乘车人数 + null = null",
    "(if 法定节假日用车 then null else 加油量) >= 3",
]
"""Decimals: quotients, rounding, dated values."""
CLOCK = [
    '上车时刻 < time("08:30:00")',
    '上车时刻 = time("08:00:00")',
    '上车时刻 in [@"08:00:00"..@"18:00:00"]',
    "上车时刻.hour >= 8 and 上车时刻.minute < 30",
    "上车时刻 != null",
]
"""Times of a day."""
SPANS = [
    '候车时长 <= duration("PT1H")',
    '候车时长 = duration("-PT1S")',
    '候车时长 in [@"PT0S"..@"PT59S"]',
    "候车时长.days >= 1",
    "返回时间 - 出发时间 <= 候车时长",
    '候车时长 * 2 > duration("PT2H")',
    '候车时长 / duration("PT1H") > 2',
    '-候车时长 < duration("PT1S") or abs(候车时长) = duration("P83DT8H")',
]
"""Lengths of days and seconds."""
YEARS = [
    '使用年限 >= duration("P1Y")',
    '使用年限 + duration("P1M") = duration("-P1Y")',
    "出车日期 + 使用年限 > 年检有效期至",
    "出发时间 - 使用年限 < 返回时间",
    "years and months duration(出车日期, 年检有效期至) < 使用年限",
]
"""Lengths of years and months."""
CONDITIONS = [*COUNTS, *WORDS, *DAYS, *MOMENTS, *AMOUNTS, *CLOCK, *SPANS, *YEARS]
"""Requirements that SQL must be able to say, one construct or trap each."""

REFUSED = [
    "加油量 / 行驶里程 / 2 < 1",
    "加油量 / 行驶里程 * 3 < 1",
    "加油量 / 行驶里程 < 行驶里程 / 加油量",
    'matches(用车类别, "会.*")',
    'upper case(用车类别) = "A"',
    "some x in [1, 2] satisfies x > 乘车人数",
    "count([乘车人数, 核定载客]) = 2",
    "出车日期 < today()",
    "sqrt(加油量) < 3",
    "加油量 / 行驶里程 + 加油量 / 行驶里程 < 1",
    "(加油量 / 行驶里程) * (加油量 / 行驶里程) < 1",
    "加油量 / 行驶里程 = 行驶里程 / 加油量",
    "abs(加油量 / 行驶里程) < 1",
    "加油量 * 加油量 * 加油量 * 加油量 * 加油量 > 1",
    "round half up(加油量, -1) = 10",
    "round half down(加油量, 1) = 1",
    "round half up(加油量, 乘车人数) = 1",
    "odd(加油量)",
    "乘车人数 in [核定载客, [1, 2]]",
    '(出发时间 - 出车日期) > duration("PT1H")',
    "出发时间 + (返回时间 - 出发时间) = 返回时间",
    "出发时间.second = 0",
    "(返回时间 - 出发时间).hours > 1",
    'years and months duration(出发时间, 返回时间) > duration("P1M")',
    '(duration("P1M") * 乘车人数) = duration("P1Y")',
    'max(用车类别, "b") = "b"',
    "max(乘车人数, 出车日期) = 1",
    'string(乘车人数) = "1"',
    'contains(string: 用车类别, match: "会")',
    "date(2026, 乘车人数, 1) = 出车日期",
    "(if 乘车人数 > 1 then 乘车人数 else 用车类别) = 1",
    '出发时间 > date and time("2026-10-01T00:00:00+08:00")',
    'time(出发时间) > time("08:30:00")',
    "乘车人数 in [1..核定载客]",
    "乘车人数 in [5..1]",
    "加油量 ** 2 < 9",
    'substring(用车类别, -2) = "活动"',
]


def rule_set() -> RuleSet:
    """Every condition as a requirement and, turned round, as a condition of another."""
    plain = [a_rule(text, id=f"r{i}") for i, text in enumerate(CONDITIONS)]
    gated = [
        a_rule("乘车人数 > 2", id=f"w{i}", when=text, modality=Modality.SHOULD)
        for i, text in enumerate(CONDITIONS)
    ]
    return a_set(*plain, *gated, 油量上限=Decimal("45.50"))


def test_every_condition_can_be_said_in_sql(engine: Engine) -> None:
    rules = rule_set()
    made = rules_to_sql(rules, COLUMNS, engine.dialect, Source("facts"))
    texts = {rule.id: rule.require if rule.id[0] == "r" else rule.when for rule in rules}
    refused = {texts[rule]: why for rule, why in made.refused.items()}
    assert all(engine.dialect == "spark" and "Spark" in why for why in refused.values()), refused


Query = tuple[RuleSet, SqlRules]
"""Rules and the SQL of those that were pushed."""


def queries(every: RuleSet, dialect: str) -> list[Query]:
    """The rules, as one query; Spark takes minutes to plan a hundred at once, so ten a query."""
    size = 10 if dialect == "spark" else len(every)
    ids = [rule.id for rule in every]
    found = []
    for start in range(0, len(ids), size):
        chosen = frozenset(ids[start : start + size])
        some = every.only(lambda rule, chosen=chosen: rule.id in chosen)
        sql = rules_to_sql(some, COLUMNS, dialect, Source("facts"))
        found.append((some.only(lambda rule, sql=sql: rule.id in sql.pushed), sql))
    return [(rules, sql) for rules, sql in found if len(rules)]


def judged_alike(engine: Engine, every: list[Query], rows: list[dict[str, Any]]) -> None:
    """Findings and counts are those of Python."""
    engine.fill(COLUMNS, rows)
    for rules, sql in every:
        expected = from_python(rules, rows)
        agree(engine.ask(f"SELECT key, rule_id, verdict FROM ({sql.findings}) AS s"), expected)
        said = engine.ask(f"SELECT rule_id, verdict, n FROM ({sql.counts}) AS s")
        counted = Counter((rule, found.verdict.value) for (_, rule), found in expected.items())
        assert {(rule, verdict): n for rule, verdict, n in said} == counted


def test_a_database_says_what_python_says(engine: Engine) -> None:
    every = queries(rule_set(), engine.dialect)

    @examples(EXAMPLES[engine.dialect])
    @given(rows=st.lists(FACTS, min_size=1, max_size=ROWS_A_TIME))
    def alike(rows: list[dict[str, Any]]) -> None:
        judged_alike(engine, every, rows)

    alike()


@pytest.mark.parametrize("text", REFUSED)
def test_what_sql_cannot_keep_is_refused_with_the_reason(text: str) -> None:
    made = rules_to_sql(a_set(a_rule(text)), COLUMNS, "duckdb", Source("facts"))
    assert made.pushed == ()
    assert made.findings == ""
    (reason,) = made.refused.values()
    assert "逐条" in reason or "数据库" in reason


def test_a_fact_that_is_no_column_is_refused_by_its_name() -> None:
    made = rules_to_sql(a_set(a_rule()), {}, "duckdb", Source("facts"))
    assert "乘车人数" in made.refused["Q/YC-001#5.2.3"]


def test_an_unknown_database_is_refused() -> None:
    with pytest.raises(UnpushableError, match="不认识的数据库"):
        rules_to_sql(a_set(a_rule()), COLUMNS, "oracle", Source("facts"))


def test_a_finding_shows_limit_and_actual_without_superfluous_zeros(engine: Engine) -> None:
    rules = a_set(a_rule("加油量 <= 行驶里程", actual="加油量", limit="行驶里程"))
    sql = rules_to_sql(rules, COLUMNS, engine.dialect, Source("facts"))
    row = dict.fromkeys(COLUMNS) | {"加油量": Decimal("50.50"), "行驶里程": Decimal("40.00")}
    engine.fill(COLUMNS, [row])
    assert engine.ask(sql.findings) == [("0", "Q/YC-001#5.2.3", "block", "40", "50.5")]


def test_spark_has_no_times_of_day_and_says_so() -> None:
    made = rules_to_sql(a_set(a_rule("上车时刻 != null")), COLUMNS, "spark", Source("facts"))
    (reason,) = made.refused.values()
    assert "Spark" in reason
