"""Judging alone: microseconds a simple clause, against the same comparison written by hand.

Fifty clauses a record, three kinds, turn by turn in one process; medians over the rounds.
Nothing is read or written. Run: ``make bench-judge``; aim ≤ 2 µs a clause.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.rules import Modality, Rule, RuleSet, compile_rules
from rulebook.tables import Aggregation, HitPolicy, Input, Output, Row, Table

ROUNDS, CALLS, CLAUSES = 31, 200, 50
SCOPE = Scope({"乘车人数": t.NUMBER, "核定载客": t.NUMBER, "用车类别": t.STRING})
KINDS = ("调研核查", "机要通信", "应急保障", "会议活动", "其他公务")
RECORDS = [
    {"乘车人数": Decimal(n % 9), "核定载客": Decimal(5), "用车类别": KINDS[n % 5]}
    for n in range(60)
]
SEATS = Table(
    "座数",
    HitPolicy.UNIQUE,
    Aggregation.NONE,
    (Input("用车类别"),),
    (Output("座数上限", t.NUMBER),),
    tuple(Row((f'"{kind}"',), (str(n + 3),), "5") for n, kind in enumerate(KINDS)),
)


def rules(**texts: Any) -> RuleSet:
    """Fifty clauses with the same texts."""
    made = [
        Rule(
            id=f"Q#{n}",
            standard="Q",
            edition="2026",
            clause=str(n),
            words="不应超过核定载客。",
            modality=Modality.MUST,
            act="vehicles.request.submit",
            **texts,
        )
        for n in range(CLAUSES)
    ]
    return compile_rules(made, SCOPE)


def by_hand(facts: dict[str, Any]) -> list[tuple[str, bool | None]]:
    """The bare comparison, fifty times, with null kept apart."""
    found = []
    for n in range(CLAUSES):
        people, seats = facts["乘车人数"], facts["核定载客"]
        kept = None if people is None or seats is None else people <= seats
        found.append((f"Q#{n}", kept))
    return found


SUBJECTS: dict[str, Callable[[dict[str, Any]], object]] = {
    "hand-written comparison": by_hand,
    "requirement": rules(require="乘车人数 <= 核定载客").judge,
    "requirement, limit, actual": rules(
        require="乘车人数 <= 核定载客", limit="核定载客", actual="乘车人数"
    ).judge,
    "condition, requirement, limit, actual": rules(
        when='用车类别 != "应急保障"',
        require="乘车人数 <= 核定载客",
        limit="核定载客",
        actual="乘车人数",
    ).judge,
    "limit from a table, row named": rules(
        require="乘车人数 <= 座数上限", limit="座数上限", actual="乘车人数", table=SEATS
    ).judge,
}


def measure(judge: Callable[[dict[str, Any]], object]) -> float:
    """Microseconds a clause over many records."""
    started = time.process_time()
    for n in range(CALLS):
        judge(RECORDS[n % len(RECORDS)])
    return (time.process_time() - started) / CALLS / CLAUSES * 1e6


def main() -> None:
    """Print the medians and the ratio to the hand-written comparison."""
    rounds: dict[str, list[float]] = {name: [] for name in SUBJECTS}
    for _ in range(ROUNDS):
        for name, judge in SUBJECTS.items():
            rounds[name].append(measure(judge))
    base = statistics.median(rounds["hand-written comparison"])
    for name, times in rounds.items():
        median = statistics.median(times)
        print(f"{name:40s} {median:6.2f} µs a clause  {median / base:5.1f}×")
