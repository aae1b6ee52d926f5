"""Judging one extract: SQL finds what is wanting, `RuleSet.judge` words it.

Every loud row of SQL is judged again in Python on its own facts, which names the missing facts
and the table row, and proves the SQL right: where the two differ, `Disagreement` is raised and
the rule is judged in Python for all rows. The gate's compiler has the last word.
"""

# ruff: noqa: S608 - names come from descriptors, values from `quoted` or parameters

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from guanbiao.audit.extract import Extract
from guanbiao.audit.facts import Record, read_records
from guanbiao.audit.sparking import Spark
from guanbiao.gate.describe import FactSet
from rulebook.rules import CompiledRule, Finding, RuleSet, Verdict
from rulebook.sql import Source, SqlRules, rules_to_sql

Tally = Counter[tuple[int, str, str, str]]
"""(unit, month, rule id, verdict) → number of judgements."""
Found = Iterator[tuple[Record, Finding]]
ASKED = "按要求逐条判定"
DISTRUSTED = "数据库与逐条计算的结果不一致，以逐条计算为准"


class Disagreement(Exception):
    """SQL and Python said different things of a record by this rule."""

    def __init__(self, rule_id: str) -> None:
        super().__init__(rule_id)
        self.rule_id = rule_id


@dataclass
class Bench:
    """What judging needs: the rows in DuckDB, and how. ``engine`` ``python`` spares the SQL.

    With ``spark`` the rows go to Spark as Parquet and what it finds comes back; all else, down to
    the wording of findings, is the same.

    ``counts`` gathers all judgements, ``unpushed`` why some rules were judged in Python;
    ``distrusted`` names rules that are no longer said in SQL. ``made`` keeps statements for the
    next part that needs the same.
    """

    duck: duckdb.DuckDBPyConnection
    fact_set: FactSet
    extract: Extract
    engine: str = "duckdb"
    distrusted: frozenset[str] = frozenset()
    counts: Tally = field(default_factory=Counter)
    unpushed: dict[str, str] = field(default_factory=dict)
    made: dict[Any, SqlRules] = field(default_factory=dict)
    spark: Spark | None = None

    def judge(self, rules: RuleSet, relation: str) -> Found:
        """The findings on the rows of ``relation`` that are not quiet."""
        sql = self._in_sql(rules, relation)
        pushed = frozenset(sql.pushed)
        self.unpushed |= {rule.id: self._why(rule.id, sql.refused) for rule in rules.rules
                          if rule.id not in pushed}  # fmt: skip
        if pushed:
            yield from self._pushed(rules, sql, relation)
        rest = rules.only(lambda rule: rule.id not in pushed)
        if len(rest):
            yield from self._one_by_one(rest, relation)

    def _in_sql(self, rules: RuleSet, relation: str) -> SqlRules:
        if self.engine == "python":
            return SqlRules("", "", ())
        columns = self.extract.columns
        place = (id(rules), relation, tuple(columns.items()), self.distrusted)
        if place not in self.made:
            wanted = rules.only(lambda rule: rule.id not in self.distrusted)
            source = Source(relation, group=("unit_id", "_month"), show=False)
            self.made[place] = rules_to_sql(wanted, columns, self.engine, source)
        return self.made[place]

    def _why(self, rule_id: str, refused: Mapping[str, str]) -> str:
        return DISTRUSTED if rule_id in self.distrusted else refused.get(rule_id, ASKED)

    def _pushed(self, rules: RuleSet, sql: SqlRules, relation: str) -> Found:
        for *place, count in self._counted(sql, relation):
            self.counts[tuple(place)] += count
        by_id = {compiled.rule.id: compiled for compiled in rules.compiled}
        found = f"({sql.findings})" if self.spark is None else self.spark.findings(self.duck, sql)
        rows = (
            f'"{relation}" r JOIN (SELECT key, list(struct_pack(rule := rule_id, said := verdict))'
            f" AS said FROM {found} GROUP BY key) l ON l.key = r.key"
        )
        for record in read_records(self.duck, self.fact_set, rows, "l.said"):
            known = {**rules.constants, **record.facts}
            for one in record.extra:
                yield record, _confirmed(by_id[one["rule"]], known, one["said"])

    def _counted(self, sql: SqlRules, relation: str) -> list[tuple[Any, ...]]:
        query = f"SELECT unit_id, _month, rule_id, verdict, n FROM ({sql.counts})"
        if self.spark is None:
            return self.duck.execute(query).fetchall()
        self.spark.take(self.duck, relation)
        return self.spark.ask(f"SELECT unit_id, _month, rule_id, verdict, n FROM ({sql.counts}) q")

    def _one_by_one(self, rules: RuleSet, relation: str) -> Found:
        for record in read_records(self.duck, self.fact_set, f'"{relation}" r'):
            for finding in rules.judge(record.facts):
                self.counts[place_of(record, finding)] += 1
                if not finding.verdict.quiet:
                    yield record, finding


def place_of(record: Record, finding: Finding) -> tuple[int, str, str, str]:
    """Where a judgement is counted."""
    month = f"{record.day:%Y-%m}"
    return record.unit_id, month, finding.rule_id, finding.verdict.value


def _confirmed(compiled: CompiledRule, known: dict[str, object], said: str) -> Finding:
    """Python's finding; `Disagreement` when SQL said another verdict."""
    finding = compiled.judge(known)
    if finding.verdict != Verdict(said):
        raise Disagreement(compiled.rule.id)
    return finding
