"""A rehearsal over ten million receipts: rows graded twice, counted by unit and month, kept.

The past lies as Parquet, as it does after the first rehearsal: twelve months of one act, made up.
The candidate halves one limit and turns a wish into a demand; about one row in seven changes. Wall
seconds for all parts, and how fast receipts come out of PostgreSQL into that Parquet. Run: ``make
bench-rehearsal``; ``BULK_MILLIONS=1`` for a first look. Aim ≤ 60 s on two cores.
"""

from __future__ import annotations

import calendar
import datetime as dt
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

DATABASE = True
MILLIONS, REAL = 10, 3000
ACT = "shelf.book.record"


def main() -> None:
    """Print seconds, rows a second and what changed."""
    from guanbiao.library.packs import read
    from guanbiao.library.publish import publish
    from tests.audit.test_rehearsal import candidate
    from tests.gate.makers import bureau
    from tests.shelf import pack

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        publish(read(pack.write(folder / "now")), by="bench")
        shelf, new = bureau(), candidate(folder / "next", cap=50, pages="must")
        rows = int(os.environ.get("BULK_MILLIONS", MILLIONS)) * 1_000_000
        units = [shelf.office.pk, shelf.other.pk]
        _rehearse(new, _made_up(folder / "past", rows, units), folder / "run", rows)
        _extract(shelf, folder / "real")


def _made_up(store: Path, rows: int, units: list[int]) -> Path:
    """Twelve months of receipts as the store keeps them."""
    from guanbiao.audit.rehearsal import past
    from guanbiao.gate import registry

    store.mkdir()
    facts = registry.act(ACT).facts.facts
    for number in range(1, 13):
        month = _month(number, rows // 12)
        path = store / f"receipt.{ACT}.{month.period.label}.parquet"
        with duckdb.connect() as duck:
            duck.execute(f"COPY ({_rows(month, units)}) TO '{path}' (FORMAT parquet)")
        told = [[fact.name, fact.label, str(fact.type)] for fact in facts]
        note = {"state": {"rows": past._rows(month), "facts": told},
                "columns": {"书名": [14, 4], "定价": [8, 2], "页数": [8, 0]}}  # fmt: skip
        path.with_suffix(".json").write_text(json.dumps(note), encoding="utf-8")
    return store


def _month(number: int, rows: int) -> Any:
    from guanbiao.audit.extract import Period
    from guanbiao.audit.rehearsal import past

    last = calendar.monthrange(2025, number)[1]
    days = dt.date(2025, number, 1), dt.date(2025, number, last)
    return past.Month(past.RECEIPT, ACT, Period(*days), rows)


def _rows(month: object, units: list[int]) -> str:
    first = month.period.from_day
    return (
        f"SELECT '{first:%m}-' || i AS key, CASE i % 2 WHEN 0 THEN {units[0]} ELSE {units[1]} END"
        f" AS unit_id, DATE '{first}' + CAST(hash(i) % 28 AS INTEGER) AS day, 'N' || i AS _number,"
        f" CAST(i AS VARCHAR) AS _record, '{ACT}' AS _acts, NULL::VARCHAR AS _stopped,"
        " '第' || i || '册' AS title,"
        " CAST((hash(i * 3) % 5500) / 100.0 AS DECIMAL(10, 2)) AS price,"
        " CAST(45 + hash(i * 7) % 100 AS DECIMAL(8, 0)) AS pages"
        f" FROM range({month.rows}) r(i)"
    )


def _rehearse(new: object, store: Path, run: Path, rows: int) -> None:
    from guanbiao.audit.parts import Planned
    from guanbiao.audit.rehearsal.bench import RehearsalBench
    from guanbiao.audit.rehearsal.editions import Candidate

    run.mkdir()
    days = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
    counts: dict[str, int] = {}
    started, busy = time.perf_counter(), time.process_time()
    with RehearsalBench(Candidate(new), run, store, days) as bench:
        for number in range(1, 13):
            period = _month(number, rows // 12).period
            found = (period.from_day.isoformat(), period.to_day.isoformat())
            part = bench.part(Planned(f"receipt.{ACT}", *found, rows // 12))
            for kind, n in part.counts.items():
                counts[kind] = counts.get(kind, 0) + n
    spent, busy = time.perf_counter() - started, time.process_time() - busy
    print(f"{rows // 12 * 12:,} receipts in {spent:.1f} s ({busy:.1f} s of CPU): {counts}")


def _extract(shelf: object, store: Path) -> None:
    from guanbiao.audit.rehearsal import past
    from tests.audit.test_rehearsal import ask

    store.mkdir()
    who, on = shelf.actor(shelf.clerk), dt.date(2026, 6, 3)
    for number in range(REAL):
        assert ask(who, "record", on, title=f"真{number}", price="40", pages="80").ok
    (month,) = past.months(past.RECEIPT, [ACT], on, on)
    started = time.perf_counter()
    with duckdb.connect() as duck:
        past.facts_of(month, duck, store)
    spent = time.perf_counter() - started
    print(f"{month.rows:,} receipts out of PostgreSQL in {spent:.2f} s,"
          f" {month.rows / spent:,.0f} a second")  # fmt: skip
