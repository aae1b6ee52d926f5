"""Fifty clauses over many records, end to end: counts by verdict and every finding in a file.

DuckDB on disk, two threads, ``memory_limit = '4GB'``; the records are made first and not counted.
Prints wall and CPU seconds, the size of the findings, and the greatest memory of the process.

The counts are also taken by hand-written SQL, one ``count(*) FILTER`` query a clause, in the same
session. Run: ``make bench-clauses``; ``BULK_MILLIONS=100 make bench-clauses`` for a hundred
million rows (6 GB of disk). Results are in ``bench/README.md``.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import duckdb

from bench import _records as records
from bench.bulk import VAR, opened, relation
from rulebook.sql import Source, rules_to_sql

MILLIONS, ROUNDS = 2, 3
Result = TypeVar("Result")
VERDICTS = ("pass", "block", "unknown")


def by_hand() -> str:
    """The counts of all clauses as one would write them."""
    return " UNION ALL ".join(
        f"SELECT '{one.rule.id}', {counted()} FROM (SELECT {one.by_hand} AS v"
        f" FROM facts {one.join}) j"
        for one in records.fifty()
    )


def counted() -> str:
    """The three counts, in the order of `VERDICTS`."""
    tests = ("v", "NOT v", "v IS NULL")
    return ", ".join(f"count(*) FILTER (WHERE {test})" for test in tests)


def main() -> None:
    """Print what each part cost."""
    millions = records.millions(MILLIONS)
    rules = records.rules_of(records.fifty())
    with tempfile.TemporaryDirectory(dir=VAR) as folder, opened(Path(folder)) as duck:
        _timed("making the records", lambda: relation(duck, millions))
        source = Source("facts", show=False)
        sql = _timed("compiling", lambda: rules_to_sql(rules, records.COLUMNS, "duckdb", source))
        assert len(sql.pushed) == 50
        for _ in range(ROUNDS if millions <= 10 else 1):
            made = _timed("counts", lambda: duck.execute(sql.counts).fetchall())
            hand = _timed("counts by hand", lambda: duck.execute(by_hand()).fetchall())
            assert {(clause, verdict): n for clause, verdict, n in made} == {
                (clause, verdict): n
                for clause, *counts in hand
                for verdict, n in zip(VERDICTS, counts, strict=True)
                if n
            }
        _findings(duck, sql.findings, Path(folder) / "findings.parquet")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{millions} M rows × 50 clauses; greatest memory of the process {peak:.2f} GB")


def _findings(duck: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    copy = f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
    _timed("findings to a file", lambda: duck.execute(copy))
    (rows,) = duck.execute(f"SELECT count(*) FROM '{path}'").fetchone() or (0,)
    print(f"{rows / 1e6:.1f} M findings, {path.stat().st_size / 1e9:.2f} GB")


def _timed(name: str, work: Callable[[], Result]) -> Result:
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name:20} {wall:8.2f} s, {cpu:8.2f} CPU s", flush=True)
    return result
