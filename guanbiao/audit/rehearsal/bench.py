"""Where one part of a rehearsal is done: rows placed, graded twice, counted and written down."""

# ruff: noqa: S608 - names come from descriptors, values from `quoted` or parameters

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any, Self

import duckdb
import pyarrow as pa

from guanbiao.audit.extract import Extract, Period, extract, quoted
from guanbiao.audit.parts import Part, Planned
from guanbiao.audit.passed import BETWEEN, default_acts, judged_by, load_passed
from guanbiao.audit.rehearsal import past
from guanbiao.audit.rehearsal.comparing import Scale, stopped_by_others
from guanbiao.audit.rehearsal.editions import Candidate, Pair
from guanbiao.gate import registry
from guanbiao.gate.describe import FactSet

MEMORY = "1GB"
MONEY = "元"
KIND = """CASE WHEN before < 2 AND after = 2 THEN 'blocked'
    WHEN before = 2 AND after < 2 AND _others THEN 'still'
    WHEN before = 2 AND after < 2 THEN 'freed'
    WHEN before = 0 AND after = 1 THEN 'warned'
    WHEN before = 1 AND after = 0 THEN 'unwarned'
    WHEN was <> now THEN 'reason' ELSE 'same' END"""
"""What became of a row; ``still``: no longer refused by this standard, but by another one."""
TABLES = {
    "summary": "act VARCHAR, month VARCHAR, unit_id BIGINT, kind VARCHAR, n BIGINT,"
    " money DECIMAL(38,2)",
    "rows": "act VARCHAR, key VARCHAR, number VARCHAR, record VARCHAR, unit_id BIGINT, day DATE,"
    " kind VARCHAR, was VARCHAR, now VARCHAR, money DECIMAL(38,2)",
}


