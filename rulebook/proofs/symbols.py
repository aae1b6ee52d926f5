"""Values not known yet: amounts that depend on facts, and texts that are facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rulebook.feel import types as t
from rulebook.feel.values.kinds import kind_of
from rulebook.proofs.amounts import DAY, ORDERED, amount
from rulebook.proofs.known import Name


@dataclass(frozen=True, slots=True)
class Amount:
    """``sum(factor × fact) + constant`` of one ordered kind."""

    kind: t.Type
    factors: Mapping[str, Fraction]
    constant: Fraction

    def plus(self, other: Amount, weight: Fraction, kind: t.Type) -> Amount:
        """This and ``weight`` times the other, as an amount of ``kind``."""
        factors = dict(self.factors)
        for name, factor in other.factors.items():
            factors[name] = factors.get(name, Fraction(0)) + factor * weight
        return Amount(kind, factors, self.constant + other.constant * weight)

    def times(self, factor: Fraction, kind: t.Type) -> Amount:
        """This, multiplied by a constant, as an amount of ``kind``."""
        factors = {name: own * factor for name, own in self.factors.items()}
        return Amount(kind, factors, self.constant * factor)

    @property
    def fixed(self) -> bool:
        """Whether it depends on no fact."""
        return not any(self.factors.values())


def symbolic(value: Any) -> bool:
    """Whether a value still depends on facts."""
    return isinstance(value, Amount | Name)


def as_amount(value: Any) -> Amount | None:
    """An ordered value as amount; None for texts, booleans, lists."""
    if isinstance(value, Amount):
        return value
    kind = t.SIMPLE.get(kind_of(value))
    if kind is None or kind not in ORDERED:
        return None
    return Amount(kind, {}, amount(value))


def calculated(op: str, left: Amount, right: Amount) -> Amount | None:
    """``left op right`` where the result is linear in the facts; None where it is not."""
    kinds = (left.kind, right.kind)
    if op in ("+", "-"):
        return _added(left, right, Fraction(1 if op == "+" else -1))
    if op == "*" and t.NUMBER in kinds:
        if right.kind == t.NUMBER and right.fixed:
            return _scaled(left, right.constant)
        return _scaled(right, left.constant) if left.kind == t.NUMBER and left.fixed else None
    if op == "/" and kinds == (t.NUMBER, t.NUMBER) and right.fixed and right.constant:
        return left.times(1 / right.constant, t.NUMBER)
    return None


def _scaled(value: Amount, factor: Fraction) -> Amount | None:
    """Durations are cut to whole units, which only whole factors leave linear."""
    if value.kind == t.NUMBER or (factor.denominator == 1 and value.kind in _DURATIONS):
        return value.times(factor, value.kind)
    return None


_DURATIONS = frozenset({t.DAYS_DURATION, t.MONTHS_DURATION})
_SUMS: Mapping[tuple[t.Type, t.Type], t.Type] = {
    (t.NUMBER, t.NUMBER): t.NUMBER,
    (t.DAYS_DURATION, t.DAYS_DURATION): t.DAYS_DURATION,
    (t.MONTHS_DURATION, t.MONTHS_DURATION): t.MONTHS_DURATION,
    (t.DATE_TIME, t.DAYS_DURATION): t.DATE_TIME,
}


def _added(left: Amount, right: Amount, sign: Fraction) -> Amount | None:
    kinds = (left.kind, right.kind)
    if kinds in _SUMS:
        return left.plus(right, sign, _SUMS[kinds])
    if kinds == (t.DATE, t.DAYS_DURATION) and right.fixed and right.constant % DAY == 0:
        return left.plus(right, sign / DAY, t.DATE)
    if sign > 0:
        swapped = kinds == (t.DAYS_DURATION, t.DATE_TIME)
        return right.plus(left, sign, t.DATE_TIME) if swapped else None
    if kinds == (t.DATE_TIME, t.DATE_TIME):
        return left.plus(right, sign, t.DAYS_DURATION)
    if kinds == (t.DATE, t.DATE):
        return left.plus(right, sign, t.NUMBER).times(Fraction(DAY), t.DAYS_DURATION)
    return None
