"""Where parts are judged: one DuckDB, the units, the clauses in force, the waivers."""

# ruff: noqa: S608 - names come from descriptors, values from `quoted` or parameters

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import duckdb
import pyarrow as pa

from guanbiao.audit.earlier import Earlier, marked
from guanbiao.audit.extract import Extract, Period, extract, quoted
from guanbiao.audit.facts import Record
from guanbiao.audit.judging import Bench, Disagreement, place_of
from guanbiao.audit.parts import FINDINGS, SUMMARY, Part, Writer, fingerprint
from guanbiao.audit.passed import BETWEEN, default_acts, judged_by, load_passed
from guanbiao.audit.rulebooks import FIRST_DAY, Book, Library, changes
from guanbiao.audit.sparking import Spark
from guanbiao.audit.waivers import Waivers
from guanbiao.gate.describe import FactSet
from rulebook.rules import Finding, Rule, RuleSet, Verdict
from rulebook.rules.finding import plain
from rulebook.sql import SqlRules

MEMORY = "1GB"
ROWS = "audited"


@dataclass(frozen=True)
class Task:
    """One part to be done: an entity's records of some days, so many of them."""

    fact_set: FactSet
    period: Period
    rows: int

    @property
    def name(self) -> str:
        """Its place in file names and in the manifest."""
        return f"{self.fact_set.entity.name}.{self.period.label}"


class Workbench:
    """Judges parts into ``folder``. Memory is bounded: DuckDB spills, Python reads in batches."""

    def __init__(
        self, engine: str, folder: Path, from_day: dt.date, to_day: dt.date,
        earlier: Earlier | None = None,
    ) -> None:  # fmt: skip
        self.engine = engine
        self.folder = folder
        self.earlier = earlier
        self.library = Library()
        self.waivers = Waivers.between(from_day, to_day)
        self.duck = duckdb.connect()
        self.duck.execute(f"SET memory_limit = '{MEMORY}'")
        self.duck.execute(f"SET temp_directory = {quoted(folder / 'spill')}")
        self.duck.execute("SET preserve_insertion_order = false")
        self._passed = ""
        self._made: dict[Any, SqlRules] = {}
        self.spark = Spark(folder) if engine == "spark" else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.duck.close()
        if self.spark is not None:
            self.spark.close()

    def part(self, task: Task) -> Part:
        """Judge one part, or take it over where nothing that decides it has changed.

        A rule on which SQL and Python differ is judged in Python instead.
        """
        started = time.perf_counter()
        path = self.folder / f"{task.name}.facts.parquet"
        try:
            facts = extract(task.fact_set, task.period, self.duck, path)
            unjudged = self._place(task.fact_set, facts)
            mark = marked(self.duck, self.library, self.waivers, self.engine)
            known = self.earlier and self.earlier.part(task.name, mark, self.folder)
            part = known or self._judged(task, facts)
        finally:
            path.unlink(missing_ok=True)
        part.unjudged, part.mark = unjudged, mark
        part.seconds = round(time.perf_counter() - started, 3)
        return part

    def _place(self, fact_set: FactSet, facts: Extract) -> int:
        """Make the table of rows, each with the number of what judges it in ``_book``.

        Returns the number of rows without a unit, which nothing judges.
        """
        if self._passed != fact_set.entity.name:
            load_passed(fact_set, self.duck, self.folder)
            self._passed = fact_set.entity.name
        default = BETWEEN.join(default_acts(fact_set))
        days = ", ".join(f"DATE '{day}'" for day in changes())
        self.duck.execute(
            "CREATE OR REPLACE TEMP TABLE placed AS SELECT f.*,"
            " strftime(f.day, '%Y-%m') AS _month,"
            f" coalesce(p.acts, {quoted(default)}) AS _acts,"
            f" coalesce(list_max(list_filter([{days}], lambda x: x <= f.day)),"
            f" DATE '{FIRST_DAY}') AS _since"
            f" FROM read_parquet({quoted(facts.path)}) f LEFT JOIN passed p ON p.key = f.key"
        )
        self.duck.register("books", self._books(fact_set))
        self.duck.execute(
            f"CREATE OR REPLACE TEMP TABLE {ROWS} AS SELECT p.*, b._book FROM placed p"
            " JOIN books b ON (b.unit_id, b._since, b._acts) = (p.unit_id, p._since, p._acts)"
        )
        self.duck.unregister("books")
        both = f"SELECT (SELECT count(*) FROM placed) - (SELECT count(*) FROM {ROWS})"
        (unjudged,) = self.duck.execute(both).fetchone() or (0,)
        self.duck.execute("DROP TABLE placed")
        return int(unjudged)

    def _books(self, fact_set: FactSet) -> pa.Table:
        """What judges each combination of unit, day and acts."""
        found = self.duck.execute("SELECT DISTINCT unit_id, _since, _acts FROM placed").fetchall()
        self.library.load_units(unit_id for unit_id, _, _ in found)
        known = [row for row in found if row[0] in self.library.units]
        numbers = [
            self.library.number(unit, day, judged_by(fact_set, tuple(acts.split(BETWEEN))))
            for unit, day, acts in known
        ]
        columns: Sequence[Sequence[Any]] = list(zip(*known, strict=True)) or [(), (), ()]
        return pa.table(
            {
                "unit_id": pa.array(columns[0], pa.int64()),
                "_since": pa.array(columns[1], pa.date32()),
                "_acts": pa.array(columns[2], pa.string()),
                "_book": pa.array(numbers, pa.int64()),
            }
        )

    def _judged(self, task: Task, facts: Extract) -> Part:
        distrusted: frozenset[str] = frozenset()
        while True:
            bench = Bench(self.duck, task.fact_set, facts, self.engine, distrusted,
                          made=self._made, spark=self.spark)  # fmt: skip
            writing = _Writing(task, self.folder, self.waivers, self.library)
            try:
                self._each_book(bench, writing)
            except Disagreement as difference:
                writing.abandon()
                distrusted |= {difference.rule_id}
            except BaseException:
                writing.abandon()
                raise
            else:
                return writing.finish(bench.unpushed)

    def _each_book(self, bench: Bench, writing: _Writing) -> None:
        present = self.duck.execute(f"SELECT DISTINCT _book FROM {ROWS} ORDER BY 1").fetchall()
        for (number,) in present:
            rows = f"SELECT * FROM {ROWS} WHERE _book = {number}"
            self.duck.execute(f"CREATE OR REPLACE TEMP VIEW of_book AS {rows}")
            for rules in self.library.books[number].sets:
                writing.take(bench, rules, self.library.books[number])


