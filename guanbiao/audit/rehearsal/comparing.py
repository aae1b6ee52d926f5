"""Two sets of rules over one relation of facts: what each row came to, before and after.

A row's grade is the gravest thing any compared clause says of it: 0 nothing, 1 a reason is asked,
2 it is stopped. SQL grades the rows, Python those rules that SQL cannot keep; of what SQL said a
sample is judged again in Python, and a rule on which the two differ is judged in Python alone.
"""

# ruff: noqa: S608 - names come from descriptors, values from `quoted` or parameters

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import duckdb
import pyarrow as pa

from guanbiao.audit.extract import quoted
from guanbiao.audit.facts import BATCH, read_records
from guanbiao.audit.judging import ASKED, DISTRUSTED, Disagreement
from guanbiao.audit.rehearsal.editions import Pair
from guanbiao.gate.describe import FactSet
from rulebook.rules import Finding, RuleSet, Verdict
from rulebook.sql import Column, Source, SqlRules, rules_to_sql

QUIET, ASKS, STOPS = 0, 1, 2
SIDES = ("before", "after")
SAMPLE = 500
"""Rows of each part that are judged again in Python to prove the SQL right."""


def grade_of(finding: Finding) -> int:
    """What a finding comes to for the act."""
    if finding.stops:
        return STOPS
    return ASKS if finding.asks_reason else QUIET


