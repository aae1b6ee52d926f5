"""The sample bureau: 云川市, invented whole, made from a seed, every row through the gate.

Regions use the unassigned province code 99, plates the invented prefix 示, so that no real
place, person or vehicle is meant. Sizes: ``small`` for a first look, ``city`` for a year of one
city, ``province`` for the counts of a real province (55,702 vehicles, 20,000 units).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from guanbiao.people.models import Unit
from guanbiao.project.sample import (
    accounts,
    bulletins,
    conferences,
    decisions,
    fleet,
    guests,
    houses,
    ledger,
    organisation,
    scores,
    systems,
)
from guanbiao.project.sample.plan import SIZES, Plan

__all__ = ["generate", "write_ledger"]


def generate(size: str, seed: int, progress: Callable[[int, int | None], None]) -> bool:
    """Fill an empty database; returns False, changing nothing, when it already holds units."""
    if size not in SIZES:
        raise ValueError(f"样例大小“{size}”不认识：请用 {'、'.join(SIZES)} 之一")
    if Unit.objects.exists():
        return False
    plan = Plan(SIZES[size], random.Random(seed), progress)  # noqa: S311 - repeatable, no secret
    organisation.make(plan)
    fleet.make(plan)
    decisions.make(plan)
    houses.make(plan)
    guests.make(plan)
    conferences.make(plan)
    bulletins.make(plan)
    systems.make(plan)
    scores.make(plan)
    accounts.make(plan)
    return True


def write_ledger(path: Path, rows: int, seed: int) -> None:
    """A ledger for import trials, about one line in a hundred with a mistake."""
    path.write_bytes(ledger.file(rows, random.Random(seed)))  # noqa: S311 - repeatable
