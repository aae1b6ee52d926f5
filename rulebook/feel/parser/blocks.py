"""``if``, ``for``, ``some``, ``every`` and function literals."""

from __future__ import annotations

from rulebook.feel import types as t
from rulebook.feel.parser import expressions, infer, names, phrases, typenames
from rulebook.feel.parser.state import State
from rulebook.feel.scope import Frame
from rulebook.feel.tree import (
    For,
    FunctionLiteral,
    If,
    Iterator,
    Node,
    Parameter,
    Quantified,
)
from rulebook.feel.vocabulary import ENGLISH


def if_(state: State) -> Node:
    """``if condition then yes else no``."""
    start = state.start
    state.index += 1
    condition = expressions.expression(state)
    infer.check_boolean(state, [condition])
    state.expect("then")
    yes = expressions.expression(state)
    state.expect("else")
    no = expressions.expression(state)
    return If(start, state.last_end, t.unify(yes.type, no.type), condition, yes, no)


def for_(state: State) -> Node:
    """``for x in list, y in 1..3 return body``."""
    start = state.start
    state.index += 1
    frame = Frame()
    state.frames.append(frame)
    iterators = _iterators(state, frame)
    state.expect("return")
    partial = state.local("partial", t.LIST)
    frame.bind(partial)
    body = expressions.expression(state)
    state.frames.pop()
    return For(start, state.last_end, t.list_of(body.type), iterators, body, partial.slot)


def quantified(state: State) -> Node:
    """``some x in list satisfies condition``, likewise ``every``."""
    start, every = state.start, state.word == "every"
    state.index += 1
    frame = Frame()
    state.frames.append(frame)
    iterators = _iterators(state, frame)
    state.expect("satisfies")
    condition = expressions.expression(state)
    state.frames.pop()
    infer.check_boolean(state, [condition])
    return Quantified(start, state.last_end, t.BOOLEAN, every, iterators, condition)


def _iterators(state: State, frame: Frame) -> tuple[Iterator, ...]:
    found = [_iterator(state, frame)]
    while state.accept(","):
        found.append(_iterator(state, frame))
    return tuple(found)


def _before_in(state: State) -> bool:
    if state.vocabulary is not ENGLISH:
        phrases.cut_at(state, "in")
    return state.word not in ("in", "return", "satisfies", "[", "{", ",", "")


def _iterator(state: State, frame: Frame) -> Iterator:
    start, first = state.start, state.index
    while _before_in(state):
        state.index += 1
    if first == state.index or state.word != "in":
        raise state.unexpected("循环变量和“in”")
    name = names.spelled(state, first, state.index)
    state.expect("in")
    domain = expressions.expression(state)
    until = expressions.expression(state) if state.accept("..") else None
    binding = state.local(name, infer.item_of(domain, until))
    frame.bind(binding)
    return Iterator(start, state.last_end, binding.type, name, binding.slot, domain, until)


def function(state: State) -> Node:
    """``function(a: number, b) body``, or ``external`` and a description of foreign code."""
    start = state.start
    state.index += 1
    state.expect("(")
    frame = Frame()
    parameters: list[Parameter] = []
    while not state.accept(")"):
        parameters.append(_parameter(state, frame))
        if not state.accept(","):
            state.expect(")")
            break
    external = state.accept("external")
    state.frames.append(frame)
    body = expressions.expression(state)
    state.frames.pop()
    result = t.ANY if external else body.type
    type_ = t.function_of([parameter.type for parameter in parameters], result)
    return FunctionLiteral(start, state.last_end, type_, tuple(parameters), body, external)


def _parameter(state: State, frame: Frame) -> Parameter:
    first = state.index
    while state.word not in (":", ",", ")", ""):
        state.index += 1
    if first == state.index:
        raise state.unexpected("参数名")
    name = names.spelled(state, first, state.index)
    type_ = typenames.type_name(state) if state.accept(":") else t.ANY
    binding = state.local(name, type_)
    frame.bind(binding)
    return Parameter(name, binding.slot, type_)
