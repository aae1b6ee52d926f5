"""What is known of the facts in one case: a set of literals that do not contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from rulebook.feel import types as t
from rulebook.feel.tree import Node
from rulebook.proofs.amounts import ORDINARY_DAY, SPANS, value_of
from rulebook.proofs.linear import Bound, bound, eliminated, solution


@dataclass(frozen=True, slots=True)
class Missing:
    """The fact is null."""

    name: str


@dataclass(frozen=True, slots=True)
class Holds:
    """The boolean fact is true."""

    name: str


@dataclass(frozen=True, slots=True)
class Name:
    """A string fact, as opposed to a constant text."""

    name: str


@dataclass(frozen=True, slots=True)
class Same:
    """A string fact equals a constant or another string fact."""

    left: Name
    right: Name | str


Statement = Missing | Holds | Same | Bound
Literal = tuple[Statement, bool]
"""A statement and whether it is true."""


def names_in(statement: Statement) -> frozenset[str]:
    """The facts a statement is about."""
    if isinstance(statement, Bound):
        return statement.names
    if isinstance(statement, Same):
        sides = (statement.left, statement.right)
        return frozenset(side.name for side in sides if isinstance(side, Name))
    return frozenset({statement.name})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an expression that stands as a fact of its own: what it is calculated from.

    ``facts`` and ``types``: types of the facts and of the ``constants`` in ``tree``.
    """

    tree: Node
    facts: Mapping[str, t.Type]
    constants: Mapping[str, Any]
    types: Mapping[str, t.Type]


@dataclass(slots=True)
class Known:
    """Literals taken together.

    ``types``: the type of every fact that was met; ``closed``: string facts with the only values
    they may have; ``whole``: numbers known to be whole.
    """

    closed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    types: dict[str, t.Type] = field(default_factory=dict)
    truths: dict[Statement, bool] = field(default_factory=dict)
    checked: dict[frozenset[Bound], bool] = field(default_factory=dict)
    calculated: dict[str, Part] = field(default_factory=dict)

    def meet(self, name: str, kind: t.Type) -> None:
        """Take note of a fact's type; dates, times and durations are whole amounts."""
        self.types[name] = kind
        if kind not in (t.NUMBER, t.STRING, t.BOOLEAN):
            self.whole.add(name)

    def bound(self, factors: Mapping[str, Fraction], constant: Fraction, strict: bool) -> Bound:
        """An inequality in the form that suits the facts in it."""
        return bound(factors, constant, strict, self.whole)

    def settled(self, statement: Statement) -> bool | None:
        """Whether what is known already makes the statement true or false."""
        known = self.truths.get(statement)
        if known is not None or isinstance(statement, Missing | Holds):
            return known
        if not self.admits(statement, True):
            return False
        return None if self.admits(statement, False) else True

    def admits(self, statement: Statement, truth: bool) -> bool:
        """Whether a literal contradicts nothing that is known."""
        known = self.truths.get(statement)
        if known is not None:
            return known is truth
        if isinstance(statement, Bound):
            return self._solvable(statement if truth else self._opposite(statement))
        if isinstance(statement, Same):
            return self._consistent(statement, truth)
        return True

    def learn(self, statement: Statement, truth: bool) -> None:
        """Add a literal that `admits` accepts."""
        self.truths[statement] = truth

    @property
    def literals(self) -> tuple[Literal, ...]:
        """All that is known, in the order in which it was learnt."""
        return tuple(self.truths.items())

    def _opposite(self, one: Bound) -> Bound:
        other = one.opposite()
        factors = {name: Fraction(factor) for name, factor in other.terms}
        return self.bound(factors, other.constant, other.strict)

    def bounds(self) -> list[Bound]:
        """The inequalities that hold."""
        found = [
            (statement if truth else self._opposite(statement))
            for statement, truth in self.truths.items()
            if isinstance(statement, Bound)
        ]
        names = {name for one in found for name in one.names}
        return [*found, *(limit for name in names for limit in self._span(name))]

    def _usual(self) -> Mapping[str, Fraction]:
        """Days and moments of today's world rather than of the year 1."""
        kinds = [(name, ORDINARY_DAY.get(kind)) for name, kind in self.types.items()]
        return {name: Fraction(size) for name, size in kinds if size is not None}

    def _span(self, name: str) -> Iterable[Bound]:
        span = SPANS.get(self.types.get(name, t.ANY))
        if span is not None:
            yield Bound(((name, -1),), Fraction(span[0]), False)
            yield Bound(((name, 1),), Fraction(-span[1]), False)

    def _solvable(self, new: Bound) -> bool:
        """Decided on the inequalities connected with the new one; remembered."""
        pool, joined, names = self.bounds(), [new], set(new.names)
        pool += [limit for name in names for limit in self._span(name)]
        while True:
            linked = [one for one in pool if not names.isdisjoint(one.names)]
            if not linked:
                break
            joined += linked
            pool = [one for one in pool if names.isdisjoint(one.names)]
            names.update(*(one.names for one in linked))
        key = frozenset(joined)
        if key not in self.checked:
            self.checked[key] = eliminated(key, self.whole) is not None
        return self.checked[key]

    def _texts(self) -> list[tuple[Same, bool]]:
        return [(s, truth) for s, truth in self.truths.items() if isinstance(s, Same)]

    def _consistent(self, new: Same, truth: bool) -> bool:
        """Quickly where no two facts are compared with each other, as is usual."""
        texts = self._texts()
        if isinstance(new.right, Name) or any(isinstance(one.right, Name) for one, _ in texts):
            return self._classes([*texts, (new, truth)]) is not None
        own = [(one.right, held) for one, held in texts if one.left == new.left]
        value = next((text for text, held in own if held), None)
        if value is not None:
            return (value == new.right) is truth
        allowed = self.closed.get(new.left.name)
        if truth or allowed is None:
            return allowed is None or new.right in allowed
        return bool(allowed - {text for text, _ in own} - {new.right})

    def _classes(self, texts: list[tuple[Same, bool]]) -> dict[Name, str] | None:
        """A text for every string fact; None when the equalities contradict each other."""
        groups = _groups(texts)
        values: dict[frozenset[Name | str], str] = {}
        for group in groups:
            value = self._text_for(group, texts, groups, values)
            if value is None:
                return None
            values[group] = value
        return {
            side: value
            for group, value in values.items()
            for side in group
            if isinstance(side, Name)
        }

    def _text_for(
        self,
        group: frozenset[Name | str],
        texts: list[tuple[Same, bool]],
        groups: list[frozenset[Name | str]],
        taken: Mapping[frozenset[Name | str], str],
    ) -> str | None:
        """A text for equal facts that differs from all they must differ from; None if none is."""
        constants = {side for side in group if isinstance(side, str)}
        barred, rivals = _barred(group, texts, groups)
        allowed = [
            self.closed[s.name] for s in group if isinstance(s, Name) and s.name in self.closed
        ]
        if constants:
            fits = len(constants) == 1 and constants.isdisjoint(barred) and group not in rivals
            fits = fits and all(constants <= one for one in allowed)
            return next(iter(constants)) if fits else None
        if group in rivals:
            return None
        choice = frozenset.intersection(*allowed) - barred if allowed else None
        if choice is not None and not choice:
            return None
        used = {taken[rival] for rival in rivals if rival in taken}
        return _pick(choice, barred | used)

    def example(self) -> dict[str, Any] | None:
        """Facts of which all that is known is true; None when none were found."""
        numbers = solution(self.bounds(), self.whole, self._usual())
        texts = self._classes(self._texts())
        if numbers is None or texts is None:
            return None
        found: dict[str, Any] = {side.name: text for side, text in texts.items()}
        for name, size in numbers.items():
            found[name] = value_of(size, self.types[name])
            if found[name] is None:
                return None
        for statement, truth in self.truths.items():
            if isinstance(statement, Holds):
                found[statement.name] = truth
            elif isinstance(statement, Missing) and truth:
                found[statement.name] = None
        return {**{name: self._any(name) for name in self.types if name not in found}, **found}

    def _any(self, name: str) -> Any:
        """A value for a fact of which nothing is known but that it is there."""
        kind = self.types[name]
        if kind == t.STRING:
            return min(self.closed.get(name, {"其他"}))
        return False if kind == t.BOOLEAN else value_of(Fraction(ORDINARY_DAY.get(kind, 1)), kind)


