"""What a visitor narrowed a list to: words, filters, a view, an order – all of it in the address.

Unknown names and values in an address are passed over, never an error and never a wider list:
the scope of the visitor's grants is applied first, to every read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q, QuerySet

from guanbiao.gate import authority, registry
from guanbiao.gate.days import day_of_text, edge
from guanbiao.gate.describe import Entity, Table
from guanbiao.gate.forms import LARGEST
from guanbiao.kit import columns, hiding

DENSITIES = {"loose": "宽松", "": "标准", "tight": "紧凑"}
SIZES = {"20": 20, "": 50, "100": 100}
"""How many rows a page may have, as an address says it; a kept view keeps it."""
SPANS = ("days", "moments")
NAMES = ("short_name", "name", "title", "plate", "number")
"""By which field of a related table its rows are looked for, first come first taken."""


@dataclass(frozen=True)
class Filter:
    """A field to narrow by.

    ``kind`` is ``choice``, ``flag``, ``row``, ``words`` (a part of a text), ``number``, or for a
    span of local days ``days`` (dates) and ``moments`` (times).
    """

    name: str
    label: str
    kind: str
    options: tuple[tuple[str, str], ...] = ()
    lookup: str = ""


@lru_cache(maxsize=500)
def filters(table: Table) -> tuple[Filter, ...]:
    """The filters of a table, made out from its model."""
    return tuple(_filter(table.entity.model, name) for name in table.filters)


def _filter(model: type[models.Model], name: str) -> Filter:
    field = columns.field_of(model, name)
    label = str(field.verbose_name)
    if field.is_relation:
        known = {each.name for each in field.related_model._meta.get_fields()}
        by = next(each for each in NAMES if each in known)
        return Filter(name, label, "row", lookup=f"{name}__{by}__icontains")
    if field.choices:
        options = tuple((str(value), str(words)) for value, words in field.flatchoices)
        return Filter(name, label, "choice", options)
    if isinstance(field, models.BooleanField):
        return Filter(name, label, "flag", (("yes", "是"), ("no", "否")))
    if isinstance(field, models.DateField):
        return Filter(name, label, "moments" if isinstance(field, models.DateTimeField) else "days")
    if isinstance(field, models.IntegerField):
        return Filter(name, label, "number", lookup=name)
    return Filter(name, label, "words", lookup=f"{name}__icontains")


@dataclass(frozen=True)
class Narrowed:
    """A list as asked for: only known names, only values that can be meant."""

    text: str = ""
    lens: str = ""
    sort: str = ""
    density: str = ""
    size: str = ""
    values: tuple[tuple[str, str], ...] = ()
    chosen: tuple[str, ...] = ()
    belongs: tuple[str, int] | None = None
    """Lookup and key of the one row the listed ones belong to."""

    @classmethod
    def of(cls, table: Table, query: Any) -> Narrowed:
        """From the address."""
        sort, lens = query.get("sort", ""), query.get("view", "")
        known = {each.path for each in columns.every(table)}
        density, size = query.get("rows", ""), query.get("per", "")
        return cls(
            query.get("q", "").strip()[:50],
            lens if lens in {each.key for each in table.lenses} else "",
            sort if sort.removeprefix("-") in sortable(table) else "",
            density if density in DENSITIES else "",
            size if size in SIZES else "",
            tuple(_values(table, query)),
            tuple(path for path in query.getlist("col") if path in known),
            _belongs(table, query.get("of", "")),
        )

    @property
    def bare(self) -> bool:
        """Whether nothing narrows the list, so that an empty one is empty for good."""
        return not (self.text or self.lens or self.values or self.belongs)

    def value(self, name: str) -> str:
        """What a filter was set to; empty for nothing."""
        return dict(self.values).get(name, "")

    def query(self, **changed: Any) -> str:
        """The rest of an address that keeps this list; ``changed`` replaces or drops parts."""
        kept: dict[str, Any] = {
            "q": self.text, "view": self.lens, "sort": self.sort, "rows": self.density,
            "per": self.size, **dict(self.values), "col": list(self.chosen),
            "of": self.of_row, **changed,
        }  # fmt: skip
        return urlencode({name: value for name, value in kept.items() if value}, doseq=True)

    def sizes(self) -> list[tuple[int, str, bool]]:
        """How many rows a page may have, the address that asks for so many, whether it has them."""
        return [(size, self.query(per=said), said == self.size) for said, size in SIZES.items()]

    @property
    def of_row(self) -> str:
        """The row the listed ones belong to, as an address says it."""
        return "{}.{}".format(*self.belongs) if self.belongs else ""

    def rows(self, table: Table, actor: Any, on: dt.date) -> QuerySet[Any]:
        """The rows this person may see, so narrowed and so ordered."""
        found = visible(table, actor, on)
        for lens in table.lenses:
            if lens.key == self.lens:
                found = found.filter(lens.where(actor, on))
        if self.belongs:
            path, key = self.belongs
            found = found.filter(**{path: key})
        found = found.filter(self._words(table), self._conditions(table))
        needed = columns.joined(table.entity.model, self.columns(table))
        order = (self.sort, "pk") if self.sort else table.order
        return found.select_related(*needed).order_by(*order)

    def _words(self, table: Table) -> Q:
        found = Q()
        for path in table.search if self.text else ():
            found |= Q(**{f"{path}__icontains": self.text})
        return found

    def _conditions(self, table: Table) -> Q:
        found = Q()
        for each in filters(table):
            if each.kind in SPANS:
                found &= _span(each, self.value(f"{each.name}_from"), self.value(f"{each.name}_to"))
            elif value := self.value(each.name):
                found &= _condition(each, value)
        return found

    def columns(self, table: Table) -> list[columns.Shown]:
        """The columns shown: those of the list, or those chosen of all, the first one always."""
        if not self.chosen:
            return columns.all_shown(table.entity.model, table.columns, table.entity.state)
        whole = columns.every(table)
        return [each for n, each in enumerate(whole) if n == 0 or each.path in self.chosen]


@lru_cache(maxsize=500)
def owners(entity: Entity) -> Mapping[str, Table]:
    """Lookup → the table whose rows show these rows beside them."""
    return {
        each.path: table
        for table in registry.tables()
        for each in table.related
        if each.entity == entity.name
    }


def _belongs(table: Table, said: str) -> tuple[str, int] | None:
    path, _, key = said.partition(".")
    if path not in owners(table.entity) or path.partition("__")[0] in table.hidden:
        return None
    return (path, int(key)) if key.isascii() and key.isdecimal() and int(key) <= LARGEST else None


def belonging(table: Table, narrowed: Narrowed, actor: Any) -> str:
    """To which row the list is narrowed, in words; its name only for who may see that row."""
    if narrowed.belongs is None:
        return ""
    path, key = narrowed.belongs
    owner = owners(table.entity)[path]
    row = visible(owner, actor, actor.today).filter(pk=key).first()
    if row is None or owner.entity.title in hiding.seen(owner, actor, row).hidden:
        return f"一条{owner.entity.label}"
    return f"{owner.entity.label} {columns.title_of(owner.entity, row)}"


def visible(table: Table, actor: Any, on: dt.date) -> QuerySet[Any]:
    """All rows of a table within the visitor's scope."""
    within = authority.visible(actor, table.view, on)
    rows = table.entity.model._default_manager.filter(within)
    return table.also(rows) if table.also else rows


