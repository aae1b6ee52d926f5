"""What may follow an operand: ``.name``, ``[filter]``, ``(arguments)``."""

from __future__ import annotations

from functools import lru_cache

from rulebook.feel import types as t
from rulebook.feel.lexer import MARK, NUMBER, WORD
from rulebook.feel.parser import calls, expressions, infer, names, phrases
from rulebook.feel.parser.state import FIELD, State
from rulebook.feel.scope import Binding, Frame, Trie, plant
from rulebook.feel.source import nearest, question
from rulebook.feel.tree import BuiltinName, Call, Filter, Node, Path
from rulebook.feel.vocabulary import Vocabulary


def path(state: State, left: Node) -> Node:
    """``left.name``."""
    state.index += 1
    position = state.start
    name, type_ = _field(state, left)
    if type_ is None:
        if state.strict and infer.fields_known(left.type):
            near = nearest(name, infer.fields_of(left.type))
            message = f"“{name}”不是这里的属性。"
            state.report(state.error(message, position, question(near), state.last_end, near))
        type_ = t.ANY
    return Path(left.pos, state.last_end, type_, left, name)


def _field(state: State, left: Node) -> tuple[str, t.Type | None]:
    state.ask(FIELD, left.type)
    make = _trie if type(left.type) is t.Type else _planted
    hit = phrases.find(state, [make(left.type, state.vocabulary)])
    if hit is not None:
        state.index += hit[0]
        name, type_ = hit[1]
        return name, type_
    if state.kinds[state.index] not in (WORD, NUMBER):
        raise state.unexpected("属性名")
    if infer.fields_known(left.type):
        phrases.cut_unknown(state)
    return names.loose_name(state), None


@lru_cache(maxsize=64)
def _trie(type_: t.Type, vocabulary: Vocabulary) -> Trie:
    return _planted(type_, vocabulary)


def _planted(type_: t.Type, vocabulary: Vocabulary) -> Trie:
    """Names that may follow a dot, each with its canonical form and type."""
    fields = infer.fields_of(type_)
    trie: Trie = {}
    if type_ in infer.FIELDS:
        for spelled, name in vocabulary.owned.items():
            if name in fields:
                plant(trie, spelled, (name, fields[name]))
    for name, found in fields.items():
        plant(trie, name, (name, found))
    return trie


def filter_(state: State, left: Node) -> Node:
    """``left[condition]``: entries of the item may be named directly."""
    state.index += 1
    item_type = infer.filtered_item(left.type)
    item = state.local("item", item_type)
    frame = Frame()
    if isinstance(item_type, t.ContextType):
        for name, type_ in item_type.fields:
            frame.bind(Binding(name, type_, item.slot, field_of=item))
    elif not t.known(item_type):
        frame.item = item
    if "item" not in frame.names:
        frame.bind(item)
    state.frames.append(frame)
    condition = expressions.expression(state)
    state.frames.pop()
    state.expect("]")
    type_ = infer.filtered(left.type, condition.type)
    return Filter(left.pos, state.last_end, type_, left, item.slot, condition)


def call(state: State, left: Node) -> Node:
    """``left(arguments)``, positional or named."""
    state.index += 1
    arguments: list[Node] = []
    labels: list[str] = []
    while not state.accept(")"):
        label = _label(state)
        if arguments and bool(label) != bool(labels):
            raise state.error("参数要么都写名称，要么都不写。")
        if label:
            labels.append(label)
        arguments.append(expressions.expression(state))
        if not state.accept(","):
            state.expect(")")
            break
    given = tuple(arguments)
    if isinstance(left, BuiltinName):
        type_ = calls.builtin(state, left, given, tuple(labels))
    else:
        type_ = calls.value(state, left, given, tuple(labels))
    return Call(left.pos, state.last_end, type_, left, given, tuple(labels))


def _label(state: State) -> str:
    """The name before ``:`` if the argument has one."""
    index = state.index
    while state.kinds[index] in (WORD, NUMBER) or (
        state.kinds[index] == MARK and state.words[index] in "+-*/.'’"
    ):
        index += 1
    if index == state.index or state.words[index] != ":":
        return ""
    label = names.spelled(state, state.index, index)
    state.index = index + 1
    return label
