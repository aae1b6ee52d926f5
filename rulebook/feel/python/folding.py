"""Constant folding: what can be computed once, when compiling."""

from __future__ import annotations

from typing import Any

from rulebook.errors import FeelError
from rulebook.feel.builtins.implementations import IMPLEMENTATIONS
from rulebook.feel.builtins.signatures import choose
from rulebook.feel.meter import METER
from rulebook.feel.operators import arithmetic
from rulebook.feel.python.calling import OMITTED, checked
from rulebook.feel.tree import Arithmetic, BuiltinName, Call, Literal, Negate, Node
from rulebook.feel.values import kinds
from rulebook.feel.values.kinds import kind_of

_LATER = frozenset({"today", "now", "random number", "matches", "replace", "split"})
"""Functions that change from call to call, or may take long to say no."""
_SCALAR = frozenset(
    {
        kinds.NULL, kinds.NUMBER, kinds.STRING, kinds.BOOLEAN, kinds.DATE, kinds.TIME,
        kinds.DATE_TIME, kinds.DAYS, kinds.MONTHS,
    }
)  # fmt: skip
_OPERATIONS = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "**": arithmetic.power,
}
MAX_TEXT = 10_000


def folded(node: Node) -> Literal | None:
    """The literal a node amounts to, None if it depends on anything or is no scalar."""
    if isinstance(node, Literal):
        return node
    METER.enter()
    try:
        value = _value(node)
    except FeelError:
        return None
    finally:
        METER.leave()
    if value is OMITTED or kind_of(value) not in _SCALAR:
        return None
    if isinstance(value, str) and len(value) > MAX_TEXT:
        return None
    return Literal(node.pos, node.end, node.type, value)


def _value(node: Node) -> Any:
    """A node's value, `OMITTED` if it is not constant."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Negate):
        value = _value(node.operand)
        return value if value is OMITTED else arithmetic.negate(value)
    if isinstance(node, Arithmetic):
        left = _value(node.left)
        right = OMITTED if left is OMITTED else _value(node.right)
        return OMITTED if right is OMITTED else _OPERATIONS[node.op](left, right)
    if isinstance(node, Call) and isinstance(node.function, BuiltinName):
        return _call(node, node.function.name)
    return OMITTED


def _call(node: Call, name: str) -> Any:
    signature = choose(name, len(node.arguments), node.names)
    if signature is None or name in _LATER:
        return OMITTED
    given: list[Any] = []
    for argument in node.arguments:
        given.append(_value(argument))
        if given[-1] is OMITTED:
            return OMITTED
    if node.names:
        named = dict(zip(node.names, given, strict=True))
        ordered = [named.get(parameter.name, OMITTED) for parameter in signature.parameters]
    else:
        ordered = [*given, *[OMITTED] * (len(signature.parameters) - len(given))]
    return checked(IMPLEMENTATIONS[name], signature, *ordered)
