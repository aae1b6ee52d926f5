"""All cases of a question, one after the other.

A *program* asks a `Case` about facts as if they were known. Where what is known does not settle an
answer, the case is split: the program runs again for each possible answer. Runs that cannot happen
are never started, so that the cases found are all there are, and no two of them overlap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, TypeVar

from rulebook.feel import Scope, parse_unary_tests
from rulebook.feel import types as t
from rulebook.feel.tree import UnaryTests, ValueTest
from rulebook.proofs.amounts import ORDERED
from rulebook.proofs.assuming import Assumptions, CannotDecide
from rulebook.proofs.known import Holds, Known, Literal, Missing, Name, Same, Statement
from rulebook.proofs.symbols import Amount

Outcome = TypeVar("Outcome")
CALCULATED = "\x01"
"""Marks the name of a fact that stands for a part of an expression."""


class Dismissed(Exception):
    """The case at hand is of no interest to the question."""


@dataclass(frozen=True)
class Path(Generic[Outcome]):
    """One case: what is known of the facts in it, and what the program answered."""

    known: Known
    given: int
    outcome: Outcome

    @property
    def literals(self) -> tuple[Literal, ...]:
        """What distinguishes this case, without what was given."""
        return self.known.literals[self.given :]


class Explorer:
    """Runs programs over all cases, within the number of cases that the assumptions grant."""

    def __init__(self, assume: Assumptions) -> None:
        self.assume = assume
        self.left = assume.cases
        self.closed = dict(_closed(assume))
        self.checked: dict[Any, bool] = {}

    def paths(
        self, program: Callable[[Case], Outcome], given: Sequence[Literal] = (), types: Any = ()
    ) -> Iterator[Path[Outcome]]:
        """The cases in which the program answers; `CannotDecide` when there are too many.

        ``given``: literals that hold from the start, about facts whose ``types`` are told.
        """
        prefixes: list[list[bool]] = [[]]
        while prefixes:
            if self.left <= 0:
                raise CannotDecide(f"要区分的情形超过 {self.assume.cases} 种")
            self.left -= 1
            known = self._start(given, dict(types))
            case = Case(self.assume, known, prefixes.pop(), prefixes)
            try:
                outcome = program(case)
            except Dismissed:
                continue
            yield Path(known, len(given), outcome)

    def first(
        self, program: Callable[[Case], Outcome], given: Sequence[Literal] = (), types: Any = ()
    ) -> Path[Outcome] | None:
        """The first case in which the program answers; None when there is none."""
        return next(self.paths(program, given, types), None)

    def _start(self, given: Sequence[Literal], types: dict[str, t.Type]) -> Known:
        known = Known(self.closed, set(self.assume.whole), checked=self.checked)
        for name, kind in types.items():
            known.meet(name, kind)
        for statement, truth in given:
            known.learn(statement, truth)
        return known


class Case:
    """The facts of one case, found out step by step."""

    def __init__(
        self, assume: Assumptions, known: Known, answers: list[bool], waiting: list[list[bool]]
    ) -> None:
        self.assume = assume
        self.known = known
        self._answers = answers
        self._asked = 0
        self._waiting = waiting
        self._facts: dict[str, Any] = {}
        self.allowed: set[str] = set()
        self.tables: dict[Any, Any] = {}

    def decide(self, statement: Statement) -> bool:
        """Whether a statement about the facts is true in this case; facts present come first."""
        settled = self.known.settled(statement)
        if settled is not None:
            return settled
        if self._asked == len(self._answers):
            first = not isinstance(statement, Missing)
            self._waiting.append([*self._answers, not first])
            self._answers.append(first)
        answer = self._answers[self._asked]
        self._asked += 1
        self.known.learn(statement, answer)
        return answer

    def fact(self, name: str, kind: t.Type, null: bool = True) -> Any:
        """A fact: None, true or false, or a symbol for what it may still be.

        ``null``: whether it may be null.
        """
        if name not in self._facts:
            self._facts[name] = self._met(name, kind, null)
        return self._facts[name]

    def _met(self, name: str, kind: t.Type, null: bool) -> Any:
        if kind not in ORDERED and kind not in (t.STRING, t.BOOLEAN):
            words = name.removeprefix(CALCULATED)
            raise CannotDecide(f"“{words}”是{t.chinese(kind)}，只能证明单个的数、文本、时间和是否")
        self.known.meet(name, kind)
        if null and self.decide(Missing(name)):
            return None
        if kind == t.BOOLEAN:
            return self.decide(Holds(name))
        if kind in ORDERED:
            return Amount(kind, {name: Fraction(1)}, Fraction(0))
        return Name(name)

    def below(self, amount: Amount, strict: bool) -> bool:
        """Whether an amount is at most zero, or below it."""
        if amount.fixed:
            return amount.constant < 0 or (not strict and amount.constant == 0)
        one = self.known.bound(amount.factors, amount.constant, strict)
        other = one.opposite()
        if one.terms[0][1] > 0:
            return self.decide(one)
        return not self.decide(self.known.bound(
            {name: Fraction(factor) for name, factor in other.terms}, other.constant, other.strict
        ))  # fmt: skip

    def equal_texts(self, left: Name | str, right: Name | str) -> bool:
        """Whether two texts are equal."""
        if isinstance(left, str):
            left, right = right, left
        if isinstance(left, str) or left == right:
            return left == right
        if isinstance(right, Name) and right.name < left.name:
            left, right = right, left
        return self.decide(Same(left, right))


def _closed(assume: Assumptions) -> Iterator[tuple[str, frozenset[str]]]:
    """String facts whose allowed values are a list of constants."""
    for name, text in assume.allowed.items():
        tests = parse_unary_tests(text, Scope(), t.ANY)
        values = listed_texts(tests)
        if values is not None:
            yield name, values


def listed_texts(tests: UnaryTests) -> frozenset[str] | None:
    """The texts of a cell that lists constant texts; None when it says anything else."""
    values = [
        getattr(one.operand, "value", None) for one in tests.tests if isinstance(one, ValueTest)
    ]
    whole = values and len(values) == len(tests.tests) and not tests.negated
    texts = [value for value in values if isinstance(value, str)]
    return frozenset(texts) if whole and len(texts) == len(values) else None
