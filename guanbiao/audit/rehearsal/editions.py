"""What judges before and after: the rules of the standards that a candidate touches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import timezone

from guanbiao.audit.rulebooks import without_repeats
from guanbiao.gate import registry
from guanbiao.library import in_force
from guanbiao.library.in_force import Published
from guanbiao.library.pack import Pack
from guanbiao.people.models import Unit
from rulebook.rules import RuleSet, compile_rules


@dataclass(frozen=True)
class Pair:
    """The rules of some acts before and after, none twice."""

    acts: tuple[str, ...]
    before: tuple[RuleSet, ...]
    after: tuple[RuleSet, ...]


@dataclass
class Candidate:
    """A pack as if it were published; ``base_day`` is the day whose editions it is held against."""

    pack: Pack
    units: tuple[str, ...] = ()
    pairs: list[Pair] = field(default_factory=list)
    _known: dict[Any, int] = field(default_factory=dict)
    _units: dict[int, Unit] = field(default_factory=dict)

    @property
    def base_day(self) -> dt.date:
        """Today, or the day before its first where that has passed."""
        return min(timezone.localdate(), self.pack.head.from_day - dt.timedelta(days=1))

    @property
    def touched(self) -> frozenset[str]:
        """Numbers of the standards whose rules may speak otherwise."""
        return frozenset({self.pack.head.number, *self.pack.head.replaces})

    @property
    def acts(self) -> tuple[str, ...]:
        """The acts that any edition of the touched standards judges, then or now."""
        found = {rule.act for rule in self.pack.rules if rule.judged}
        for each in in_force.everything():
            if each.head.number in self.touched:
                found |= {rule.act for rule in each.pack.rules if rule.judged}
        return tuple(sorted(found & {act.name for act in registry.acts()}))

    @cached_property
    def published(self) -> Published:
        """The candidate where and while it would be in force; newer than everything."""
        head = self.pack.head
        newest = max((each.number for each in in_force.everything()), default=0) + 1
        units = self.units or head.units
        latest = max((each.from_day for each in in_force.everything()), default=head.from_day)
        begun = max(head.from_day, latest + dt.timedelta(days=1))
        return Published(0, self.pack, units, begun, None, timezone.now(), newest)

    def number(self, unit_id: int, acts: Sequence[str]) -> int | None:
        """The place in `pairs` of what judges a row of this unit; none where it is not touched."""
        unit = self._units.get(unit_id)
        if unit is None or not self.published.reaches(unit):
            return None
        before, after = in_force.would_bind(self.published, unit, self.base_day)
        key = (tuple(acts), tuple(e.pack.digest for e in before), tuple(e.id for e in after))
        if key not in self._known:
            self._known[key] = len(self.pairs)
            self.pairs.append(Pair(tuple(acts), self._sets(before, acts), self._sets(after, acts)))
        return self._known[key]

    def load_units(self, ids: Iterable[int]) -> None:
        """Fetch units not known yet, all at once."""
        self._units |= Unit.objects.in_bulk([each for each in set(ids) if each not in self._units])

    def _sets(self, editions: Iterable[Published], acts: Sequence[str]) -> tuple[RuleSet, ...]:
        found = list(editions)
        return without_repeats(tuple(self._compiled(found, act) for act in acts))

    def _compiled(self, editions: Sequence[Published], act: str) -> RuleSet:
        rules, values, refs = in_force.sources_of(editions, act, self._day_of)
        made = compile_rules(rules, registry.scope_of(act), values, refs)
        return made.only(lambda rule: rule.standard in self.touched)

    def _day_of(self, edition: Published) -> dt.date:
        return self.pack.head.from_day if edition.id == 0 else self.base_day
