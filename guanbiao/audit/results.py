"""Reading the results of a run; pages, exports and the command line use nothing else."""

# ruff: noqa: S608 - names come from descriptors, values from `quoted` or parameters

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from guanbiao.audit.extract import quoted
from guanbiao.audit.models import AuditRun
from guanbiao.audit.parts import FINDINGS
from guanbiao.audit.sweep import audit_home
from rulebook.rules import Verdict

LOUD = tuple(verdict.value for verdict in Verdict if not verdict.quiet)
ORDER = {"block": 0, "unknown": 1, "warn": 2, "waived": 3, "pass": 4, "na": 5}


@dataclass(frozen=True)
class ByClause:
    """How often a clause said what; ``example`` is (entity, key) of one such record.

    Quiet verdicts have no example.
    """

    standard: str
    edition: str
    clause: str
    words: str
    verdict: Verdict
    count: int
    example: tuple[str, str] | None = None


@dataclass(frozen=True)
class Wanted:
    """Which findings; what is left out does not narrow. ``unit_ids`` are the reader's own."""

    entity: str | None = None
    standard: str | None = None
    clause: str | None = None
    verdict: str | None = None
    unit_ids: Sequence[int] | None = None
    month: str | None = None

    def where(self) -> tuple[str, list[Any]]:
        """Condition and parameters."""
        parts, values = ["true"], []
        for name in ("entity", "standard", "clause", "verdict"):
            if (value := getattr(self, name)) is not None:
                parts.append(f"{name} = ?")
                values.append(value)
        if self.unit_ids is not None:
            parts.append("unit_id IN (SELECT unnest(?::BIGINT[]))")
            values.append(list(self.unit_ids))
        if self.month is not None:
            parts.append("strftime(day, '%Y-%m') = ?")
            values.append(self.month)
        return " AND ".join(parts), values


def runs(limit: int = 20) -> list[AuditRun]:
    """The latest runs, newest first."""
    return list(AuditRun.objects.all()[:limit])


def folder_of(run: AuditRun) -> Path:
    """Where the files of a run lie."""
    return audit_home() / run.folder


def findings(
    run: AuditRun, wanted: Wanted | None = None, limit: int = 100, offset: int = 0
) -> list[dict[str, Any]]:
    """Findings by day and key, a page of them, as dicts named as in `parts.FINDINGS`."""
    where, values = (wanted or Wanted()).where()
    order = "day, key, rule_id LIMIT ? OFFSET ?"
    return _ask(run, "findings", "*", f"{where} ORDER BY {order}", [*values, limit, offset])


def count(run: AuditRun, wanted: Wanted | None = None) -> int:
    """How many findings there are."""
    where, values = (wanted or Wanted()).where()
    found = _ask(run, "findings", "count(*) AS n", where, values)
    return int(found[0]["n"]) if found else 0


def each(run: AuditRun, wanted: Wanted | None = None) -> Iterator[tuple[Any, ...]]:
    """All findings as tuples in the order of `parts.FINDINGS`, for exports of any length."""
    if not _files(run, "findings"):
        return
    where, values = (wanted or Wanted()).where()
    names = ", ".join(f'"{name}"' for name in FINDINGS.names)
    query = (
        f"SELECT {names} FROM {_relation(run, 'findings')} WHERE {where} ORDER BY day, key, rule_id"
    )
    with duckdb.connect() as duck:
        cursor = duck.execute(query, values)
        while rows := cursor.fetchmany(5_000):
            yield from rows


def summary(run: AuditRun) -> list[dict[str, Any]]:
    """Counts by entity, month, unit, clause and verdict (quiet ones too)."""
    return _ask(run, "summary", "*", "true ORDER BY entity, month, unit_id, rule_id, verdict", [])


def by_clause(run: AuditRun) -> list[ByClause]:
    """Counts by clause and verdict, what stops first, with one example each."""
    group = "standard, edition, clause, verdict"
    counted = _ask(
        run, "summary", f"{group}, any_value(words) AS words, sum(n)::BIGINT AS n",
        f"true GROUP BY {group}", [],
    )  # fmt: skip
    example = f"{group}, min((entity, key)) AS example"
    examples = {
        _clause(row): tuple(row["example"])
        for row in _ask(run, "findings", example, f"true GROUP BY {group}", [])
    }
    found = [
        ByClause(
            row["standard"],
            row["edition"],
            row["clause"],
            row["words"],
            Verdict(row["verdict"]),
            row["n"],
            examples.get(_clause(row)),
        )
        for row in counted
    ]
    return sorted(found, key=lambda one: (ORDER[one.verdict], -one.count, one.standard, one.clause))


def _clause(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["standard"], row["edition"], row["clause"], row["verdict"]


def _files(run: AuditRun, kind: str) -> list[Path]:
    return sorted(folder_of(run).glob(f"*.{kind}.parquet"))


def _relation(run: AuditRun, kind: str) -> str:
    files = ", ".join(quoted(path) for path in _files(run, kind))
    return f"read_parquet([{files}])"


def _ask(
    run: AuditRun, kind: str, wanted: str, rest: str, values: list[Any]
) -> list[dict[str, Any]]:
    """Rows of the run's files as dicts; none when the run found no records at all."""
    if not _files(run, kind):
        return []
    with duckdb.connect() as duck:
        cursor = duck.execute(f"SELECT {wanted} FROM {_relation(run, kind)} WHERE {rest}", values)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
