"""Rows that come together, judged in turn: each finds what those before it left.

Written at once, all rows of a batch count in facts that count rows (`Fact.among`), so a quota
with room for two of four would stop all four. Taken in turn it stops the last two, as it would
by hand: their facts are told as each would have found them behind the rows taken so far. That
only chooses who leaves; the rows that stay are written anew and judged by what is then stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from guanbiao.gate.describe import Fact, FactSet
from guanbiao.gate.judging import Facts
from rulebook.rules import Finding, RuleSet

Group = tuple[Any, ...]
Findings = tuple[Finding, ...]
Sums = defaultdict[Group, Decimal]


class Turns:
    """The counting facts of one batch of rows that were written together."""

    def __init__(self, fact_set: FactSet, batch: Sequence[Facts]) -> None:
        self.labels = fact_set.labels
        self.counting = [each for each in fact_set.facts if each.among and each.among.by]
        self.batch = batch
        self.all: Sums = defaultdict(Decimal)
        self.taken: Sums = defaultdict(Decimal)
        for facts in batch:
            self._add(self.all, facts)

    def refused(
        self, stopped: Mapping[str, Findings], judge: Callable[[Facts], Findings]
    ) -> Mapping[str, Findings]:
        """Of the rows that are stopped together, those that are stopped in their turn."""
        if not self.counting:
            return stopped
        found: dict[str, Findings] = {}
        for facts in self.batch:
            if facts.key in stopped:
                findings = judge(self._in_turn(facts))
                if any(finding.stops for finding in findings):
                    found[facts.key] = findings
                    continue
            self._add(self.taken, facts)
        return found or stopped

    def _in_turn(self, facts: Facts) -> Facts:
        """The facts as this row finds them behind those taken before it."""
        values = dict(facts.values)
        for fact in self.counting:
            group = self._group(fact, facts)
            others = self.all[group] - self.taken[group] - self._part(fact, facts)
            if values[fact.label] is not None:
                values[fact.label] -= others
        return replace(facts, values=values)

    def _add(self, sums: Sums, facts: Facts) -> None:
        for fact in self.counting:
            sums[self._group(fact, facts)] += self._part(fact, facts)

    def _group(self, fact: Fact, facts: Facts) -> Group:
        assert fact.among is not None
        shared = (self._value(facts, name) for name in fact.among.by)
        return (fact.name, *shared)

    def _part(self, fact: Fact, facts: Facts) -> Decimal:
        assert fact.among is not None
        if not fact.among.adds:
            return Decimal(1)
        return self._value(facts, fact.among.adds) or Decimal(0)

    def _value(self, facts: Facts, name: str) -> Any:
        return facts.unit_id if name == "unit_id" else facts.values[self.labels[name]]


def might_pass_alone(fact_set: FactSet, rules: RuleSet, findings: Findings) -> bool:
    """Whether a row is stopped only by facts of which nobody can say what it would find alone."""
    unsure = {each.label for each in fact_set.facts if each.among and not each.among.by}
    if not unsure:
        return False
    read = {
        one.rule.id: {*one.parts.when_names, *one.parts.require_names} for one in rules.compiled
    }
    return all(read[finding.rule_id] & unsure for finding in findings if finding.stops)
