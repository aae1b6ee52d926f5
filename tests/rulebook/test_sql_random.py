"""Conditions nobody would think of: made at random, judged alike in Python and in databases."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rulebook.rules import RulesError
from rulebook.sql import Source, rules_to_sql
from tests.rulebook.engines import Engine, examples
from tests.rulebook.makers import a_rule, a_set
from tests.rulebook.random_facts import COLUMNS, FACTS, agree, from_python

EXAMPLES = {"duckdb": 25, "postgres": 12, "spark": 12}
NUMBER, TEXT, DAY, TRUTH, LENGTH, ORDER = "number", "text", "day", "truth", "length", "order"
MOMENT, CLOCK, SPAN, MONTHS = "moment", "clock", "span", "months"
LEAVES = {
    NUMBER: ["乘车人数", "核定载客", "加油量", "行驶里程", "0", "1", "2.5", "5", "-1", "0.08"],
    TEXT: ["用车类别", '"会议活动"', '"会议"', '""'],
    DAY: ["出车日期", "年检有效期至", 'date("2026-10-01")', 'date("2024-02-29")', "date(出发时间)"],
    MOMENT: ["出发时间", "返回时间", 'date and time("2026-10-01T08:30:00")'],
    CLOCK: ["上车时刻", 'time("08:30:00")'],
    SPAN: ["候车时长", 'duration("PT59S")', 'duration("-P1D")'],
    MONTHS: ["使用年限", 'duration("P1M")', 'duration("-P1Y1M")'],
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
        ("{}.days", (SPAN,)),
        ("{}.hour", (MOMENT,)),
        ("{}.minute", (CLOCK,)),
        ("({} / {})", (SPAN, SPAN)),
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
        ("({} + {})", (DAY, MONTHS)),
    ],
    MOMENT: [
        ('({} - duration("{}"))', (MOMENT, LENGTH)),
        ("({} + {})", (MOMENT, MONTHS)),
        ("min({}, {})", (MOMENT, MOMENT)),
        ("(if {} then {} else {})", (TRUTH, MOMENT, MOMENT)),
    ],
    SPAN: [
        ("({} - {})", (MOMENT, MOMENT)),
        ("({} - {})", (DAY, DAY)),
        ("({} + {})", (SPAN, SPAN)),
        ("({} * {})", (SPAN, NUMBER)),
        ("({} / {})", (SPAN, NUMBER)),
        ("(-{})", (SPAN,)),
        ("max({}, {})", (SPAN, SPAN)),
    ],
    MONTHS: [
        ("years and months duration({}, {})", (DAY, DAY)),
        ("({} - {})", (MONTHS, MONTHS)),
        ("(-{})", (MONTHS,)),
    ],
    TRUTH: [
        ("({} {} {})", (NUMBER, ORDER, NUMBER)),
        ("({} {} {})", (TEXT, ORDER, TEXT)),
        ("({} {} {})", (DAY, ORDER, DAY)),
        ("({} {} {})", (MOMENT, ORDER, MOMENT)),
        ("({} {} {})", (CLOCK, ORDER, CLOCK)),
        ("({} {} {})", (SPAN, ORDER, SPAN)),
        ("({} {} {})", (MONTHS, ORDER, MONTHS)),
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
        ("({} = null)", (SPAN,)),
        ('({} in [@"PT0S"..@"PT1H"])', (SPAN,)),
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


def rule_set(made: list[str]) -> Any:
    """Those of the conditions that strict drafting accepts, as rules."""
    rules = [a_rule(text, id=f"r{number}") for number, text in enumerate(made)]
    try:
        return a_set(*rules)
    except RulesError as refused:
        bad = {problem.rule_id for problem in refused.problems}
        return a_set(*[rule for rule in rules if rule.id not in bad])


def test_any_condition_is_judged_alike(engine: Engine) -> None:
    @examples(EXAMPLES[engine.dialect])
    @given(
        made=st.lists(expressions(TRUTH, 3), min_size=1, max_size=8),
        rows=st.lists(FACTS, min_size=1, max_size=25),
    )
    def alike(made: list[str], rows: list[dict[str, Any]]) -> None:
        rules = rule_set(made)
        sql = rules_to_sql(rules, COLUMNS, engine.dialect, Source("facts"))
        if sql.pushed:
            engine.fill(COLUMNS, rows)
            said = engine.ask(f"SELECT key, rule_id, verdict FROM ({sql.findings}) AS s")
            agree(said, from_python(rules.only(lambda rule: rule.id in sql.pushed), rows))

    alike()
