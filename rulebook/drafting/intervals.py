"""Conditions on one fact that exclude each other, or leave nothing out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from rulebook.feel import tree as n
from rulebook.feel.values.kinds import kind_of

TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
MAX_BOUNDS = 50
"""Conditions on one fact that are compared with each other, pair by pair."""
Bound = tuple[str, Any]


def doubt(node: n.Node) -> str:
    """A message when the parts of ``and`` exclude each other or those of ``or`` cover all."""
    if isinstance(node, n.And):
        for name, bounds in _by_fact(node.parts):
            if _empty(bounds):
                return f"“{name}”不可能同时满足这些条件，整个条件永不成立，请核对。"
    if isinstance(node, n.Or):
        for name, bounds in _by_fact(node.parts):
            if _empty([(OPPOSITE[op], value) for op, value in bounds]):
                return f"“{name}”有值时总满足其中一个条件，整个条件总是成立，请核对。"
    return ""


def _by_fact(parts: Iterable[n.Node]) -> Iterable[tuple[str, list[Bound]]]:
    found: dict[str, list[Bound]] = defaultdict(list)
    for part in parts:
        if isinstance(part, n.Compare):
            for name, other, op in (
                (part.left, part.right, part.op),
                (part.right, part.left, TURNED[part.op]),
            ):
                if isinstance(name, n.Fact) and isinstance(other, n.Literal) and _ordered(other):
                    found[name.name].append((op, other.value))
    return found.items()


def _ordered(literal: n.Literal) -> bool:
    return isinstance(literal.value, Decimal | str)


def _empty(bounds: list[Bound]) -> bool:
    """Whether no value satisfies all bounds (numbers taken as dense)."""
    if len(bounds) > MAX_BOUNDS or len({kind_of(value) for _, value in bounds}) != 1:
        return False
    return any(_exclude(one, other) for one in bounds for other in bounds)


def _exclude(one: Bound, other: Bound) -> bool:
    (op, value), (other_op, limit) = one, other
    if op == "=":
        return not _holds(value, other_op, limit)
    if op in (">", ">=") and other_op in ("<", "<="):
        return bool(value > limit or (value == limit and (op, other_op) != (">=", "<=")))
    return False


def _holds(value: Any, op: str, limit: Any) -> bool:
    found: dict[str, bool] = {
        "=": value == limit,
        "!=": value != limit,
        "<": value < limit,
        "<=": value <= limit,
        ">": value > limit,
        ">=": value >= limit,
    }
    return found[op]
