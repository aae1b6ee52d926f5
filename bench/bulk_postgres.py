"""Bulk judging in PostgreSQL: the SQL made from clauses against the same written by hand.

The clauses of ``bulk`` in the embedded server, in one process of the server, turn by turn;
medians of the server's own execution time (the client does nothing meanwhile) and the ratio.
Aim ≤ 1.2×. Run: ``make bench-bulk_postgres``; rows by ``BULK_MILLIONS``.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

import psycopg

from bench import _records as records
from guanbiao.project.postgres import Server
from rulebook.sql import Source, rules_to_sql

MILLIONS, ROUNDS = 1, 5
SETTINGS = ("max_parallel_workers_per_gather = 0", "jit = off", "work_mem = '64MB'")


def main() -> None:
    """Print a line for each clause."""
    millions = records.millions(MILLIONS)
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder), port=5499) as server:
        link = psycopg.connect(server.dsn("superuser", "postgres"), autocommit=True)
        for setting in SETTINGS:
            link.execute(f"SET {setting}".encode())
        _relation(link, millions)
        for pair in records.pairs():
            _measure(link, pair, millions)
        link.close()


def _relation(link: psycopg.Connection, millions: int) -> None:
    made = records.columns("i", "abs(hashint8(CAST({0} AS bigint)) / 2)")
    series = f"generate_series(1, {millions}000000) r(i)"
    link.execute(f"CREATE UNLOGGED TABLE facts AS SELECT {made} FROM {series}".encode())
    link.execute("VACUUM ANALYZE facts")


def _measure(link: psycopg.Connection, pair: records.Pair, millions: int) -> None:
    sql = rules_to_sql(pair.rules, records.COLUMNS, "postgres", Source("facts", show=False))
    both = (f"SELECT verdict, n FROM ({sql.counts}) s", pair.sql())
    rows = [sorted(link.execute(query.encode()).fetchall()) for query in both]
    assert rows[0] == rows[1], rows
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for place, query in enumerate(both):
            times[place].append(_seconds(link, query))
    made, hand = map(statistics.median, times)
    print(
        f"{pair.name:16} generated {made:7.3f} s, by hand {hand:7.3f} s,"
        f" ratio {made / hand:.2f}, {millions / made:5.2f} M rows a second",
        flush=True,
    )


def _seconds(link: psycopg.Connection, query: str) -> float:
    explained = link.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {query}".encode())
    ((plan,),) = explained.fetchall()
    return float(plan[0]["Execution Time"]) / 1e3
