"""Decision tables nobody would draw: made at random, decided alike in Python and in databases."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rulebook.feel import types as t
from rulebook.rules import RulesError
from rulebook.tables import HitPolicy, Output, Table
from tests.rulebook.engines import Engine, examples
from tests.rulebook.makers import a_rule, a_set, a_table
from tests.rulebook.random_facts import FACTS
from tests.rulebook.test_sql import judged_alike, queries

EXAMPLES = {"duckdb": 30, "postgres": 20, "spark": 5}
LISTED = {
    "用车类别": ['"调研核查"', '"会议活动"', '"", "其他公务"', '["调研核查", "Ａ会议"]'],
    "法定节假日用车": ["true", "false", "true, false"],
    "乘车人数": ["1", "2, 3", "5", "100"],
    "出车日期": ['@"2026-10-01"', '@"2026-08-31", @"2026-09-30"'],
    "加油量": ["0.08", "0.1, 3", "5.0"],
}
"""Cells that list constants, by input."""
ASKING = {
    "用车类别": ["-", "null", 'not("会议活动")', '"调研核查", null', 'starts with(?, "会议")'],
    "法定节假日用车": ["-", "not(true)", "null"],
    "乘车人数": ["-", "< 3", ">= 3", "[1..5)", "> 核定载客", "not(1, 2)", "null"],
    "出车日期": ["-", '< @"2026-10-01"', '[@"2026-09-30"..@"2026-10-07"]', "> 年检有效期至"],
    "加油量": ["-", "<= 0.08", "(0.08..3]", "> 行驶里程", "乘车人数"],
}
"""Cells that do anything else."""
POLICIES = [HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.ANY, HitPolicy.PRIORITY]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table over one to three facts; some columns only list constants, so that it is joined."""
    inputs = tuple(
        draw(st.lists(st.sampled_from(list(LISTED)), min_size=1, max_size=3, unique=True))
    )
    columns = [
        st.sampled_from(LISTED[name] + ([] if draw(st.booleans()) else ASKING[name]))
        for name in inputs
    ]
    limits = st.sampled_from(["1", "4", "7.5", "null"])
    rows = draw(st.lists(st.tuples(*columns, limits), min_size=1, max_size=8))
    default = draw(st.sampled_from(["", "2.25"]))
    output = Output("座数上限", t.NUMBER, values="7.5, 4, 1", default=default)
    return a_table(rows, draw(st.sampled_from(POLICIES)), inputs, (output,))


def test_any_table_is_decided_alike(engine: Engine) -> None:
    joined = []

    @examples(EXAMPLES[engine.dialect])
    @given(table=tables(), rows=st.lists(FACTS, min_size=1, max_size=40))
    def alike(table: Table, rows: list[dict[str, Any]]) -> None:
        try:
            rules = a_set(
                a_rule("乘车人数 <= 座数上限", id="limit", table=table),
                a_rule("乘车人数 > 2", id="when", table=table, when="座数上限 > 3"),
            )
        except RulesError:
            return
        asked = queries(rules, engine.dialect)
        judged_alike(engine, asked, rows)
        joined.extend("JOIN" in sql.findings for _, sql in asked)

    alike()
    assert {True, False} <= set(joined)
