"""What people call a record: its plate, its number, its person; looked up in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from guanbiao.gate import registry
from guanbiao.gate.describe import Entity

BATCH = 1_000


def titles(entity: Entity, keys: Iterable[str]) -> dict[str, str]:
    """Key → title of those records that are still there."""
    query = entity.model._default_manager.all()
    if entity.model._meta.get_field(entity.title).is_relation:
        query = query.select_related(entity.title)
    found = query.in_bulk([key for key in keys if key.isdecimal()])
    return {str(key): str(getattr(record, entity.title)) for key, record in found.items()}


def title(entity_name: str, key: str) -> str:
    """``车辆 示A·10000``; the key where the record is gone."""
    entity = registry.entity(entity_name)
    return f"{entity.label} {titles(entity, [key]).get(key, key)}"


def titled(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[Sequence[Any], str]]:
    """Findings (entity and key first), each with its record's title."""
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        known = {
            name: titles(registry.entity(name), {row[1] for row in batch if row[0] == name})
            for name in {row[0] for row in batch}
        }
        for row in batch:
            yield row, known[row[0]].get(row[1], row[1])
