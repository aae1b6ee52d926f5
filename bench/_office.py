"""The office-area decision: a table of 24 rows and six conditions, as each engine wants it.

The rows are the limits of usable office area per person by level of the body and rank (the table of
计价〔1999〕2250号 as revised by 发改投资〔2014〕2674号, here only as something to look up).
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from rulebook.feel import Scope, compile_expression
from rulebook.feel import types as t
from rulebook.rules import Modality, Rule, compile_rules
from rulebook.tables import Aggregation, HitPolicy, Input, Output, Row, Table, compile_table

Record = dict[str, Any]
Decide = Callable[[Record], Any]
_BY_BODY: dict[str, dict[str, int]] = {
    "中央机关": {"部级正职": 54, "部级副职": 42, "正司级": 24, "副司级": 18, "处级": 12,
             "处级以下": 9},
    "省级机关": {"省级正职": 54, "省级副职": 42, "正厅级": 30, "副厅级": 24, "正处级": 18,
             "副处级": 12, "处级以下": 9},
    "市级机关": {"市级正职": 42, "市级副职": 30, "正局级": 24, "副局级": 18, "局级以下": 9},
    "县级机关": {"县级正职": 30, "县级副职": 24, "正科级": 18, "副科级": 12, "科级以下": 9},
}  # fmt: skip
LIMITS = {(body, rank): n for body, ranks in _BY_BODY.items() for rank, n in ranks.items()}
TOWN, TOWN_LIMIT = "乡级机关", 24
FROM, UNTIL = dt.date(2014, 11, 24), dt.date(2030, 1, 1)
USES, IDLE = ("基本办公", "辅助办公"), "停用"
REQUIRE = (
    '面积 <= 限额 and 分摊率 <= 0.5 and 用途 in ["基本办公", "辅助办公"] and '
    '批准日 >= date("2014-11-24") and 批准日 < date("2030-01-01") and 状态 != "停用"'
)
SCOPE = Scope(
    {"机关": t.STRING, "职级": t.STRING, "面积": t.NUMBER, "分摊率": t.NUMBER, "用途": t.STRING,
     "批准日": t.DATE, "状态": t.STRING}
)  # fmt: skip
TABLE = Table(
    "面积表",
    HitPolicy.UNIQUE,
    Aggregation.NONE,
    (Input("机关"), Input("职级")),
    (Output("限额", t.NUMBER),),
    (
        *(Row((f'"{b}"', f'"{r}"'), (str(n),), "5") for (b, r), n in LIMITS.items()),
        Row((f'"{TOWN}"', "-"), (str(TOWN_LIMIT),), "5"),
    ),
)


def records(count: int) -> list[Record]:
    """Random rooms, most of them lawful."""
    dice = random.Random(7)
    bodies = [*LIMITS, (TOWN, "科员"), ("市级机关", "科员")]
    return [_record(dice, *dice.choice(bodies)) for _ in range(count)]


def _record(dice: random.Random, body: str, rank: str) -> Record:
    return {
        "机关": body,
        "职级": rank,
        "面积": Decimal(dice.randrange(60, 600)) / 10,
        "分摊率": Decimal(dice.randrange(20, 70)) / 100,
        "用途": dice.choice((*USES, *USES, "出租")),
        "批准日": dt.date(2010, 1, 1) + dt.timedelta(days=dice.randrange(6000)),
        "状态": dice.choice(("在用", "闲置", IDLE)),
    }


HALF, TOWN_DECIMAL = Decimal("0.5"), Decimal(TOWN_LIMIT)
DECIMALS = {key: Decimal(n) for key, n in LIMITS.items()}


def by_hand(x: Record) -> tuple[Any, Any]:
    """What a programmer writes: a dictionary and a conjunction, nothing known of null."""
    limit = TOWN_DECIMAL if x["机关"] == TOWN else DECIMALS.get((x["机关"], x["职级"]))
    if limit is None:
        return None, None
    kept = (
        x["面积"] <= limit
        and x["分摊率"] <= HALF
        and x["用途"] in USES
        and FROM <= x["批准日"] < UNTIL
        and x["状态"] != IDLE
    )
    return limit, kept


def rulebook() -> Decide:
    """Table and condition, compiled."""
    decide = compile_table(TABLE, SCOPE).decide
    require = compile_expression(REQUIRE, SCOPE.extended({"限额": t.NUMBER}))

    def run(x: Record) -> tuple[Any, Any]:
        x["限额"] = limit = decide(x)
        return limit, None if limit is None else require(x)

    return run


def traced() -> Decide:
    """The table with its trace: inputs, rows, cells, clauses; then the condition."""
    trace = compile_table(TABLE, SCOPE).trace
    require = compile_expression(REQUIRE, SCOPE.extended({"限额": t.NUMBER}))

    def run(x: Record) -> tuple[Any, Any]:
        found = trace(x)
        x["限额"] = found.result
        return found.result, None if found.result is None else require(x)

    return run


def judged() -> Decide:
    """As the gate does it: a finding with verdict, limit, actual value and the table's row."""
    rule = Rule(
        id="Q#1", standard="Q", edition="2026", clause="1", words="面积不应超过限额。",
        modality=Modality.MUST, act="offices.room.assign", require=REQUIRE, limit="限额",
        actual="面积", table=TABLE,
    )  # fmt: skip
    return compile_rules([rule], SCOPE).judge


