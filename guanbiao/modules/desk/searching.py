"""Search over all records: what a table says may be searched, within what the visitor may see.

Chinese is written without spaces and a word has mostly two characters, so text is found by its
bigrams: an index on the searched columns of each table holds every pair of neighbouring
characters, the database keeps it with the rows, and a search asks for all pairs of its words and
then compares the text itself. Nothing is copied, so nothing can be stale, and a field that a clause
hides from somebody is never compared for her.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.models import BooleanField, F, Func, Q, TextField, Value
from django.db.models.functions import Cast, Concat

from guanbiao.gate import registry
from guanbiao.gate.describe import Entity, Table
from guanbiao.kit import columns, hiding
from guanbiao.kit.narrowing import NAMES, visible
from guanbiao.modules.desk.within import Within
from guanbiao.people.actor import Actor

LEAST = 2
"""Characters a search needs; one alone is in nearly every row."""
FEW = 5
"""Rows shown of each kind before one asks for all of it."""
AROUND = 18
"""Characters shown before and after what was found."""
PREFIX = "search_"
PLATE = re.compile(r"(?=.*\d)([一-鿿]?[A-Za-z])·?([A-Za-z0-9]{4,6})")
"""A plate as people type it: the dot after the letter of the place is on few keyboards."""
EVERYWHERE = Within()
MOST_LED = 500
"""Rows of another table that one is led to by a word; more than so many say nothing."""


@dataclass(frozen=True)
class Found:
    """A row that holds the text, and where: field, words before, the text, words after."""

    key: int
    title: str
    field: str
    before: str
    match: str
    after: str


@dataclass(frozen=True)
class Group:
    """What was found in one table; ``more`` when there is more than is shown."""

    table: Table
    rows: list[Found]
    more: bool


def bigrams(text: models.Expression | Value) -> Func:
    """All pairs of neighbouring characters, as the index holds them."""
    return Func(text, function="search_bigrams", output_field=ArrayField(TextField()), arity=1)


def tables() -> Iterator[Table]:
    """Every table that may be searched; an entity without one is searched by its title."""
    made = {table.entity.name: table for table in registry.tables()}
    for entity in registry.entities():
        table = made.get(entity.name) or by_title(entity)
        if entity.page and table.search:
            yield table


def by_title(entity: Entity) -> Table:
    """An entity that has no table, as one that shows and searches its title."""
    title = titled(entity)
    return Table(entity, (), search=(title,) if title else ())


def holding(entity: Entity, text: str) -> tuple[Any, ...]:
    """Filter for rows of an entity without a table whose title holds the text, whoever asks."""
    table = by_title(entity)
    return narrowed(table, text)


def titled(entity: Entity) -> str:
    """The text a row is called by: its title, or the name of the row its title leads to.

    Empty where the title is no field of the table.
    """
    field = columns.field_of(entity.model, entity.title)
    if field is None or not field.is_relation:
        return entity.title if field is not None else ""
    known = {each.name for each in field.related_model._meta.concrete_fields}
    name = next((each for each in NAMES if each in known), "")
    return f"{entity.title}__{name}" if name else ""


def own(table: Table) -> tuple[str, ...]:
    """The searched columns that the table itself holds: those its index is made of."""
    return tuple(path for path in table.search if "__" not in path)


def whole(paths: tuple[str, ...]) -> Any:
    """All searched columns of a row as one text."""
    texts: list[Any] = []
    for path in paths:
        texts += [Cast(F(path), TextField()), Value(" ", TextField())]
    return Concat(*texts, output_field=TextField())


def index_of(table: Table) -> GinIndex | None:
    """The index of a table; its name changes with its columns, so that an old one is known."""
    paths = own(table)
    if not paths:
        return None
    model = table.entity.model._meta.db_table
    mark = hashlib.sha256(" ".join((model, *paths)).encode()).hexdigest()[:20]
    return GinIndex(bigrams(whole(paths)), name=f"{PREFIX}{mark}")


def settle(**_: Any) -> None:
    """Make the indexes that are wanted and drop those that are not; run after each migration.

    Halfway through the migrations tables and columns are missing: then nothing is done.
    """
    ahead = MigrationExecutor(connection)
    if ahead.migration_plan(ahead.loader.graph.leaf_nodes()):
        return
    wanted = {index.name: (t, index) for t in tables() if (index := index_of(t)) is not None}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
            r" AND indexname LIKE 'search\_%'"
        )
        there = {name for (name,) in cursor.fetchall()}
        for name in there - set(wanted):
            cursor.execute(f'DROP INDEX "{name}"')
    with connection.schema_editor() as editor:
        for name in sorted(set(wanted) - there):
            table, index = wanted[name]
            editor.add_index(table.entity.model, index)


def spellings(text: str) -> tuple[str, ...]:
    """The text, and where it may be a plate, the same with its dot or without."""
    plate = PLATE.fullmatch(text)
    if plate is None:
        return (text,)
    place, rest = (part.upper() for part in plate.groups())
    return tuple(dict.fromkeys((text, f"{place}·{rest}", f"{place}{rest}")))


def find(actor: Actor, text: str, within: Within = EVERYWHERE, but: str = "") -> list[Group]:
    """The first rows of every table that hold the text and that this person may see.

    ``but`` names an entity that is looked for in another way.
    """
    found = []
    for table in tables():
        if table.entity.name == but:
            continue
        rows = rows_of(table, actor, text, FEW + 1, within=within)
        if rows:
            found.append(Group(table, rows[:FEW], more=len(rows) > FEW))
    return found


def rows_of(
    table: Table, actor: Actor, text: str, most: int, start: int = 0, within: Within = EVERYWHERE
) -> list[Found]:
    """Rows of one table that hold the text and that this person may see, newest first."""
    condition = within.rows(hiding.seen(table, actor))
    if condition is None:
        return []
    keys = _keys(table, actor, text, start + most, condition)
    chosen = sorted(keys, reverse=True)[start : start + most]
    rows = table.entity.model._default_manager.in_bulk(chosen)
    found = (_found(table, actor, rows[key], spellings(text)) for key in chosen)
    return [each for each in found if each is not None]


def _keys(table: Table, actor: Actor, text: str, most: int, within: Q) -> set[int]:
    """At most so many keys by the table's own text, and by that of each row it leads to.

    Each way is asked for by itself and stops early, so that a common word costs no more than a
    rare one.
    """
    seen = hiding.seen(table, actor)
    ways = [
        way for each in spellings(text)
        for way in (narrowed(table, each, own(seen)), *_led_to(seen, each))
    ]  # fmt: skip
    found: set[int] = set()
    for rows in _reached(table, actor):
        near = rows.filter(within).order_by("-pk")
        for condition in ways:
            found.update(near.filter(*condition).values_list("pk", flat=True)[:most])
    return found


def _reached(table: Table, actor: Actor) -> Iterator[models.QuerySet[Any]]:
    """The rows a grant lets through; then those that concern her though no grant does."""
    yield visible(replace(table, also=None), actor, actor.today)
    entity = table.entity
    if entity.readers:
        yield entity.model._default_manager.filter(entity.readers(actor, actor.today))


def narrowed(table: Table, text: str, paths: tuple[str, ...] | None = None) -> tuple[Any, ...]:
    """The index narrows by the pairs of all columns, the text itself is compared in ``paths``."""
    paths = own(table) if paths is None else paths
    if not paths:
        return (Q(pk__in=()),)
    pairs = Func(
        bigrams(whole(own(table))), bigrams(Value(text)), template="%(expressions)s",
        arg_joiner=" @> ", output_field=BooleanField(),
    )  # fmt: skip
    compared = Q()
    for path in paths:
        compared |= Q(**{f"{path}__icontains": text})
    return pairs, compared


def _led_to(table: Table, text: str) -> Iterator[tuple[Q]]:
    """For each searched column of another table: rows that lead to one that holds the text."""
    for path in table.search:
        link, _, field = path.rpartition("__")
        if link:
            target = columns.field_of(table.entity.model, link).related_model
            there = target._default_manager.filter(**{f"{field}__icontains": text})
            yield (Q(**{f"{link}__in": there.values("pk")[:MOST_LED]}),)


def _title(seen: Table, row: Any) -> str:
    """What the row is called, and its own words where that is but a number; nothing hidden."""
    title = columns.title_of(seen.entity, row)
    if seen.hidden:
        return title
    words = str(row)
    return words if title in words else f"{title} {words}"


def _found(table: Table, actor: Actor, row: Any, texts: tuple[str, ...]) -> Found | None:
    """Where the row holds the text; none if a clause hides that field of this very row."""
    model, seen = table.entity.model, hiding.seen(table, actor, row)
    title = _title(seen, row)
    for path, text in itertools.product(seen.search, texts):
        value = str(columns.shown(model, path).value(row) or "")
        at = value.lower().find(text.lower())
        if at >= 0:
            end = at + len(text)
            before = value[max(at - AROUND, 0) : at]
            label = columns.shown(model, path.rpartition("__")[0] or path).label
            return Found(row.pk, title, label, before, value[at:end], value[end : end + AROUND])
    return None
