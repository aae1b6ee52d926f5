"""Rows of an extract as the facts the gate would have read for them."""

# ruff: noqa: S608 - names come from descriptors, values from `quoted` or parameters

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb
from django.utils import timezone

from guanbiao.audit.extract import DAY_LABEL
from guanbiao.gate.describe import FactSet
from rulebook.feel import types as t

BATCH = 5_000
"""Rows held in memory at a time."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its key, unit and day, and the facts under their Chinese labels."""

    key: str
    unit_id: int
    day: dt.date
    facts: Mapping[str, Any]
    extra: Any = None


def read_records(
    duck: duckdb.DuckDBPyConnection, fact_set: FactSet, relation: str, extra: str = "NULL"
) -> Iterator[Record]:
    """The rows of ``relation`` with an extra column, batch by batch.

    They are read from the one connection: nothing else may be asked of it meanwhile.
    """
    names = ", ".join(f'r."{fact.name}"' for fact in fact_set.facts)
    wanted = f"r.key, r.unit_id, r.day, {extra}{', ' if names else ''}{names}"
    cursor = duck.execute(f"SELECT {wanted} FROM {relation}")
    converters = [(fact.label, _converter(fact.type)) for fact in fact_set.facts]
    while rows := cursor.fetchmany(BATCH):
        for row in rows:
            yield _record(row, converters)


def _record(row: Sequence[Any], converters: Sequence[tuple[str, Callable[[Any], Any]]]) -> Record:
    key, unit_id, day, extra, *values = row
    facts = {
        label: None if value is None else convert(value)
        for (label, convert), value in zip(converters, values, strict=True)
    }
    facts[DAY_LABEL] = day
    return Record(key, unit_id, day, facts, extra)


def _converter(kind: t.Type) -> Callable[[Any], Any]:
    return CONVERTERS.get(kind, lambda value: value)


def _number(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _moment(value: dt.datetime) -> dt.datetime:
    """The wall clock of the extract, with the zone that the gate's facts have."""
    return timezone.make_aware(value, timezone.get_default_timezone())


def _duration(value: Any) -> dt.timedelta:
    return dt.timedelta(microseconds=int(Decimal(str(value)).scaleb(6)))


CONVERTERS: Mapping[t.Type, Callable[[Any], Any]] = {
    t.NUMBER: _number,
    t.DATE_TIME: _moment,
    t.DAYS_DURATION: _duration,
}
