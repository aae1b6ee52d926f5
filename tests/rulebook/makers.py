"""Rules and facts for tests, in order unless told otherwise."""

from __future__ import annotations

from typing import Any

from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.rules import Modality, Rule, RuleSet, compile_rules
from rulebook.tables import Aggregation, HitPolicy, Input, Output, Row, Table

TRIP = Scope(
    {
        "乘车人数": t.NUMBER,
        "核定载客": t.NUMBER,
        "用车类别": t.STRING,
        "法定节假日用车": t.BOOLEAN,
        "出车日期": t.DATE,
        "年检有效期至": t.DATE,
        "出发时间": t.DATE_TIME,
        "返回时间": t.DATE_TIME,
        "加油量": t.NUMBER,
        "行驶里程": t.NUMBER,
        "上车时刻": t.TIME,
        "候车时长": t.DAYS_DURATION,
        "使用年限": t.MONTHS_DURATION,
    }
)


def a_rule(require: str = "乘车人数 <= 核定载客", **changes: Any) -> Rule:
    """A mandatory clause about seats, with changes."""
    fields: dict[str, Any] = {
        "id": "Q/YC-001#5.2.3",
        "standard": "Q/YC-001",
        "edition": "2026",
        "clause": "5.2.3",
        "words": "乘车人数不应超过核定载客人数。",
        "modality": Modality.MUST,
        "act": "vehicles.request.submit",
        "require": require,
    }
    return Rule(**{**fields, **changes})


def a_set(*rules: Rule, scope: Scope = TRIP, **values: Any) -> RuleSet:
    """These rules, compiled over the facts of a trip."""
    return compile_rules(rules, scope, values)


def a_table(
    rows: list[tuple[str, ...]],
    policy: HitPolicy = HitPolicy.UNIQUE,
    inputs: tuple[str, ...] = ("用车类别",),
    outputs: tuple[Output, ...] = (Output("座数上限", t.NUMBER),),
    aggregation: Aggregation = Aggregation.NONE,
) -> Table:
    """A table whose row n (from 1) is set by clause ``5.2.n``; cells in the order of columns."""
    width = len(inputs)
    made = tuple(
        Row(tuple(cells[:width]), tuple(cells[width:]), f"5.2.{number}")
        for number, cells in enumerate(rows, 1)
    )
    columns = tuple(Input(label) for label in inputs)
    return Table("座数表", policy, aggregation, columns, outputs, made)
