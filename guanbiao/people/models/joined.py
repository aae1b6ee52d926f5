"""Rows read by a statement written by hand, of several tables where need be.

For the few reads that stand before every page: which session, who this is, which posts she holds,
what she has not read. Everywhere else the object-relational mapper reads. No field of these tables
needs a conversion.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


@cache
def _fields(model: type[models.Model]) -> tuple[list[str], list[str]]:
    """Columns of a table, and the attributes they fill."""
    fields = model._meta.concrete_fields
    return [str(field.column) for field in fields], [field.attname for field in fields]


def columns(model: type[models.Model], alias: str) -> str:
    """All columns of a table, as a statement selects them."""
    return ", ".join(f'{alias}."{column}"' for column in _fields(model)[0])


def rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    """The rows a statement finds."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        kept: list[tuple[Any, ...]] = cursor.fetchall()
    return kept


def found(statement: str, values: list[Any]) -> list[Iterator[Any]]:
    """The rows a statement finds, each to be taken from left to right."""
    return [iter(row) for row in rows(statement, values)]


def taken(model: type[Row], row: Iterator[Any]) -> Row | None:
    """The next columns of a row as a row of ``model``; none where an outer join found nothing."""
    attributes = _fields(model)[1]
    values = [next(row) for _ in attributes]
    return None if values[0] is None else model.from_db("default", attributes, values)
