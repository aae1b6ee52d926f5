"""Type expressions, as in ``instance of list<context<a: number>>``."""

from __future__ import annotations

from rulebook.feel import types as t
from rulebook.feel.lexer import WORD
from rulebook.feel.parser import names
from rulebook.feel.parser.state import State
from rulebook.feel.scope import Trie, longest, plant
from rulebook.feel.source import suggest

_SIMPLE: Trie = {}
for _name, _type in t.SIMPLE.items():
    plant(_SIMPLE, _name, _type)


def type_name(state: State) -> t.Type:
    """A type at the current token."""
    hit = longest(state.scope.type_trie, state.words, state.index)
    if hit is not None:
        state.index += hit[0]
        return state.scope.types[str(hit[1])]
    simple = longest(_SIMPLE, state.words, state.index)
    if simple is None:
        return _unknown(state)
    state.index += simple[0]
    found = simple[1]
    if state.word == "<" and found in _GENERIC:
        return _generic(state, found)
    return found  # type: ignore[no-any-return]


_GENERIC = (t.LIST, t.RANGE, t.CONTEXT, t.FUNCTION)


def _unknown(state: State) -> t.Type:
    start = state.start
    if state.kinds[state.index] != WORD:
        raise state.unexpected("类型名")
    name = names.loose_name(state)
    while state.accept("."):
        name += "." + names.loose_name(state)
    if state.strict:
        raise state.error(f"不认识的类型“{name}”。", start, suggest(name, t.SIMPLE))
    return t.Type(f"?{name}")


def _generic(state: State, base: t.Type) -> t.Type:
    state.expect("<")
    if base == t.CONTEXT:
        return _context(state)
    if base == t.FUNCTION:
        return _function(state)
    item = type_name(state)
    state.expect(">")
    return t.list_of(item) if base == t.LIST else t.range_of(item)


def _context(state: State) -> t.Type:
    fields: dict[str, t.Type] = {}
    while not state.accept(">"):
        first = state.index
        while state.word not in (":", ">", ""):
            state.index += 1
        name = names.spelled(state, first, state.index)
        state.expect(":")
        fields[name] = type_name(state)
        if not state.accept(","):
            state.expect(">")
            break
    return t.context_of(fields, closed=False)


def _function(state: State) -> t.Type:
    parameters: list[t.Type] = []
    while not state.accept(">"):
        parameters.append(type_name(state))
        if not state.accept(","):
            state.expect(">")
            break
    state.expect("->")
    return t.function_of(parameters, type_name(state))
