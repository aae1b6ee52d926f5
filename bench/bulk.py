"""Bulk judging: the SQL made from a rule with a table against the same join written by hand.

Five million rows in DuckDB, a limit by two columns in 24 rows, turn by turn in one process.
Prints median CPU seconds and the ratio. Run: ``make bench-bulk``; aim ≤ 1.2×.
"""

from __future__ import annotations

import statistics
import time

import duckdb

from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.rules import Modality, Rule, compile_rules
from rulebook.sql import Column, Source, rules_to_sql
from rulebook.tables import Aggregation, HitPolicy, Input, Output, Row, Table

MILLIONS, ROUNDS, LEVELS, RANKS = 5, 7, 4, 6
SCOPE = Scope({"单位层级": t.STRING, "职级": t.STRING, "面积": t.NUMBER})
COLUMNS = {
    "单位层级": Column("level", t.STRING),
    "职级": Column("rank", t.STRING),
    "面积": Column("area", t.NUMBER, 4, 2),
}
FACTS = f"""
CREATE TABLE facts AS SELECT i::varchar AS key, '层级' || (hash(i) % {LEVELS}) AS level,
    '职级' || (hash(i * 7) % {RANKS + 1}) AS rank,
    (hash(i * 13) % 4000 / 100)::decimal(6, 2) AS area
FROM range({MILLIONS}000000) r(i)
"""


def limits() -> list[tuple[str, str, int]]:
    """(level, rank, limit): one of the ranks in the facts is in no row."""
    return [
        (f"层级{level}", f"职级{rank}", 9 + level * RANKS + rank)
        for level in range(LEVELS)
        for rank in range(RANKS)
    ]


def generated() -> str:
    """The counts of a rule that looks its limit up in a table."""
    rows = tuple(Row((f'"{a}"', f'"{b}"'), (str(limit),), "5.1") for a, b, limit in limits())
    table = Table(
        "面积",
        HitPolicy.UNIQUE,
        Aggregation.NONE,
        (Input("单位层级"), Input("职级")),
        (Output("面积上限", t.NUMBER),),
        rows,
    )
    rule = Rule(
        id="Q#5.1",
        standard="Q",
        edition="2026",
        clause="5.1",
        words="面积不应超过上限。",
        modality=Modality.MUST,
        act="offices.room.assign",
        require="面积 <= 面积上限",
        table=table,
    )
    sql = rules_to_sql(compile_rules([rule], SCOPE), COLUMNS, "duckdb", Source("facts"))
    assert "LEFT JOIN" in sql.counts
    return sql.counts


def by_hand() -> str:
    """The same as one would write it."""
    values = ", ".join(f"('{a}', '{b}', {limit}::decimal(4, 0))" for a, b, limit in limits())
    return (
        "SELECT CASE WHEN area <= q.top THEN 'pass' WHEN area > q.top THEN 'block'"
        " ELSE 'unknown' END AS verdict, count(*) FROM facts"
        f" LEFT JOIN (VALUES {values}) q(level, rank, top)"
        " ON q.level = facts.level AND q.rank = facts.rank GROUP BY 1"
    )


def main() -> None:
    """Print medians of CPU seconds, the ratio, and whether both counted the same."""
    times: dict[str, list[float]] = {"generated": [], "by hand": []}
    said: dict[str, dict[str, int]] = {}
    with duckdb.connect() as duck:
        duck.execute("SET threads = 2")
        duck.execute(FACTS)
        for _ in range(ROUNDS):
            for name, query in (("generated", generated()), ("by hand", by_hand())):
                started = time.process_time()
                rows = duck.execute(query).fetchall()
                times[name].append(time.process_time() - started)
                said[name] = {row[-2]: row[-1] for row in rows}
    assert said["generated"] == said["by hand"]
    medians = {name: statistics.median(each) for name, each in times.items()}
    for name, seconds in medians.items():
        print(f"{name:10s} {seconds:.3f} CPU s, {MILLIONS / seconds:.1f} M rows a CPU s")
    print(f"ratio {medians['generated'] / medians['by hand']:.2f}")
