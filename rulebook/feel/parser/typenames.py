"""Type expressions, as in ``instance of list<context<a: number>>``."""

from __future__ import annotations

from functools import cache

from rulebook.feel import types as t
from rulebook.feel.lexer import WORD
from rulebook.feel.parser import names, phrases
from rulebook.feel.parser.state import TYPE, State
from rulebook.feel.scope import Trie, plant
from rulebook.feel.source import nearest, question
from rulebook.feel.vocabulary import Vocabulary

_SIMPLE: Trie = {}
for _name, _type in t.SIMPLE.items():
    plant(_SIMPLE, _name, _type)


def type_name(state: State) -> t.Type:
    """A type at the current token."""
    state.ask(TYPE)
    hit = phrases.find(state, [state.scope.type_trie])
    if hit is not None:
        state.index += hit[0]
        return state.scope.types[str(hit[1])]
    simple = phrases.find(state, [_SIMPLE, _renamed(state.vocabulary)])
    if simple is None:
        return _unknown(state)
    state.index += simple[0]
    found = simple[1]
    if state.word == "<" and found in _GENERIC:
        return _generic(state, found)
    return found  # type: ignore[no-any-return]


@cache
def _renamed(vocabulary: Vocabulary) -> Trie:
    trie: Trie = {}
    for phrase, name in vocabulary.typed.items():
        plant(trie, phrase, t.SIMPLE[name])
    return trie


_GENERIC = (t.LIST, t.RANGE, t.CONTEXT, t.FUNCTION)


def _unknown(state: State) -> t.Type:
    start = state.start
    if state.kinds[state.index] != WORD:
        raise state.unexpected("类型名")
    name = names.loose_name(state)
    while state.accept("."):
        name += "." + names.loose_name(state)
    if state.strict:
        near = nearest(name, t.SIMPLE)
        message = f"不认识的类型“{name}”。"
        state.report(state.error(message, start, question(near), state.last_end, near))
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