@dataclass
class Scale:
    """Grades the rows of a relation into the table ``graded``.

    Its columns: key, before, after, was and now (a bit for each of ``clauses`` that spoke); rows
    of which nothing was said on either side are left out. ``unpushed`` says which rules were
    judged in Python.
    """

    duck: duckdb.DuckDBPyConnection
    fact_set: FactSet
    columns: Mapping[str, Column]
    engine: str = "duckdb"
    distrusted: set[str] = field(default_factory=set)
    unpushed: dict[str, str] = field(default_factory=dict)
    made: dict[Any, SqlRules] = field(default_factory=dict)
    clauses: tuple[str, ...] = ()

    def weigh(self, pair: Pair, relation: str) -> None:
        """Grade all rows of ``relation`` (key, unit_id, day and the facts)."""
        both = (*pair.before, *pair.after)
        self.clauses = tuple(sorted({rule.clause for rules in both for rule in rules.rules})) or (
            "",
        )
        while True:
            try:
                for side in SIDES:
                    self._side(side, getattr(pair, side), relation)
                self._prove(pair, relation)
            except Disagreement as difference:
                self.distrusted.add(difference.rule_id)
            else:
                break
        nothing = f"CAST('{'0' * len(self.clauses)}' AS BIT)"
        self.duck.execute(
            "CREATE OR REPLACE TABLE graded AS SELECT coalesce(b.key, a.key) AS key,"
            " coalesce(b.grade, 0) AS before, coalesce(a.grade, 0) AS after,"
            f" coalesce(b.clauses, {nothing}) AS was, coalesce(a.clauses, {nothing}) AS now"
            f" FROM ({self._worst('before')}) b FULL JOIN ({self._worst('after')}) a"
            " ON b.key = a.key"
        )

    def named(self) -> pa.Table:
        """``bits`` (as they stand in ``graded``) → ``words``: the clauses they stand for."""
        query = "SELECT was::VARCHAR FROM graded UNION SELECT now::VARCHAR FROM graded"
        found = [bits for (bits,) in self.duck.execute(query).fetchall()]
        words = ["、".join(clause for clause, bit in zip(self.clauses, bits, strict=True)
                           if bit == "1") for bits in found]  # fmt: skip
        return pa.table(
            {"bits": pa.array(found, pa.string()), "words": pa.array(words, pa.string())}
        )

    def _worst(self, side: str) -> str:
        """A row's grade and clauses; bits, since millions of texts would have to be joined."""
        last = len(self.clauses) - 1
        return (
            f"SELECT key, max(grade) AS grade, bitstring_agg(clause, 0, {last}) AS clauses"
            f" FROM loud_{side} GROUP BY key"
        )

    def _side(self, side: str, sets: Sequence[RuleSet], relation: str) -> None:
        self.duck.execute(
            f"CREATE OR REPLACE TABLE loud_{side} (key VARCHAR, clause INTEGER, grade TINYINT,"
            " rule_id VARCHAR)"
        )
        for rules in sets:
            sql = self._in_sql(rules, relation)
            for rule in rules.rules:
                if rule.id not in sql.pushed:
                    self.unpushed[rule.id] = self._why(rule.id, sql)
            if sql.pushed:
                self._pushed(side, rules, sql)
            rest = rules.only(lambda rule, pushed=sql.pushed: rule.id not in pushed)  # type: ignore[misc] # a default keeps the set of this turn
            if len(rest):
                self._one_by_one(side, rest, relation)

    def _in_sql(self, rules: RuleSet, relation: str) -> SqlRules:
        if self.engine != "duckdb":
            return SqlRules("", "", ())
        place = (id(rules), relation, tuple(self.columns.items()), frozenset(self.distrusted))
        if place not in self.made:
            wanted = rules.only(lambda rule: rule.id not in self.distrusted)
            source = Source(relation, show=False)
            self.made[place] = rules_to_sql(wanted, self.columns, "duckdb", source)
        return self.made[place]

    def _why(self, rule_id: str, sql: SqlRules) -> str:
        return DISTRUSTED if rule_id in self.distrusted else sql.refused.get(rule_id, ASKED)

    def _pushed(self, side: str, rules: RuleSet, sql: SqlRules) -> None:
        names = pa.table(
            {
                "rule_id": [rule.id for rule in rules.rules],
                "clause": [self.clauses.index(rule.clause) for rule in rules.rules],
                "binding": [rule.modality.mandatory for rule in rules.rules],
            }
        )
        self.duck.register("rules", names)
        self.duck.execute(
            f"INSERT INTO loud_{side} SELECT f.key, r.clause, CASE WHEN f.verdict = 'block'"
            f" OR (f.verdict = 'unknown' AND r.binding) THEN {STOPS} ELSE {ASKS} END, f.rule_id"
            f" FROM ({sql.findings}) f JOIN rules r ON r.rule_id = f.rule_id"
        )
        self.duck.unregister("rules")

    def _one_by_one(self, side: str, rules: RuleSet, relation: str) -> None:
        """Rows are read by a cursor of its own, so that what is found can be written meanwhile."""
        records = read_records(self.duck.cursor(), self.fact_set, f'"{relation}" r')
        found = (
            (record.key, self.clauses.index(finding.clause), grade_of(finding), finding.rule_id)
            for record in records
            for finding in rules.judge(record.facts)
            if grade_of(finding)
        )
        for batch in _batches(found):
            columns = list(zip(*batch, strict=True))
            self.duck.register("batch", pa.table(dict(zip("abcd", map(list, columns),
                                                          strict=True))))  # fmt: skip
            self.duck.execute(f"INSERT INTO loud_{side} SELECT a, b, c, d FROM batch")
            self.duck.unregister("batch")

    def _prove(self, pair: Pair, relation: str) -> None:
        """Judge a sample again: rows of which SQL said something, and any others."""
        if self.engine != "duckdb":
            return
        chosen = (
            f"SELECT key FROM (SELECT DISTINCT key FROM loud_before LIMIT {SAMPLE})"
            f" UNION SELECT key FROM (SELECT DISTINCT key FROM loud_after LIMIT {SAMPLE})"
            f' UNION SELECT key FROM (SELECT key FROM "{relation}" LIMIT {SAMPLE})'
        )
        records = list(
            read_records(self.duck, self.fact_set,
                         f'"{relation}" r JOIN ({chosen}) s ON s.key = r.key')
        )  # fmt: skip
        for side in SIDES:
            said = self._said(side, [record.key for record in records])
            for rules in getattr(pair, side):
                for record in records:
                    for finding in rules.judge(record.facts):
                        told = said.get((record.key, finding.rule_id), QUIET)
                        if told != grade_of(finding):
                            raise Disagreement(finding.rule_id)

    def _said(self, side: str, keys: list[str]) -> dict[tuple[str, str], int]:
        self.duck.register("keys", pa.table({"key": pa.array(keys, pa.string())}))
        found = self.duck.execute(
            f"SELECT l.key, rule_id, grade FROM loud_{side} l JOIN keys k ON k.key = l.key"
        ).fetchall()
        self.duck.unregister("keys")
        return {(key, rule_id): grade for key, rule_id, grade in found}


def _batches(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def verdict_of(grade: int) -> Verdict:
    """The grade as a verdict people know: 符合, 提示 or 拦截."""
    return (Verdict.PASS, Verdict.WARN, Verdict.BLOCK)[grade]


def stopped_by_others(touched: frozenset[str]) -> str:
    """Whether a refusal was made by a standard that the candidate does not touch; SQL."""
    names = ", ".join(quoted(name) for name in sorted(touched))
    return (
        "coalesce(len(list_filter(string_split(coalesce(_stopped, ''), '|'),"
        f" lambda x: x <> '' AND x NOT IN ({names}))) > 0, false)"
    )
