"""What neighbours may ask of numbers: those of a unit for a wall anybody may stand before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator

from guanbiao.audit import measuring
from guanbiao.gate.describe import Measure
from guanbiao.modules.numbers import queries
from guanbiao.people.models import Unit

__all__ = ["named", "wall"]


def named(unit: Unit, on: dt.date, labels: Sequence[str]) -> list[Measure]:
    """The measures with these labels, in their order; labels nobody knows are left out."""
    found = {each.label: each for each in queries.known(unit, on)}
    return [found[label] for label in labels if label in found]


def wall(unit: Unit, on: dt.date, labels: Sequence[str], at: str) -> dict[str, Any]:
    """A page of them over all rows of the unit and those below it, and the number of the next."""
    period = measuring.month("", on)
    page = Paginator(named(unit, on, labels), queries.ON_SCREEN).get_page(at)
    tiles = [queries.tile(each, None, period, unit.path) for each in page.object_list]
    following = page.next_page_number() if page.has_next() else 1
    return {"tiles": tiles, "period": period, "page": page, "following": following}