def sortable(table: Table) -> list[str]:
    """Lookups a list may be ordered by."""
    made = columns.all_shown(table.entity.model, table.columns, table.entity.state)
    return [each.sort for each in made if each.sort]


def _values(table: Table, query: Mapping[str, str]) -> list[tuple[str, str]]:
    found = []
    for each in filters(table):
        names = [f"{each.name}_from", f"{each.name}_to"] if each.kind in SPANS else [each.name]
        for name in names:
            value = query.get(name, "").strip()[:50]
            if value and _meant(each, value):
                found.append((name, value))
    return found


def _meant(each: Filter, value: str) -> bool:
    if each.kind in SPANS:
        return day_of_text(value) is not None
    if each.kind == "number":
        return value.isdecimal() and int(value) <= LARGEST
    return not each.options or value in dict(each.options)


def _span(each: Filter, first: str, last: str) -> Q:
    """From the first day on, up to and with the last."""
    found, start, end = Q(), day_of_text(first), day_of_text(last)
    if start:
        found &= Q(**{f"{each.name}__gte": edge(start, each.kind == "moments")})
    if end:
        found &= Q(**{f"{each.name}__lt": edge(end + dt.timedelta(days=1), each.kind == "moments")})
    return found


def _condition(each: Filter, value: str) -> Q:
    if each.lookup:
        return Q(**{each.lookup: value})
    return Q(**{each.name: value == "yes" if each.kind == "flag" else value})