def zen() -> Decide:
    """zen-engine (Rust, JDM): a decision table node and an expression node."""
    import zen as engine

    rows = [{"_id": f"r{n}", "a": f'"{b}"', "b": f'"{r}"', "o": str(v)}
            for n, ((b, r), v) in enumerate(LIMITS.items())]  # fmt: skip
    rows.append({"_id": "town", "a": f'"{TOWN}"', "b": "", "o": str(TOWN_LIMIT)})
    ok = (
        "limit == null ? null : area <= limit and share <= 0.5 and "
        'use in ["基本办公", "辅助办公"] and d(day) >= d("2014-11-24") and '
        'd(day) < d("2030-01-01") and state != "停用"'
    )
    table = {
        "hitPolicy": "first", "passThrough": True, "rules": rows,
        "inputs": [{"id": "a", "name": "a", "field": "body"}, {"id": "b", "name": "b",
                                                               "field": "rank"}],
        "outputs": [{"id": "o", "name": "o", "field": "limit"}],
    }  # fmt: skip
    keys = [{"id": "1", "key": "limit", "value": "limit"}, {"id": "2", "key": "ok", "value": ok}]
    kinds = (("in", "inputNode", {}), ("t", "decisionTableNode", table),
             ("e", "expressionNode", {"expressions": keys}), ("out", "outputNode", {}))  # fmt: skip
    nodes = [
        {"id": id_, "type": kind, "name": id_, "position": {"x": 0, "y": 0}, "content": content}
        for id_, kind, content in kinds
    ]
    pairs = (("in", "t"), ("t", "e"), ("e", "out"))
    edges = [{"id": a + b, "type": "edge", "sourceId": a, "targetId": b} for a, b in pairs]
    text = json.dumps({"nodes": nodes, "edges": edges})
    content = getattr(engine, "ZenDecisionContent", lambda given: given)(text)
    decision = engine.ZenEngine().create_decision(content)

    def run(x: Record) -> tuple[Any, Any]:
        result = decision.evaluate({**_plain(x), "day": x["批准日"].isoformat()})["result"]
        return result.get("limit"), result.get("ok")

    return run


def datalogic() -> Decide:
    """datalogic-py (Rust, JSONLogic): one chain of conditions for the table."""
    import datalogic_py

    chain: list[Any] = [{"==": [_var("body"), TOWN]}, TOWN_LIMIT]
    for (body, rank), limit in LIMITS.items():
        same = {"and": [{"==": [_var("body"), body]}, {"==": [_var("rank"), rank]}]}
        chain += [same, limit]
    require = {
        "and": [
            {"<=": [_var("area"), _var("limit")]}, {"<=": [_var("share"), 0.5]},
            {"in": [_var("use"), list(USES)]}, {">=": [_var("day"), FROM.isoformat()]},
            {"<": [_var("day"), UNTIL.isoformat()]}, {"!=": [_var("state"), IDLE]},
        ]
    }  # fmt: skip
    engine = datalogic_py.Engine()
    table, conditions = engine.compile({"if": [*chain, None]}), engine.compile(require)

    def run(x: Record) -> tuple[Any, Any]:
        facts = {**_plain(x), "day": x["批准日"].isoformat()}
        facts["limit"] = limit = table.evaluate(facts)
        return limit, None if limit is None else conditions.evaluate(facts)

    return run


def cel() -> Decide:
    """common-expression-language (Rust): one chain of conditions for the table."""
    import cel as engine

    chain = "-1.0"
    for (body, rank), limit in LIMITS.items():
        chain = f'body == "{body}" && rank == "{rank}" ? {float(limit)} : ({chain})'
    table = engine.compile(f'body == "{TOWN}" ? {float(TOWN_LIMIT)} : ({chain})')
    conditions = engine.compile(
        'area <= limit && share <= 0.5 && use in ["基本办公", "辅助办公"] && '
        'day >= timestamp("2014-11-24T00:00:00Z") && day < timestamp("2030-01-01T00:00:00Z") && '
        'state != "停用"'
    )

    def run(x: Record) -> tuple[Any, Any]:
        day = dt.datetime.combine(x["批准日"], dt.time(), dt.UTC)
        facts = {**_plain(x), "day": day}
        facts["limit"] = limit = table.execute(facts)
        return (None, None) if limit < 0 else (limit, conditions.execute(facts))

    return run


def _var(name: str) -> dict[str, str]:
    return {"var": name}


_FLOATS: dict[int, Record] = {}


def _plain(x: Record) -> Record:
    """The record with names and floats as foreign engines want them, made once."""
    found = _FLOATS.get(id(x))
    if found is None:
        found = _FLOATS[id(x)] = {
            "body": x["机关"], "rank": x["职级"], "area": float(x["面积"]),
            "share": float(x["分摊率"]), "use": x["用途"], "state": x["状态"],
        }  # fmt: skip
    return found


OURS: dict[str, Callable[[], Decide]] = {
    "hand-written": lambda: by_hand,
    "rulebook": rulebook,
    "rulebook, with trace": traced,
    "rulebook, a finding": judged,
}
OTHERS: dict[str, Callable[[], Decide]] = {
    "datalogic-py (Rust)": datalogic,
    "common-expression-language (Rust)": cel,
    "zen-engine (Rust)": zen,
}
