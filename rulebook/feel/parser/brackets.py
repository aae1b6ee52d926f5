"""Parentheses, lists, ranges and contexts."""

from __future__ import annotations

from rulebook.errors import FeelError
from rulebook.feel import types as t
from rulebook.feel.lexer import STRING, unquote
from rulebook.feel.parser import expressions, infer, names
from rulebook.feel.parser.state import State
from rulebook.feel.scope import Frame
from rulebook.feel.tree import (
    ContextLiteral,
    Entry,
    ListLiteral,
    Node,
    RangeLiteral,
)

COMPARISONS = ("<", "<=", ">", ">=", "=", "!=")
RANGE_ENDS = (")", "]", "[")
MAX_RETRIES = 12


def parenthesis(state: State) -> Node:
    """``(expression)``, ``(low..high]`` or ``(< value)``."""
    start = state.start
    state.index += 1
    if state.word in COMPARISONS:
        return _half_range(state, start)
    inner = expressions.expression(state)
    if state.accept(".."):
        return range_tail(state, start, inner, closed=False)
    state.expect(")")
    return inner


def _half_range(state: State, start: int) -> Node:
    op = state.word
    state.index += 1
    value = expressions.expression(state, expressions.COMPARISON)
    state.expect(")")
    return half_range(start, state.last_end, op, value)


def half_range(start: int, end: int, op: str, value: Node) -> Node:
    """A comparison as a range value: ``(< 5)`` is everything below 5."""
    type_ = t.range_of(value.type)
    if op in ("=", "!="):
        closed = op == "="
        return RangeLiteral(start, end, type_, value, value, closed, closed)
    if op.startswith("<"):
        return RangeLiteral(start, end, type_, None, value, False, op == "<=")
    return RangeLiteral(start, end, type_, value, None, op == ">=", False)


def range_tail(state: State, start: int, low: Node, closed: bool) -> Node:
    """The rest of a range, behind ``..``."""
    high = _high_end(state)
    if state.word not in RANGE_ENDS:
        raise state.unexpected("区间的结尾“)”或“]”")
    high_closed = state.word == "]"
    state.index += 1
    infer.check_comparison(state, "<=", low, high)
    type_ = t.range_of(t.unify(low.type, high.type))
    return RangeLiteral(start, state.last_end, type_, low, high, closed, high_closed)


def _high_end(state: State) -> Node:
    """``[1..f[`` may end in what looks like a filter: if none can be read there, it is the end."""
    begin, depth = state.index, state.depth
    try:
        high = expressions.expression(state)
        if state.word in RANGE_ENDS:
            return high
        failure = state.unexpected("区间的结尾“)”或“]”")
    except FeelError as error:
        failure = error
    frames = len(state.frames)
    for index in _brackets(state, begin):
        state.retries += 1
        state.index, state.depth, state.stop = begin, depth, index
        del state.frames[frames:]
        try:
            high = expressions.expression(state)
        except FeelError:
            continue
        finally:
            state.stop = -1
        if state.index == index:
            return high
    raise failure


def _brackets(state: State, begin: int) -> list[int]:
    """Tokens that may be an opening bracket used as the end of a range.

    Few, so that hostile nesting cannot multiply the attempts.
    """
    left = MAX_RETRIES - state.retries
    return [i for i in range(begin, len(state.words)) if state.words[i] == "["][: max(0, left)]


def square(state: State) -> Node:
    """``[a, b]`` or ``[low..high]``."""
    start = state.start
    state.index += 1
    items: list[Node] = []
    while not state.accept("]"):
        items.append(_list_item(state))
        if len(items) == 1 and state.accept(".."):
            return range_tail(state, start, items[0], closed=True)
        if not state.accept(","):
            state.expect("]")
            break
    type_ = t.list_of(t.unify_all(item.type for item in items) if items else t.ANY)
    return ListLiteral(start, state.last_end, type_, tuple(items))


def _list_item(state: State) -> Node:
    if state.word not in COMPARISONS:
        return expressions.expression(state)
    start, op = state.start, state.word
    state.index += 1
    value = expressions.expression(state, expressions.COMPARISON)
    return half_range(start, state.last_end, op, value)


def open_range(state: State) -> Node:
    """``]low..high[``."""
    start = state.start
    state.index += 1
    low = expressions.expression(state)
    state.expect("..")
    return range_tail(state, start, low, closed=False)


def braces(state: State) -> Node:
    """``{key: value, …}``; each entry sees the ones before it."""
    start = state.start
    state.index += 1
    frame = Frame()
    state.frames.append(frame)
    entries: list[Entry] = []
    while not state.accept("}"):
        entries.append(_entry(state, frame, entries))
        if not state.accept(","):
            state.expect("}")
            break
    state.frames.pop()
    type_ = t.context_of({entry.key: entry.value.type for entry in entries})
    return ContextLiteral(start, state.last_end, type_, tuple(entries))


def _entry(state: State, frame: Frame, before: list[Entry]) -> Entry:
    position = state.start
    key = _key(state)
    if any(entry.key == key for entry in before):
        raise state.error(f"名称“{key}”重复，请改名。", position)
    state.expect(":")
    value = expressions.expression(state)
    binding = state.local(key, value.type)
    if key.strip():
        frame.bind(binding)
    return Entry(key, binding.slot, value)


def _key(state: State) -> str:
    if state.kinds[state.index] == STRING:
        state.index += 1
        return unquote(state.words[state.index - 1])
    first = state.index
    while state.word not in (":", ",", "}", "{", "(", "[", ""):
        state.index += 1
    if state.word != ":" or first == state.index:
        raise state.unexpected("名称和“:”")
    return names.spelled(state, first, state.index)
