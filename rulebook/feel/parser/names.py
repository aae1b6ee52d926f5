"""Names: facts, locals, built-ins, entries of the item under a filter, unknown ones."""

from __future__ import annotations

from rulebook.feel import types as t
from rulebook.feel.lexer import END, NUMBER, WORD
from rulebook.feel.parser import phrases
from rulebook.feel.parser.state import KEYWORDS, State
from rulebook.feel.scope import Binding
from rulebook.feel.tree import BuiltinName, Fact, FieldOr, Local, Node, Path, Unknown
from rulebook.feel.vocabulary import ENGLISH


def name(state: State, hit: tuple[int, Binding] | None) -> Node:
    """A name at the current token; ``hit`` is its longest match in scope."""
    start = state.start
    if hit is None:
        return _unknown(state, start)
    count, binding = hit
    state.index += count
    known = _bound(binding, start, state.last_end)
    item = _dynamic_item(state)
    if item is None or binding.builtin or binding.slot >= item.slot:
        return known
    return FieldOr(start, state.last_end, t.ANY, _local(item, start, start), binding.name, known)


def _bound(binding: Binding, start: int, end: int) -> Node:
    if binding.builtin:
        return BuiltinName(start, end, binding.type, binding.name)
    if binding.field_of is not None:
        return Path(start, end, binding.type, _local(binding.field_of, start, start), binding.name)
    if binding.slot < 0:
        return Fact(start, end, binding.type, binding.name)
    return _local(binding, start, end)


def _local(binding: Binding, start: int, end: int) -> Local:
    return Local(start, end, binding.type, binding.name, binding.slot)


def _dynamic_item(state: State) -> Binding | None:
    for frame in reversed(state.frames):
        if frame.item is not None:
            return frame.item
    return None


def _unknown(state: State, start: int) -> Node:
    word = state.word
    if word in KEYWORDS:
        state.report(state.unexpected("一个值或名称"))
        return Unknown(start, start, t.ANY, "")
    item = _dynamic_item(state)
    if item is None and state.vocabulary is not ENGLISH:
        phrases.cut_unknown(state)
    text = loose_name(state)
    if item is not None:
        return Path(start, state.last_end, t.ANY, _local(item, start, start), text)
    if state.strict:
        state.report(state.unknown_name(text, start))
    return Unknown(start, state.last_end, t.NULL if state.notes is None else t.ANY, text)


def loose_name(state: State) -> str:
    """Adjacent words as one name; nothing else could be written there."""
    first = state.index
    if state.kinds[first] == END:
        raise state.unexpected("一个名称")
    state.index += 1
    while _continues(state):
        state.index += 1
    return spelled(state, first, state.index)


def _continues(state: State) -> bool:
    if state.vocabulary is not ENGLISH and phrases.at_phrase(state):
        return False
    kind = state.kinds[state.index]
    return kind in (WORD, NUMBER) and state.word not in KEYWORDS


def spelled(state: State, first: int, last: int) -> str:
    """Source text of some tokens, with white space collapsed."""
    return " ".join(state.text[state.starts[first] : state.ends[last - 1]].split())
