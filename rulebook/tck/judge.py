"""Whether a case passes, by the rules of the kit's own runners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from reprlib import Repr
from typing import Any

from rulebook.dmn import Engine
from rulebook.dmn.model import DecisionService
from rulebook.errors import DmnError
from rulebook.feel.operators.comparison import equal
from rulebook.feel.values import kinds
from rulebook.feel.values.kinds import kind_of
from rulebook.tck.cases import Case, Expectation

NEAR = Decimal("1e-8")
_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = 300


def failures(case: Case, engine: Engine) -> list[str]:
    """What is wrong, one sentence for each result node; empty when the case passes."""
    found = (_failure(case, one, engine) for one in case.expected)
    return [one for one in found if one]


def _failure(case: Case, expected: Expectation, engine: Engine) -> str:
    try:
        if case.kind in ("decisionService", "bkm"):
            actual = engine.call(case.invocable, case.inputs)
            if expected.name in _outputs(engine, case.invocable) and isinstance(actual.value, dict):
                actual = replace(actual, value=actual.value.get(expected.name))
        else:
            actual = engine.decide(expected.name, case.inputs)
    except DmnError as error:
        return "" if expected.error else f"{expected.name}: {error}"
    wanted = None if expected.error else expected.value
    if agrees(wanted, actual.value):
        return ""
    found = f"found {_SHORT.repr(actual.value)} {_SHORT.repr(actual.messages)}"
    return f"{expected.name}: expected {_SHORT.repr(wanted)}, {found}"


def _outputs(engine: Engine, name: str) -> tuple[str, ...]:
    """Decisions whose results a service with several outputs returns by name."""
    service = engine.by_name.get(name)
    if not isinstance(service, DecisionService) or len(service.outputs) < 2:
        return ()
    return tuple(found.element.name for found in engine.requirements(service.outputs))


def agrees(wanted: Any, actual: Any) -> bool:
    """Numbers within 1e-8, everything else by kind and value."""
    kind = kind_of(wanted)
    if kind != kind_of(actual):
        return False
    if kind == kinds.NUMBER:
        return bool(abs(wanted - actual) < NEAR)
    if kind == kinds.LIST:
        same = len(wanted) == len(actual)
        return same and all(agrees(a, b) for a, b in zip(wanted, actual, strict=True))
    if isinstance(wanted, Mapping):
        return wanted.keys() == actual.keys() and all(
            agrees(value, actual[name]) for name, value in wanted.items()
        )
    return equal(wanted, actual) is True
