"""Code for ``in`` and for unary tests."""

from __future__ import annotations

from typing import Any

from rulebook.feel import types as t
from rulebook.feel.python.emit import Code, Emitter
from rulebook.feel.python.folding import folded
from rulebook.feel.python.scalars import comparison, direct, guarded
from rulebook.feel.tree import (
    ConditionTest,
    In,
    ListLiteral,
    Node,
    OpTest,
    RangeLiteral,
    Test,
    UnaryTests,
    ValueTest,
    unlimited,
)

_HASHED = frozenset({t.NUMBER, t.STRING, t.DATE, t.BOOLEAN, t.MONTHS_DURATION})


def in_(emitter: Emitter, node: In) -> Code:
    """``value in tests``."""
    return any_test(emitter, emitter.emit(node.value), node.value.type, node.tests)


def unary_tests(emitter: Emitter, node: UnaryTests) -> Code:
    """A whole cell, applied to the input."""
    if not node.tests:
        return Code("True", False, True)
    value = Code(emitter.input_name, True, True)
    code = any_test(emitter, value, node.input_type, node.tests)
    return Code(f"h_not({code.text})", code.null) if node.negated else code


def any_test(emitter: Emitter, value: Code, type_: t.Type, tests: tuple[Test, ...]) -> Code:
    """True when any of the tests accepts the value."""
    members = _constant_members(tests, type_)
    if members is not None:
        name = emitter.constant(frozenset(members))
        return Code(f"({value.text} in {name})", False)
    prelude = ""
    if not value.plain and len(tests) > 1:
        prelude, name = emitter.bind(value)
        value = Code(name, value.null, True)
    codes = [_one(emitter, value, type_, test) for test in tests]
    if len(codes) == 1:
        return codes[0]
    rest = ", ".join(code.text for code in codes)
    return Code(f"h_in_any({prelude + ', ' if prelude else 'None, '}{rest})")


def _constant_members(tests: tuple[Test, ...], type_: t.Type) -> list[Any] | None:
    """Values of tests that only list constants of the input's type; None if they do more."""
    if type_ not in _HASHED:
        return None
    found: list[Any] = []
    for test in tests:
        values = _constants(test.operand, type_) if isinstance(test, ValueTest) else None
        if values is None:
            return None
        found.extend(values)
    return found


def _constants(node: Node, type_: t.Type) -> list[Any] | None:
    nodes = node.items if isinstance(node, ListLiteral) else (node,)
    found = [one for item in nodes if (one := folded(item)) and one.type == type_]
    return [one.value for one in found] if len(found) == len(nodes) else None


def _one(emitter: Emitter, value: Code, type_: t.Type, test: Test) -> Code:
    if isinstance(test, OpTest):
        operand = emitter.emit(test.operand)
        plain = direct(type_, test.operand.type)
        return comparison(emitter, test.op, (value, operand), plain)
    assert isinstance(test, ConditionTest | ValueTest)
    if isinstance(test, ConditionTest):
        return Code(f"h_truth({emitter.text(test.operand)})")
    return _value_test(emitter, value, type_, test.operand)


def _value_test(emitter: Emitter, value: Code, type_: t.Type, operand: Node) -> Code:
    if isinstance(operand, RangeLiteral) and _bounded(operand):
        return _range_test(emitter, value, type_, operand)
    code = emitter.emit(operand)
    if direct(type_, operand.type):
        return comparison(emitter, "=", (value, code), True)
    emitter.metered = True
    return Code(f"h_accepts({value.text}, {code.text})")


def _bounded(node: RangeLiteral) -> bool:
    """Whether both ends are to be computed: ``null`` written out is no limit, as in ``(>= 1)``."""
    return unlimited(node.low) is unlimited(node.high) is False


def _range_test(emitter: Emitter, value: Code, type_: t.Type, node: RangeLiteral) -> Code:
    assert node.low is not None and node.high is not None
    low, high = emitter.emit(node.low), emitter.emit(node.high)
    left = "<=" if node.low_closed else "<"
    right = "<=" if node.high_closed else "<"
    plain = direct(node.low.type, type_) and direct(node.high.type, type_)
    if low.null or high.null or not plain:
        ends = f"{node.low_closed}, {node.high_closed}"
        return Code(f"h_within({value.text}, {low.text}, {high.text}, {ends})")
    return guarded(emitter, [value, low, high], lambda a: f"{a[1]} {left} {a[0]} {right} {a[2]}")
