"""What a page of one number is asked for: which number, which month, of whom; and its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from guanbiao.audit import measuring
from guanbiao.gate import registry
from guanbiao.gate.describe import Measure, Table
from guanbiao.kit import columns, hiding
from guanbiao.modules.numbers import queries
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit


@dataclass(frozen=True)
class Asked:
    """A number in a month: of all one may see, of one unit, or (``below``) of its tree."""

    actor: Actor
    measure: Measure
    period: measuring.Period
    unit: Unit | None
    below: bool

    @classmethod
    def of(cls, actor: Actor, name: str, query: Mapping[str, str]) -> Asked:
        """As an address says it; 404 for a number or a unit that is out of reach."""
        found = queries.named(actor, name)
        if found is None:
            raise Http404
        period = measuring.month(query.get("month", ""), actor.today)
        unit = _unit(actor, query.get("unit", ""))
        return cls(actor, found, period, unit, unit is not None and "below" in query)

    @property
    def query(self) -> dict[str, str]:
        """The same as an address says it."""
        said = {"month": self.period.key}
        if self.unit is not None:
            said["unit"] = str(self.unit.pk)
        return {**said, "below": "1"} if self.below else said

    @property
    def of_whom(self) -> str:
        """Whose rows they are, in words."""
        if self.unit is None:
            return "有权查看的全部单位"
        return f"{self.unit.name}及下属单位" if self.below else self.unit.name

    def rows(self) -> QuerySet[Any]:
        """The rows the number counts, each once, the latest first."""
        under = self.unit.path if self.unit and self.below else ""
        entity = self.measure.entity
        found = measuring.rows(self.measure, self.actor, self.period, under)
        if self.unit and not self.below:
            found = found.filter(**{f"{entity.unit_path.removesuffix('path')}pk": self.unit.pk})
        kept = entity.model._default_manager.filter(pk__in=found.values("pk"))
        needed = columns.joined(entity.model, self.columns())
        return kept.select_related(*needed).order_by("-pk")

    def listed(self) -> Table | None:
        """The list the kit makes of such rows; none where a page by hand, or its query, does."""
        entity = self.measure.entity
        table = next((t for t in registry.tables() if t.entity == entity), None)
        return table if table is not None and table.also is None else None

    def columns(self) -> list[columns.Shown]:
        """Those of the list; without one the unit of a row and its moment."""
        entity, table = self.measure.entity, self.listed()
        if table is not None:
            seen = hiding.seen(table, self.actor)
            return columns.all_shown(entity.model, seen.columns, entity.state)
        said: list[Any] = [entity.unit_path.removesuffix("__path"), self.measure.when]
        return columns.all_shown(entity.model, [x for x in said if x and "events" not in x])


def _unit(actor: Actor, key: str) -> Unit | None:
    """The unit the number is narrowed to; one out of reach is not there."""
    if not key:
        return None
    found = queries.unit_in_reach(actor, int(key)) if key.isdecimal() else None
    if found is None:
        raise Http404
    return found
