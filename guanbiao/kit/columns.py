"""What a column of a table shows: its label, its kind and the value of a row.

A module names a field, a lookup or a property; label and kind follow from the model, so that
list, detail page, export, import and print say the same word for the same thing. A model may say
by ``named_by`` which of its fields people know a row by: the database then says it alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from guanbiao.gate import standing
from guanbiao.gate.describe import Column, Entity, Table

KINDS = (
    "text", "long", "choice", "state", "flag", "number", "year", "money", "date", "moment", "link",
)  # fmt: skip
"""How a value is drawn; ``state`` and ``choice`` by their label, ``link`` by the row's own name."""
NUMBERS = ("number", "year", "money")
YEARS = ("年度", "年份")
"""How the label of a number that is a year ends; nobody writes 2,026 for it."""


@dataclass(frozen=True)
class Shown:
    """A column made out: ``sort`` is the lookup to order by, empty where there is none."""

    path: str
    label: str
    kind: str
    unit: str
    total: bool
    sort: str
    words: Mapping[Any, str] | None = field(default=None, compare=False)
    """Value → label, where the values are chosen from a list."""
    lookup: str = ""
    """Where the database itself holds what `value` says but for ``words``; empty elsewhere."""
    tones: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def heading(self) -> str:
        """Label with the unit of its numbers."""
        return f"{self.label} {self.unit}".strip()

    def value(self, row: Any) -> Any:
        """The value of a row: numbers, dates and flags as they are, all else as people name it."""
        found = row
        for step in self._way:
            found = getattr(found, step, None)
        if found is None:
            return None
        value = getattr(found, self._last)
        return named(value) if self.words is None else self.labelled(value)

    def labelled(self, value: Any) -> Any:
        """A value as stored by the label people know it by."""
        return value if self.words is None else self.words.get(value, value)

    @cached_property
    def _way(self) -> list[str]:
        return self.path.split("__")[:-1]

    @cached_property
    def _last(self) -> str:
        return self.path.rpartition("__")[2]


def named(value: Any) -> Any:
    """A row by the field its model is ``named_by``, else by its own words; anything else as is."""
    if not isinstance(value, models.Model):
        return value
    name = getattr(value, "named_by", "")
    return getattr(value, name) if name else str(value)


def title_of(entity: Entity, row: Any) -> str:
    """What a row is called; a bare number says nothing, so then the row's own words do."""
    said = named(getattr(row, entity.title, row))
    return str(row if isinstance(said, int) else said)


@lru_cache(maxsize=4000)
def shown(model: type[models.Model], column: str | Column, state: str = "") -> Shown:
    """The column as lists and pages need it; raises `LookupError` for a name nobody knows."""
    said = Column(column) if isinstance(column, str) else column
    found = field_of(model, said.path)
    if found is None:
        lookup = "" if _is_property(model, said) else said.path
        return Shown(said.path, said.label, said.kind or "text", said.unit, False, "",
                     lookup=lookup)  # fmt: skip
    kind = said.kind or ("state" if said.path == state else kind_of(found))
    label = said.label or str(found.verbose_name)
    lookup = _lookup(found, said.path)
    sort = "" if kind == "long" else lookup
    tones = standing.tones(found) if kind == "state" else {}
    words = _words(found, kind)
    return Shown(said.path, label, kind, said.unit, said.total, sort, words, lookup, tones)


def _lookup(found: Any, path: str) -> str:
    if not found.is_relation:
        return path
    name = getattr(found.related_model, "named_by", "")
    return f"{path}__{name}" if name and found.concrete and not found.many_to_many else ""


def _words(field_: Any, kind: str) -> Mapping[Any, str] | None:
    if kind not in ("choice", "state") or not field_.choices:
        return None
    return {value: str(label) for value, label in field_.flatchoices}


def all_shown(
    model: type[models.Model], columns: Iterable[str | Column], state: str = ""
) -> list[Shown]:
    """Several columns of a model."""
    return [shown(model, column, state) for column in columns]


def every(table: Table) -> list[Shown]:
    """All columns of a row: those of the list, then those of its page."""
    more = [column for _, found in table.sections for column in found]
    made = all_shown(table.entity.model, (*table.columns, *more), table.entity.state)
    found: dict[str, Shown] = {}
    for each in made:
        found.setdefault(each.path, each)
    return list(found.values())


def field_of(model: type[models.Model], path: str) -> Any:
    """The field a lookup ends at; none where it ends at a property."""
    found: Any = None
    table: Any = model
    for step in path.split("__"):
        try:
            found = table._meta.get_field(step)
        except FieldDoesNotExist:
            return None
        table = found.related_model
    return found


def _is_property(model: type[models.Model], column: Column) -> bool:
    """Whether the model computes the column; else the table's query does, and says its kind.

    Raises `LookupError` where neither can be, or the column has no label.
    """
    way, _, last = column.path.rpartition("__")
    found = hasattr(field_of(model, way).related_model if way else model, last)
    if not column.label or not (column.kind or found):
        raise LookupError(f"{model.__name__} has no {column.path}, or the column has no label")
    return found


def kind_of(field: Any) -> str:
    """The kind that follows from a field of a model."""
    if field.is_relation:
        return "link"
    if field.choices:
        return "choice"
    if isinstance(field, models.BooleanField):
        return "flag"
    if isinstance(field, models.DateTimeField):
        return "moment"
    if isinstance(field, models.DateField):
        return "date"
    if isinstance(field, models.DecimalField):
        return "money" if field.decimal_places == 2 else "number"
    if isinstance(field, models.IntegerField | models.FloatField):
        return "year" if str(field.verbose_name).endswith(YEARS) else "number"
    return "long" if isinstance(field, models.TextField) else "text"


def joined(model: type[models.Model], columns: Iterable[Shown]) -> list[str]:
    """The relations a list of these columns needs in one query."""
    found: dict[str, None] = {}
    for column in columns:
        steps = column.path.split("__")
        for length in range(1, len(steps) + 1):
            field = field_of(model, "__".join(steps[:length]))
            if field is not None and field.is_relation:
                found["__".join(steps[:length])] = None
    return list(found)