def _groups(texts: list[tuple[Same, bool]]) -> list[frozenset[Name | str]]:
    """Facts and constants that are equal, together; constants one by one at least."""
    groups: list[set[Name | str]] = []
    for statement, truth in texts:
        pairs: list[set[Name | str]] = [{statement.left}, {statement.right}]
        for new in [pairs[0] | pairs[1]] if truth else pairs:
            touching = [group for group in groups if not group.isdisjoint(new)]
            groups = [group for group in groups if group.isdisjoint(new)]
            groups.append(new.union(*touching))
    return sorted(
        map(frozenset, groups), key=lambda group: not any(isinstance(s, str) for s in group)
    )


def _barred(
    group: frozenset[Name | str],
    texts: list[tuple[Same, bool]],
    groups: list[frozenset[Name | str]],
) -> tuple[set[str], set[frozenset[Name | str]]]:
    """Constants the group must not equal, and the groups it must differ from."""
    rivals: set[frozenset[Name | str]] = set()
    for statement, truth in texts:
        sides = (statement.left, statement.right)
        if truth or group.isdisjoint(sides):
            continue
        if group.issuperset(sides):
            rivals.add(group)
        rivals |= {other for other in groups if other != group and not other.isdisjoint(sides)}
    barred = {side for rival in rivals - {group} for side in rival if isinstance(side, str)}
    return barred, rivals


def _pick(choice: frozenset[str] | None, barred: set[str]) -> str:
    """An allowed text not barred; any allowed one when nothing else is left to be tried."""
    if choice is not None:
        return min(choice - barred, default=min(choice))
    number = 1
    while (text := f"其他{'' if number == 1 else number}") in barred:
        number += 1
    return text