class RehearsalBench:
    """Does parts into ``folder``; ``store`` holds the past as Parquet. DuckDB may spill."""

    def __init__(
        self, candidate: Candidate, folder: Path, store: Path, days: tuple[dt.date, dt.date],
        engine: str = "duckdb",
    ) -> None:  # fmt: skip
        self.candidate = candidate
        self.folder = folder
        self.store = store
        self.days = days
        self.engine = engine
        self.duck = duckdb.connect()
        self.duck.execute(f"SET memory_limit = '{MEMORY}'")
        self.duck.execute(f"SET temp_directory = {quoted(folder / 'spill')}")
        self.duck.execute("SET preserve_insertion_order = false")
        self._passed = ""
        self._made: dict[Any, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.duck.close()

    def name(self, planned: Planned) -> str:
        """Its place in file names and in the manifest."""
        days = (dt.date.fromisoformat(day) for day in (planned.from_day, planned.to_day))
        return f"{planned.entity}.{Period(*days).label}"

    def part(self, planned: Planned) -> Part:
        """Try the candidate on one part."""
        started = time.perf_counter()
        fact_set, facts = self._place(planned)
        for table, columns in TABLES.items():
            self.duck.execute(f"CREATE OR REPLACE TABLE part_{table} ({columns})")
        scale = Scale(self.duck, fact_set, facts.columns, self.engine, made=self._made)
        touched = self._pairs(fact_set, ledger=planned.entity.startswith("ledger."))
        for number in touched:
            rows = f"SELECT * FROM rehearsed WHERE _pair = {number}"
            self.duck.execute(f"CREATE OR REPLACE VIEW of_pair AS {rows}")
            pair = self.candidate.pairs[number]
            scale.weigh(pair, "of_pair")
            self._keep(scale, _money(fact_set, pair))
        self._settle()
        part = Part(self.name(planned), self._count("rehearsed"), unpushed=scale.unpushed)
        part.counts = {str(kind): int(n) for kind, n in self.duck.execute(
            "SELECT kind, sum(n)::BIGINT FROM part_summary GROUP BY kind").fetchall()}  # fmt: skip
        part.counts["beyond"] = part.rows - sum(part.counts.values())
        self._write(part.name)
        part.seconds = round(time.perf_counter() - started, 3)
        return part

    def _count(self, relation: str) -> int:
        (count,) = self.duck.execute(f"SELECT count(*) FROM {relation}").fetchone() or (0,)
        return int(count)

    def _place(self, planned: Planned) -> tuple[FactSet, Extract]:
        """Make the table ``placed``: the part's rows with the acts whose clauses judge them."""
        source, _, name = planned.entity.partition(".")
        days = (dt.date.fromisoformat(day) for day in (planned.from_day, planned.to_day))
        period = Period(*days)
        if source == "ledger":
            return self._ledger(registry.fact_sets()[name], period)
        month = past.Month(source, name, period, planned.rows)
        facts = past.facts_of(month, self.duck, self.store)
        first, last = self.days
        self.duck.execute(
            "CREATE OR REPLACE TEMP VIEW placed AS"
            f" SELECT * FROM read_parquet({quoted(facts.path)})"
            f" WHERE day BETWEEN DATE '{first}' AND DATE '{last}'"
        )
        return registry.act(name).facts, facts

    def _ledger(self, fact_set: FactSet, period: Period) -> tuple[FactSet, Extract]:
        """Records as they are now, by the acts they have passed."""
        path = self.folder / f"{fact_set.entity.name}.facts.parquet"
        facts = extract(fact_set, period, self.duck, path)
        if self._passed != fact_set.entity.name:
            load_passed(fact_set, self.duck, self.folder)
            self._passed = fact_set.entity.name
        default = BETWEEN.join(default_acts(fact_set))
        self.duck.execute(
            "CREATE OR REPLACE TEMP VIEW placed AS SELECT f.*, '' AS _number, f.key AS _record,"
            f" coalesce(p.acts, {quoted(default)}) AS _acts, NULL::VARCHAR AS _stopped"
            f" FROM read_parquet({quoted(path)}) f LEFT JOIN passed p ON p.key = f.key"
        )
        return fact_set, facts

    def _pairs(self, fact_set: FactSet, *, ledger: bool) -> list[int]:
        """Make ``rehearsed``: each row with the number of what judges it; which numbers occur."""
        found = self.duck.execute("SELECT DISTINCT unit_id, _acts FROM placed").fetchall()
        self.candidate.load_units(unit_id for unit_id, _ in found)
        each = [(unit, tuple(acts.split(BETWEEN))) for unit, acts in found]
        numbers = [
            self.candidate.number(unit, judged_by(fact_set, acts) if ledger else acts)
            for unit, acts in each
        ]
        columns = list(zip(*found, strict=True)) or [(), ()]
        book = pa.table(
            {
                "unit_id": pa.array(columns[0], pa.int64()),
                "_acts": pa.array(columns[1], pa.string()),
                "_pair": pa.array(numbers, pa.int64()),
            }
        )
        self.duck.register("book", book)
        others = stopped_by_others(self.candidate.touched)
        self.duck.execute(
            f"CREATE OR REPLACE TABLE rehearsed AS SELECT p.*, {others} AS _others, b._pair"
            " FROM placed p LEFT JOIN book b ON (b.unit_id, b._acts) = (p.unit_id, p._acts)"
        )
        self.duck.unregister("book")
        return sorted({number for number in numbers if number is not None})

    def _keep(self, scale: Scale, money: str) -> None:
        """Count the rows of ``of_pair``, and keep those that changed."""
        self.duck.execute(
            "CREATE OR REPLACE TABLE changed AS SELECT * FROM ("
            f" SELECT *, {KIND} AS kind FROM (SELECT o._acts, o.key, o._number, o._record,"
            f" o.unit_id, o.day, o._others, {money} AS money, g.before, g.after, g.was, g.now"
            " FROM of_pair o JOIN graded g ON g.key = o.key)) WHERE kind <> 'same'"
        )
        whole = f"SELECT _acts, unit_id, day, 'same' AS kind, {money} AS money FROM of_pair o"
        self._count_kind(whole, 1)
        self._count_kind("SELECT _acts, unit_id, day, 'same' AS kind, money FROM changed", -1)
        self._count_kind("SELECT _acts, unit_id, day, kind, money FROM changed", 1)
        self.duck.register("named", scale.named())
        self.duck.execute(
            "INSERT INTO part_rows SELECT c._acts, c.key, c._number, c._record, c.unit_id, c.day,"
            " c.kind, w.words, n.words, c.money FROM changed c"
            " JOIN named w ON w.bits = c.was::VARCHAR JOIN named n ON n.bits = c.now::VARCHAR"
        )
        self.duck.unregister("named")

    def _count_kind(self, rows: str, sign: int) -> None:
        """Add (or take off) rows by act, month, unit and kind."""
        self.duck.execute(
            "INSERT INTO part_summary SELECT _acts, strftime(month, '%Y-%m'), unit_id, kind,"
            f" {sign} * n, {sign} * money FROM (SELECT _acts, date_trunc('month', day) AS month,"
            f" unit_id, kind, count(*) AS n, sum(money) AS money FROM ({rows}) GROUP BY ALL)"
        )

    def _settle(self) -> None:
        """One line a group; those of which nothing is left go."""
        self.duck.execute(
            "CREATE OR REPLACE TABLE part_summary AS SELECT act, month, unit_id, kind,"
            " sum(n)::BIGINT AS n, sum(money)::DECIMAL(38, 2) AS money FROM part_summary"
            " GROUP BY ALL HAVING sum(n) > 0"
        )

    def _write(self, name: str) -> None:
        """Both files appear under their names only when whole."""
        for table in TABLES:
            path = self.folder / f"{name}.{table}.parquet"
            unfinished = path.with_suffix(".part")
            self.duck.execute(f"COPY part_{table} TO {quoted(unfinished)} (FORMAT parquet)")
            unfinished.replace(path)
        for left in self.folder.glob("*.facts.parquet"):
            left.unlink()


def _money(fact_set: FactSet, pair: Pair) -> str:
    """The fact in yuan that tells what a row is worth; the rules' own before any other."""
    read = {name for rules in (*pair.before, *pair.after) for name in rules.names}
    facts = [fact for fact in fact_set.facts if fact.unit == MONEY]
    facts.sort(key=lambda fact: fact.label not in read)
    return f'TRY_CAST(o."{facts[0].name}" AS DECIMAL(38,2))' if facts else "NULL::DECIMAL(38,2)"
