"""The clauses in force for each record: by unit, day and the acts it has passed.

What is in force changes only on the days on which an edition or a dated value begins or ends,
so a record's day is first brought back to the last such day; few answers then serve all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from guanbiao.gate import registry
from guanbiao.library import in_force
from guanbiao.people.models import Unit
from rulebook.rules import Rule, RuleSet

FIRST_DAY = dt.date(1900, 1, 1)
"""Stands for every day before anything was in force."""


@dataclass(frozen=True)
class Book:
    """What judges some records: the acts they passed, and the rules of each, none twice."""

    acts: tuple[str, ...]
    sets: tuple[RuleSet, ...]


def changes() -> list[dt.date]:
    """The days on which what is in force may differ from the day before, oldest first."""
    days = {FIRST_DAY}
    for each in in_force.everything():
        days.add(each.from_day)
        if each.to_day is not None:
            days.add(each.to_day + dt.timedelta(days=1))
        days.update(entry.from_day for value in each.pack.values for entry in value.series)
    return sorted(days)


@dataclass
class Library:
    """Rule sets for records, each combination numbered once (``books[number]``)."""

    books: list[Book] = field(default_factory=list)
    units: dict[int, Unit] = field(default_factory=dict)
    _numbers: dict[tuple[int, ...], int] = field(default_factory=dict)

    def load_units(self, ids: Iterable[int]) -> None:
        """Fetch units not known yet, all at once."""
        wanted = [unit_id for unit_id in set(ids) if unit_id not in self.units]
        self.units.update(Unit.objects.in_bulk(wanted))

    def number(self, unit_id: int, since: dt.date, acts: tuple[str, ...]) -> int:
        """The number of what judges a record of this unit that has passed these acts."""
        unit = self.units[unit_id]
        sets = tuple(in_force.in_force(act, unit, since, registry.scope_of(act)) for act in acts)
        key = tuple(id(rules) for rules in sets)
        if key not in self._numbers:
            self._numbers[key] = len(self.books)
            self.books.append(Book(acts, without_repeats(sets)))
        return self._numbers[key]


def without_repeats(sets: tuple[RuleSet, ...]) -> tuple[RuleSet, ...]:
    """A clause bound to several acts judges a record once."""
    seen: set[tuple[Any, ...]] = set()
    kept = []
    for rules in sets:
        fresh = rules.only(lambda rule: _said(rule) not in seen)
        seen.update(_said(rule) for rule in fresh.rules)
        if len(fresh):
            kept.append(fresh)
    return tuple(kept)


def _said(rule: Rule) -> tuple[Any, ...]:
    """What a rule says, whatever act it is bound to."""
    texts = (rule.when, rule.require, rule.actual, rule.limit, rule.table)
    return (rule.standard, rule.edition, rule.clause, *texts)
