"""Concrete facts for a case, calculated parts included."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from rulebook.errors import FeelError
from rulebook.feel import Scope, compile_tree
from rulebook.feel import types as t
from rulebook.feel.values.durations import Months
from rulebook.proofs.amounts import ORDERED, amount
from rulebook.proofs.known import Holds, Known, Missing, Name, Same

ORDINARY: Mapping[t.Type, tuple[Any, ...]] = {
    t.NUMBER: (Decimal(1), Decimal(0), Decimal(1000)),
    t.STRING: ("甲", ""),
    t.BOOLEAN: (False, True),
    t.DATE: (dt.date(2025, 7, 1), dt.date(2000, 1, 1), dt.date(2050, 1, 1)),
    t.DATE_TIME: (dt.datetime(2025, 7, 1, 9), dt.datetime(2000, 1, 1)),  # noqa: DTZ001
    t.TIME: (dt.time(9), dt.time(0)),
    t.DAYS_DURATION: (dt.timedelta(1), dt.timedelta(0)),
    t.MONTHS_DURATION: (Months(12), Months(0)),
}
"""Values tried for facts about which only something calculated from them is known."""


def examples(known: Known) -> Iterator[dict[str, Any]]:
    """Facts that should fit all that is known; where parts are calculated, a few guesses."""
    first = known.example()
    if first is None:
        return
    if not known.calculated:
        yield first
        return
    for guess in range(3):
        found = _pinned(known, first if guess == 0 else {}, guess)
        if found is not None:
            yield found


def _pinned(known: Known, first: Mapping[str, Any], guess: int) -> dict[str, Any] | None:
    """Facts fixed first, what is calculated from them worked out, and then the rest."""
    fixed: dict[str, Any] = {}
    for part in known.calculated.values():
        for name, kind in part.facts.items():
            usual = ORDINARY.get(kind, (None,))
            fixed.setdefault(name, first.get(name, usual[min(guess, len(usual) - 1)]))
    pinned = replace(known, truths=dict(known.truths), types=dict(known.types))
    try:
        for name, part in known.calculated.items():
            facts = {**part.constants, **fixed}
            value = compile_tree(part.tree, Scope({**part.facts, **part.types}))(facts)
            if not _pin(pinned, name, value):
                return None
    except FeelError:
        return None
    if not all(_pin(pinned, name, value) for name, value in fixed.items()):
        return None
    return pinned.example()


def _pin(known: Known, name: str, value: Any) -> bool:
    """Let a fact be this value, if nothing speaks against it."""
    statements: list[tuple[Any, bool]] = [(Missing(name), value is None)]
    if isinstance(value, bool):
        statements.append((Holds(name), value))
    elif isinstance(value, str):
        statements.append((Same(Name(name), value), True))
    elif value is not None:
        if known.types.setdefault(name, t.ANY) not in (*ORDERED, t.ANY):
            return False
        size = amount(value)
        statements.append((known.bound({name: Fraction(1)}, -size, False), True))
        statements.append((known.bound({name: Fraction(-1)}, size, False), True))
    for statement, truth in statements:
        if not known.admits(statement, truth):
            return False
        known.learn(statement, truth)
    return True
