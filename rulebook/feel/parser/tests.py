"""Unary tests: table cells, and what stands behind ``in``."""

from __future__ import annotations

from rulebook.feel import types as t
from rulebook.feel.lexer import END
from rulebook.feel.parser import brackets, expressions, infer, phrases
from rulebook.feel.parser.state import State
from rulebook.feel.tree import (
    ConditionTest,
    Input,
    Literal,
    Node,
    OpTest,
    RangeLiteral,
    Test,
    UnaryTests,
    ValueTest,
)
from rulebook.feel.vocabulary import ENGLISH


def unary_tests(state: State) -> UnaryTests:
    """``-``, ``not(tests)`` or a list of positive tests."""
    start, type_ = state.start, state.input_type or t.ANY
    if state.word == "-" and state.kinds[state.index + 1] == END:
        state.index += 1
        return UnaryTests(start, state.last_end, t.BOOLEAN, (), False, type_)
    if _says_not(state):
        negated = _negated(state, start)
        if negated is not None:
            return negated
    tests = _list(state, type_)
    return UnaryTests(start, state.last_end, t.BOOLEAN, tests, False, type_)


def _says_not(state: State) -> bool:
    word = state.vocabulary.called.get(state.word, state.word)
    return word == "not" and state.ahead() == "("


def _negated(state: State, start: int) -> UnaryTests | None:
    """``not(…)`` around everything; otherwise it is a call inside an expression."""
    begin = state.index
    state.index += 2
    type_ = state.input_type or t.ANY
    tests = _list(state, type_)
    state.expect(")")
    if state.kinds[state.index] == END:
        return UnaryTests(start, state.last_end, t.BOOLEAN, tests, True, type_)
    state.index = begin
    return None


def _list(state: State, input_type: t.Type) -> tuple[Test, ...]:
    tests = [_test(state, input_type)]
    while state.accept(","):
        tests.append(_test(state, input_type))
    return tuple(tests)


def in_tests(state: State, input_type: t.Type) -> tuple[Test, ...]:
    """The right side of ``in``: one test, or several in parentheses."""
    if state.word != "(":
        return (_test(state, input_type, expressions.COMPARISON),)
    begin, depth = state.index, state.depth
    state.index += 1
    tests = _list(state, input_type)
    if state.accept(")") and not _goes_on(state):
        return tests
    state.index, state.depth = begin, depth
    return (_test(state, input_type, expressions.COMPARISON),)


def _goes_on(state: State) -> bool:
    if state.vocabulary is not ENGLISH:
        phrases.operator(state)
    entry = expressions.INFIX.get(state.word)
    return entry is not None and entry[0] > expressions.COMPARISON


def _test(state: State, input_type: t.Type, power: int = 0) -> Test:
    if state.vocabulary is not ENGLISH:
        phrases.comparison(state)
    start = state.start
    if state.word in brackets.COMPARISONS:
        return _comparison(state, input_type)
    used, state.input_used = state.input_used, False
    operand = expressions.expression(state, power)
    about_input, state.input_used = state.input_used, used or state.input_used
    if about_input or _is_condition(operand, input_type):
        infer.check_boolean(state, [operand])
        return ConditionTest(start, state.last_end, t.BOOLEAN, operand)
    infer.check_member(state, operand, input_type)
    return ValueTest(start, state.last_end, t.BOOLEAN, operand)


def _is_condition(operand: Node, input_type: t.Type) -> bool:
    if isinstance(operand, Literal | RangeLiteral) or operand.type != t.BOOLEAN:
        return False
    return t.known(input_type) and input_type != t.BOOLEAN


def _comparison(state: State, input_type: t.Type) -> Test:
    start, op = state.start, state.word
    state.index += 1
    operand = expressions.expression(state, expressions.COMPARISON)
    value = Input(start, start, input_type)
    infer.check_comparison(state, op, value, operand)
    return OpTest(start, state.last_end, t.BOOLEAN, op, operand)
