"""What a search is narrowed to besides its words: units by name, a span of days.

Both narrow what the visitor may see and never widen it. A table without a day is left out when
days are asked for.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q

from guanbiao.gate.days import day_of_text, edge
from guanbiao.gate.describe import Table
from guanbiao.kit import columns
from guanbiao.people.models import Unit

MOST_UNITS = 20
ONE = dt.timedelta(days=1)


@dataclass(frozen=True)
class Within:
    """Part of a unit's name, the first and the last day; what is empty does not narrow."""

    unit: str = ""
    first: dt.date | None = None
    last: dt.date | None = None

    @classmethod
    def of(cls, query: Any) -> Within:
        """From the address; what cannot be meant is passed over."""
        name = query.get("unit", "").strip()[:50]
        return cls(name, day_of_text(query.get("from", "")), day_of_text(query.get("to", "")))

    @property
    def address(self) -> str:
        """As it stands in an address, with ``&`` before it; empty for nothing."""
        said = {
            "unit": self.unit,
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
        }
        kept = urlencode({name: value for name, value in said.items() if value})
        return f"&{kept}" if kept else ""

    def units(self, path: str) -> Q:
        """Rows of the units so named and of those below them; ``path`` leads to a unit's path."""
        if not self.unit:
            return Q()
        named = Unit.objects.filter(Q(name__icontains=self.unit) | Q(short_name=self.unit))
        found = Q(pk__in=())
        for place in named.order_by("path").values_list("path", flat=True)[:MOST_UNITS]:
            found |= Q(**{f"{path}__startswith": place})
        return found

    def days(self, field: str, moments: bool) -> Q:
        """Rows whose day lies within the span; ``moments`` for a field that holds a time too."""
        found = Q()
        if self.first:
            found &= Q(**{f"{field}__gte": edge(self.first, moments)})
        if self.last:
            found &= Q(**{f"{field}__lt": edge(self.last + ONE, moments)})
        return found

    def rows(self, table: Table) -> Q | None:
        """The condition on a table; none where it has no day to ask for."""
        found = self.units(table.entity.unit_path)
        if not (self.first or self.last):
            return found
        day = day_of(table)
        return found & self.days(*day) if day else None


@lru_cache(maxsize=500)
def day_of(table: Table) -> tuple[str, bool] | None:
    """The day a row is looked for by, and whether it holds a time.

    That of the calendar, else the first day among the columns, else the first day of the model.
    """
    model = table.entity.model
    paths = [*table.days, *(c if isinstance(c, str) else c.path for c in table.columns)]
    paths += [each.name for each in model._meta.concrete_fields]
    for path in paths:
        field = columns.field_of(model, path)
        if isinstance(field, models.DateField) and path not in table.hidden:
            return path, isinstance(field, models.DateTimeField)
    return None
