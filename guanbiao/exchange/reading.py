"""The rows of a list as tuples of typed cells, in few steps however many there are.

The database is asked for the columns alone, behind a cursor of its own, and a column of a batch is
turned into cells at once: numbers and days as they come, words and names of other rows looked up,
only what is left cell by cell. A list with a column that no query can name is read row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from django.db import models
from django.db.models import QuerySet

from guanbiao.exchange.sheets import cell
from guanbiao.kit.columns import Shown, field_of, named

STEP = 2000
Row = tuple[Any, ...]
Turn = Callable[[Sequence[Any]], Iterable[Any]]
"""The values of a column in one batch, as cells."""
AS_IS = (models.IntegerField, models.FloatField, models.DateField)


@dataclass(frozen=True)
class Way:
    """By which lookup a column is read, and how its values become cells."""

    path: str
    turn: Turn


def rows(found: QuerySet[Any], columns: Sequence[Shown]) -> Iterator[Row]:
    """The rows, in their order, as cells of these columns."""
    ways = [_way(found, each) for each in columns]
    known = [way for way in ways if way is not None]
    if len(known) < len(ways):
        return _row_by_row(found, columns)
    return _by_columns(found, known)


def _row_by_row(found: QuerySet[Any], columns: Sequence[Shown]) -> Iterator[Row]:
    for row in found.iterator(STEP):
        yield tuple([cell(each.value(row)) for each in columns])


def _by_columns(found: QuerySet[Any], ways: Sequence[Way]) -> Iterator[Row]:
    paths = list(dict.fromkeys(way.path for way in ways))
    turns = [(paths.index(way.path), way.turn) for way in ways]
    read = iter(found.values_list(*paths).iterator(STEP))
    while batch := list(islice(read, STEP)):
        values = list(zip(*batch, strict=True))
        yield from zip(*(turn(values[place]) for place, turn in turns), strict=True)


def _way(found: QuerySet[Any], column: Shown) -> Way | None:
    """How a column is read; none where only the row itself knows its value."""
    if column.lookup:
        return Way(column.lookup, _turn(column, field_of(found.model, column.lookup)))
    field: Any = field_of(found.model, column.path)
    if isinstance(field, models.Field) and field.is_relation and not field.many_to_many:
        return Way(f"{column.path}__pk", Names(cast("type[models.Model]", field.related_model)))
    return None


def _turn(column: Shown, field: Any) -> Turn:
    """How the values of a column become cells; ``field`` is none for what the query computes."""
    if column.words is not None or isinstance(field, models.BooleanField):
        return Known(column.labelled)
    plain = isinstance(field, AS_IS) and not isinstance(field, models.DateTimeField)
    return _as_they_are if plain else _singly


def _as_they_are(values: Sequence[Any]) -> Iterable[Any]:
    return values


def _singly(values: Sequence[Any]) -> Iterable[Any]:
    return map(cell, values)


class Known(dict[Any, Any]):
    """Cells of a column with few different values, each made once."""

    def __init__(self, said: Callable[[Any], Any]) -> None:
        super().__init__()
        self.said = said

    def __call__(self, values: Sequence[Any]) -> Iterable[Any]:
        """The cells of these values."""
        return map(self.__getitem__, values)

    def __missing__(self, value: Any) -> Any:
        made = self[value] = cell(None if value is None else self.said(value))
        return made


class Names(dict[Any, Any]):
    """What rows of another table are called; those met first in a batch are read together."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__({None: None})
        self.model = model

    def __call__(self, keys: Sequence[Any]) -> Iterable[Any]:
        """The names under these keys."""
        fresh = self.model._base_manager.in_bulk(set(keys) - self.keys())
        self.update({key: cell(named(row)) for key, row in fresh.items()})
        return map(self.__getitem__, keys)
