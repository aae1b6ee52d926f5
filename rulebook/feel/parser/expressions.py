"""Operators by binding power; what stands between them is in `operands`."""

from __future__ import annotations

from collections.abc import Callable

from rulebook.feel.parser import infer, operands, phrases, postfix, tests, typenames
from rulebook.feel.parser.state import MAX_CHAIN, MAX_DEPTH, OPERATOR, State
from rulebook.feel.tree import (
    And,
    Arithmetic,
    Between,
    BuiltinName,
    Call,
    Compare,
    In,
    InstanceOf,
    Node,
    Or,
    ValueTest,
)
from rulebook.feel.types import BOOLEAN, FUNCTION
from rulebook.feel.vocabulary import CLOSE, ENCLOSED, ENGLISH, NOT_IN, TO

OR, AND, COMPARISON, SUM, PRODUCT, POWER, UNARY, INSTANCE, POSTFIX = range(1, 10)

Handler = Callable[[State, Node], Node]


def expression(state: State, power: int = 0) -> Node:
    """An expression whose operators all bind tighter than ``power``."""
    state.depth += 1
    if state.depth > MAX_DEPTH:
        raise state.error(f"表达式嵌套过深（超过{MAX_DEPTH}层），请拆分。")
    left = operands.operand(state)
    length = 0
    words = state.words
    while True:
        if state.vocabulary is not ENGLISH:
            phrases.operator(state)
        entry = INFIX.get(words[state.index])
        if entry is None or entry[0] <= power or state.index == state.stop:
            break
        left = entry[1](state, left)
        length += 1
        if length > MAX_CHAIN:
            raise state.error("运算过多，请拆分。")
    state.ask(OPERATOR, left.type)
    state.depth -= 1
    return left


def _or(state: State, left: Node) -> Node:
    parts = [left]
    while state.accept("or"):
        parts.append(expression(state, OR))
    infer.check_boolean(state, parts)
    return Or(left.pos, state.last_end, BOOLEAN, tuple(parts))


def _and(state: State, left: Node) -> Node:
    parts = [left]
    while state.accept("and"):
        parts.append(expression(state, AND))
    infer.check_boolean(state, parts)
    return And(left.pos, state.last_end, BOOLEAN, tuple(parts))


def _compare(state: State, left: Node) -> Node:
    op = state.word
    state.index += 1
    right = expression(state, COMPARISON)
    infer.check_comparison(state, op, left, right)
    return Compare(left.pos, state.last_end, BOOLEAN, op, left, right)


def _between(state: State, left: Node) -> Node:
    state.index += 1
    low = expression(state, COMPARISON)
    state.expect("and")
    high = expression(state, COMPARISON)
    return _within(state, left, low, high)


def _within(state: State, left: Node, low: Node, high: Node) -> Node:
    infer.check_comparison(state, "<=", low, left)
    infer.check_comparison(state, "<=", left, high)
    return Between(left.pos, state.last_end, BOOLEAN, left, low, high)


def _enclosed(state: State, left: Node) -> Node:
    """``在 low 到 high 之间``, or ``在 range 之间``."""
    state.index += 1
    state.enclosed += 1
    low = expression(state, COMPARISON)
    if state.accept(CLOSE):
        state.enclosed -= 1
        infer.check_member(state, low, left.type)
        test = ValueTest(low.pos, low.end, BOOLEAN, low)
        return In(left.pos, state.last_end, BOOLEAN, left, (test,))
    state.expect(TO)
    high = expression(state, COMPARISON)
    state.expect(CLOSE)
    state.enclosed -= 1
    return _within(state, left, low, high)


def _in(state: State, left: Node) -> Node:
    state.index += 1
    accepted = tests.in_tests(state, left.type)
    return In(left.pos, state.last_end, BOOLEAN, left, accepted)


def _not_in(state: State, left: Node) -> Node:
    """``x 不属于 …`` is ``not(x in …)``."""
    inner = _in(state, left)
    function = BuiltinName(left.pos, left.pos, FUNCTION, "not")
    return Call(left.pos, inner.end, BOOLEAN, function, (inner,), ())


def _arithmetic(power: int) -> Handler:
    def handle(state: State, left: Node) -> Node:
        op = state.word
        state.index += 1
        right = expression(state, power)
        type_ = infer.arithmetic(state, op, left, right)
        return Arithmetic(left.pos, state.last_end, type_, op, left, right)

    return handle


def _instance_of(state: State, left: Node) -> Node:
    state.index += 1
    state.expect("of")
    tested = typenames.type_name(state)
    return InstanceOf(left.pos, state.last_end, BOOLEAN, left, tested)


def _postfix(name: str) -> Handler:
    def handle(state: State, left: Node) -> Node:
        rule: Handler = getattr(postfix, name)
        return rule(state, left)

    return handle


INFIX: dict[str, tuple[int, Handler]] = {
    "or": (OR, _or),
    "and": (AND, _and),
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">="), (COMPARISON, _compare)),
    "between": (COMPARISON, _between),
    "in": (COMPARISON, _in),
    ENCLOSED: (COMPARISON, _enclosed),
    NOT_IN: (COMPARISON, _not_in),
    "+": (SUM, _arithmetic(SUM)),
    "-": (SUM, _arithmetic(SUM)),
    "*": (PRODUCT, _arithmetic(PRODUCT)),
    "/": (PRODUCT, _arithmetic(PRODUCT)),
    "**": (POWER, _arithmetic(POWER)),
    "instance": (INSTANCE, _instance_of),
    ".": (POSTFIX, _postfix("path")),
    "[": (POSTFIX, _postfix("filter_")),
    "(": (POSTFIX, _postfix("call")),
}
