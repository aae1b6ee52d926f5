"""Reading what a rehearsal found; pages and exports use nothing else."""

# ruff: noqa: S608 - names come from descriptors, values from `quoted` or parameters

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from guanbiao.audit.extract import quoted
from guanbiao.audit.models import Rehearsal
from guanbiao.audit.rehearsal.running import folder_of

KINDS = {
    "blocked": "新增拦截",
    "freed": "不再拦截",
    "still": "改由其他标准拦截",
    "warned": "新增提示",
    "unwarned": "不再提示",
    "reason": "依据条款变化",
    "same": "不变",
    "beyond": "不在适用范围",
}
SOURCES = {"receipt": "办成的业务", "refusal": "被拦截的业务", "ledger": "现有台账"}
GROUPS = {"act": "业务动作", "month": "月份", "unit_id": "单位"}
ROWS = ("source", "act", "key", "number", "record", "unit_id", "day", "kind", "was", "now", "money")


@dataclass(frozen=True)
class Wanted:
    """Which changed rows; ``unit_ids`` are those the reader may see (none: all)."""

    source: str = ""
    kind: str = ""
    unit_ids: Sequence[int] | None = None

    def where(self) -> tuple[str, list[Any]]:
        """Condition and parameters."""
        parts, values = ["true"], []
        for name in ("source", "kind"):
            if value := getattr(self, name):
                parts.append(f"{name} = ?")
                values.append(value)
        if self.unit_ids is not None:
            parts.append("unit_id IN (SELECT unnest(?::BIGINT[]))")
            values.append(list(self.unit_ids))
        return " AND ".join(parts), values


@dataclass(frozen=True)
class Line:
    """Rows of one group, source and kind of change, and the yuan they are worth."""

    group: Any
    source: str
    kind: str
    count: int
    money: Decimal | None


def lines(rehearsal: Rehearsal, by: str, wanted: Wanted | None = None) -> list[Line]:
    """Counts by act, month or unit (`GROUPS`), unchanged rows too."""
    if by not in GROUPS:
        raise KeyError(by)
    where, values = (wanted or Wanted()).where()
    rows = _ask(rehearsal, "summary", f"{by}, source, kind, sum(n)::BIGINT, sum(money)",
                f"{where} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3", values)  # fmt: skip
    return [Line(*row) for row in rows]


def totals(rehearsal: Rehearsal, wanted: Wanted | None = None) -> list[Line]:
    """Counts by source and kind, unchanged rows too."""
    where, values = (wanted or Wanted()).where()
    rows = _ask(rehearsal, "summary", "'', source, kind, sum(n)::BIGINT, sum(money)",
                f"{where} GROUP BY 1, 2, 3 ORDER BY 2, 3", values)  # fmt: skip
    return [Line(*row) for row in rows]


def count(rehearsal: Rehearsal, wanted: Wanted) -> int:
    """How many rows changed."""
    where, values = wanted.where()
    found = _ask(rehearsal, "rows", "count(*)", where, values)
    return int(found[0][0]) if found else 0


def rows(
    rehearsal: Rehearsal, wanted: Wanted, limit: int = 50, offset: int = 0
) -> list[dict[str, Any]]:
    """Changed rows by day, a page of them, as dicts named as in `ROWS`."""
    where, values = wanted.where()
    found = _ask(rehearsal, "rows", ", ".join(ROWS),
                 f"{where} ORDER BY day, key, source LIMIT ? OFFSET ?",
                 [*values, limit, offset])  # fmt: skip
    return [dict(zip(ROWS, row, strict=True)) for row in found]


def each(rehearsal: Rehearsal, wanted: Wanted) -> Iterator[tuple[Any, ...]]:
    """All changed rows in the order of `ROWS`, for exports of any length."""
    if not _files(rehearsal, "rows"):
        return
    where, values = wanted.where()
    query = _query(rehearsal, "rows", ", ".join(ROWS), f"{where} ORDER BY day, key, source")
    with duckdb.connect() as duck:
        cursor = duck.execute(query, values)
        while batch := cursor.fetchmany(5_000):
            yield from batch


def _files(rehearsal: Rehearsal, table: str) -> list[Path]:
    return sorted(folder_of(rehearsal).glob(f"*.{table}.parquet"))


def _query(rehearsal: Rehearsal, table: str, wanted: str, rest: str) -> str:
    """The first part of a file's name is the source of its rows."""
    files = ", ".join(quoted(path) for path in _files(rehearsal, table))
    source = "split_part(parse_filename(filename), '.', 1) AS source"
    return (
        f"SELECT {wanted} FROM (SELECT *, {source}"
        f" FROM read_parquet([{files}], filename=true)) WHERE {rest}"
    )


def _ask(
    rehearsal: Rehearsal, table: str, wanted: str, rest: str, values: list[Any]
) -> list[tuple[Any, ...]]:
    if not _files(rehearsal, table):
        return []
    with duckdb.connect() as duck:
        return duck.execute(_query(rehearsal, table, wanted, rest), values).fetchall()