class _Writing:
    """A part on its way to the disk: findings one by one, the summary at the end."""

    def __init__(self, task: Task, folder: Path, waivers: Waivers, library: Library) -> None:
        self.task = task
        self.waivers = waivers
        self.library = library
        self.findings = Writer(folder / f"{task.name}.findings.parquet", FINDINGS)
        self.summary = Writer(folder / f"{task.name}.summary.parquet", SUMMARY)
        self.part = Part(task.name, task.rows)

    def take(self, bench: Bench, rules: RuleSet, book: Book) -> None:
        """Judge the rows of ``of_book`` by these rules and write what is not quiet."""
        bench.counts = Counter()
        for record, found in bench.judge(rules, "of_book"):
            unit = self.library.units[record.unit_id]
            finding = self.waivers.applied(found, record.key, unit, record.day, book.acts)
            if finding is not found:
                bench.counts[place_of(record, found)] -= 1
                bench.counts[place_of(record, finding)] += 1
            row = _row(self.task.fact_set, record, finding)
            self.findings.add(row)
            self.part.findings += 1
            self.part.digest = (self.part.digest + fingerprint(row)) % (1 << 256)
        self._summarise(bench, rules)

    def _summarise(self, bench: Bench, rules: RuleSet) -> None:
        by_id = {rule.id: rule for rule in rules.rules}
        for (unit_id, month, rule_id, verdict), count in sorted(bench.counts.items()):
            if count:
                self.part.counts[verdict] = self.part.counts.get(verdict, 0) + count
                place = (self.task.fact_set.entity.name, month, unit_id)
                self.summary.add((*place, *self._total(by_id[rule_id]), verdict, count))

    def _total(self, rule: Rule) -> tuple[str, ...]:
        return (
            rule.standard,
            rule.edition,
            rule.clause,
            rule.id,
            rule.words,
        )

    def finish(self, unpushed: dict[str, str]) -> Part:
        """Both files are whole."""
        self.findings.finish()
        self.summary.finish()
        self.part.unpushed = unpushed
        return self.part

    def abandon(self) -> None:
        """Neither file is wanted."""
        self.findings.abandon()
        self.summary.abandon()


def _row(fact_set: FactSet, record: Record, finding: Finding) -> tuple[Any, ...]:
    """A finding in the order of the Parquet schema; values as text, nothing rounded."""
    row = finding.table_row
    return (
        fact_set.entity.name,
        record.key,
        record.unit_id,
        record.day,
        finding.standard,
        finding.edition,
        finding.clause,
        finding.rule_id,
        finding.words,
        finding.modality.value,
        Verdict(finding.verdict).value,
        shown(finding.limit),
        shown(finding.actual),
        finding.unit,
        "、".join(finding.missing),
        "" if row is None else f"{row.table}第{row.row}行（{row.clause}）",
        finding.note,
    )


def shown(value: Any) -> str | None:
    """A value of a finding as text."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return None if value is None else str(plain(value))
