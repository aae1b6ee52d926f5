"""Bulk judging in DuckDB: the SQL made from clauses against the same written by hand.

A limit from a table of equalities (24 rows), from a mixed table (48 rows), from a table of
ranges, and four conditions; counts by verdict, and the records that break the clause. Turn by
turn in one process; medians of CPU seconds and the ratio. Aim ≤ 1.2×.

Run: ``make bench-bulk``; ``BULK_MILLIONS=100 make bench-bulk`` for a hundred million rows, on
disk. Results are in ``bench/README.md``.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import duckdb

from bench import _records as records
from rulebook.sql import Source, rules_to_sql

MILLIONS, ROUNDS = 4, 7
VAR = Path(__file__).resolve().parents[1] / "var"
BLOCKED = "SELECT count(*), min(key), max(key) FROM ({}) b"


def relation(duck: duckdb.DuckDBPyConnection, millions: int) -> None:
    """The records, made in place."""
    selected = records.columns("i", "(hash({0}) >> 2)")
    duck.execute(f"CREATE TABLE facts AS SELECT {selected} FROM range({millions}000000) r(i)")


def queries(pair: records.Pair) -> dict[str, tuple[str, str]]:
    """Task → (generated, by hand)."""
    source = Source("facts", show=False)
    sql = rules_to_sql(pair.rules, records.COLUMNS, "duckdb", source)
    assert sql.pushed
    blocked = pair.sql("key, verdict", "WHERE verdict <> 'pass'")
    return {
        "counts": (f"SELECT verdict, n FROM ({sql.counts})", pair.sql()),
        "broken": (BLOCKED.format(sql.findings), BLOCKED.format(blocked)),
    }


def main() -> None:
    """Print a line for each clause and task."""
    millions = records.millions(MILLIONS)
    rounds = ROUNDS if millions <= 10 else 1
    with tempfile.TemporaryDirectory(dir=VAR) as folder, opened(Path(folder)) as duck:
        relation(duck, millions)
        for pair in records.pairs():
            for task, both in queries(pair).items():
                _measure(duck, f"{pair.name}, {task}", both, millions, rounds)


def opened(folder: Path) -> duckdb.DuckDBPyConnection:
    """A database on disk with two threads and bounded memory."""
    duck = duckdb.connect(str(folder / "bulk.duckdb"))
    duck.execute("SET threads = 2")
    duck.execute("SET memory_limit = '4GB'")
    return duck


def _measure(
    duck: duckdb.DuckDBPyConnection, name: str, both: tuple[str, str], millions: int, rounds: int
) -> None:
    times: tuple[list[float], list[float]] = ([], [])
    said: list[list[tuple[object, ...]]] = [[], []]
    for turn in range(rounds + 1):
        for place, query in enumerate(both):
            started = time.process_time()
            said[place] = sorted(duck.execute(query).fetchall())
            if turn:
                times[place].append(time.process_time() - started)
    assert said[0] == said[1], said
    made, hand = map(statistics.median, times)
    print(
        f"{name:26} generated {made:7.3f} CPU s, by hand {hand:7.3f} CPU s,"
        f" ratio {made / hand:.2f}, {millions / made:5.1f} M rows a CPU s",
        flush=True,
    )
