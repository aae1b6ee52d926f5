"""Systems of linear inequalities, decided exactly by Fourier–Motzkin elimination.

J. Fourier (1826), T. Motzkin (1936); see A. Schrijver, Theory of Linear and Integer Programming,
12.2. Variables are rational; bounds over whole variables alone are tightened to the next whole
number. An answer "none" is always right; a solution is right or, where whole numbers get in the
way, not found.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from rulebook.proofs.assuming import CannotDecide

MOST_BOUNDS = 2_000
Terms = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """``sum(factor × variable) + constant ≤ 0``, or ``< 0`` when ``strict``.

    Factors are whole numbers without common divisor, in the order of their variables.
    """

    terms: Terms
    constant: Fraction
    strict: bool

    def opposite(self) -> Bound:
        """What holds exactly when this does not."""
        terms = tuple((name, -factor) for name, factor in self.terms)
        return Bound(terms, -self.constant, not self.strict)

    @property
    def names(self) -> frozenset[str]:
        """The variables."""
        return frozenset(name for name, _ in self.terms)

    @property
    def absurd(self) -> bool:
        """Whether no variable is left and what remains is false."""
        return not self.terms and (self.constant > 0 or (self.strict and self.constant == 0))


def bound(
    factors: Mapping[str, Fraction], constant: Fraction, strict: bool, whole: Collection[str] = ()
) -> Bound:
    """The inequality in its one proper form, tightened if all its variables are whole."""
    kept = sorted((name, factor) for name, factor in factors.items() if factor)
    if not kept:
        return Bound((), constant, strict)
    scale = Fraction(math.lcm(*(factor.denominator for _, factor in kept)))
    scale /= math.gcd(*(int(factor * scale) for _, factor in kept))
    terms = tuple((name, int(factor * scale)) for name, factor in kept)
    constant *= scale
    if not all(name in whole for name, _ in terms):
        return Bound(terms, constant, strict)
    tight = math.floor(constant) + 1 if strict else math.ceil(constant)
    return Bound(terms, Fraction(tight), False)


Stage = tuple[str, tuple[Bound, ...]]


def eliminated(bounds: Iterable[Bound], whole: Collection[str] = ()) -> list[Stage] | None:
    """The variables one by one with the bounds on each; None when there is no solution."""
    system = _tightest(bounds)
    stages: list[Stage] = []
    while system:
        if any(one.absurd for one in system):
            return None
        name = _cheapest(system)
        if name is None:
            break
        on_it = tuple(one for one in system if name in one.names)
        stages.append((name, on_it))
        rest = [one for one in system if name not in one.names]
        system = _tightest([*rest, *_combined(on_it, name, whole)])
        if len(system) > MOST_BOUNDS:
            raise CannotDecide("条件之间的数量关系过于复杂")
    return stages


def solution(
    bounds: Iterable[Bound],
    whole: Collection[str] = (),
    usual: Mapping[str, Fraction] = MappingProxyType({}),
) -> dict[str, Fraction] | None:
    """Simple values for all variables, the ``usual`` ones where they fit; None: none were found."""
    stages = eliminated(bounds, whole)
    found: dict[str, Fraction] = {}
    for name, on_it in reversed(stages or []):
        low, high = _interval(name, on_it, found, usual)
        value = usual.get(name)
        if value is None or not _between(value, low, high):
            value = _simplest(low, high, name in whole)
        if value is None:
            return None
        found[name] = value
    return None if stages is None else found


def _tightest(bounds: Iterable[Bound]) -> list[Bound]:
    """Of bounds with the same factors only the strongest."""
    best: dict[Terms, Bound] = {}
    for one in bounds:
        known = best.get(one.terms)
        if known is None or (one.constant, one.strict) > (known.constant, known.strict):
            best[one.terms] = one
    return list(best.values())


def _cheapest(system: list[Bound]) -> str | None:
    """The variable whose elimination makes the fewest new bounds."""
    signs: dict[str, list[int]] = {}
    for one in system:
        for name, factor in one.terms:
            signs.setdefault(name, [0, 0])[factor > 0] += 1
    return min(signs, key=lambda name: (signs[name][0] * signs[name][1], name), default=None)


def _combined(on_it: tuple[Bound, ...], name: str, whole: Collection[str]) -> Iterable[Bound]:
    factors = [(one, dict(one.terms)) for one in on_it]
    for low, down in factors:
        for high, up in factors:
            if down[name] < 0 < up[name]:
                yield _sum((low, down, up[name]), (high, up, -down[name]), whole)


Weighed = tuple[Bound, dict[str, int], int]


def _sum(left: Weighed, right: Weighed, whole: Collection[str]) -> Bound:
    total: dict[str, Fraction] = {}
    for _, factors, weight in (left, right):
        for name, factor in factors.items():
            total[name] = total.get(name, Fraction(0)) + factor * weight
    constant = left[0].constant * left[2] + right[0].constant * right[2]
    return bound(total, constant, left[0].strict or right[0].strict, whole)


End = tuple[Fraction, bool] | None
"""A bound on one variable and whether it is excluded; None: unbounded."""


def _interval(
    name: str,
    on_it: tuple[Bound, ...],
    known: dict[str, Fraction],
    usual: Mapping[str, Fraction],
) -> tuple[End, End]:
    """What the bounds leave to a variable; others that nothing else binds are fixed here."""
    lows: list[tuple[Fraction, bool]] = []
    highs: list[tuple[Fraction, bool]] = []
    for one in on_it:
        factors = dict(one.terms)
        own = factors.pop(name)
        for other in factors:
            known.setdefault(other, usual.get(other, Fraction(1)))
        rest = one.constant + sum(factor * known[other] for other, factor in factors.items())
        (highs if own > 0 else lows).append((-rest / own, one.strict))
    low = max(lows, default=None)
    high = min(highs, key=lambda end: (end[0], not end[1]), default=None)
    return low, high


def _simplest(low: End, high: End, whole: bool) -> Fraction | None:
    """An end that belongs to the interval, else a whole number, else the fewest decimals."""
    for end in (low, high):
        if end is not None and not end[1] and (not whole or end[0].denominator == 1):
            return end[0] if _between(end[0], low, high) else None
    guess = _near(low, high)
    for places in range(1 if whole else 35):
        scale = 10**places
        for step in (0, 1, -1):
            value = Fraction(math.floor(guess * scale) + step, scale)
            if _between(value, low, high):
                return value
    return None


def _near(low: End, high: End) -> Fraction:
    if low is not None and high is not None:
        return (low[0] + high[0]) / 2
    if low is not None:
        return low[0] + 1
    return Fraction(1) if high is None else min(high[0] - 1, Fraction(1))


def _between(value: Fraction, low: End, high: End) -> bool:
    above = low is None or value > low[0] or (value == low[0] and not low[1])
    return above and (high is None or value < high[0] or (value == high[0] and not high[1]))
