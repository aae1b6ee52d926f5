"""Checking calls and typing their results."""

from __future__ import annotations

from rulebook.errors import FeelError
from rulebook.feel import types as t
from rulebook.feel.builtins.signatures import Signature, choose, signatures
from rulebook.feel.parser.state import State
from rulebook.feel.source import suggest
from rulebook.feel.tree import BuiltinName, Node


def builtin(
    state: State, function: BuiltinName, arguments: tuple[Node, ...], labels: tuple[str, ...]
) -> t.Type:
    """Result type of a built-in's call; strictly, also whether the arguments fit."""
    signature = choose(function.name, len(arguments), labels)
    if signature is None:
        if state.strict:
            state.report(_no_signature(state, function, labels))
        return t.ANY
    if state.strict:
        _check_arguments(state, signature, arguments, labels)
    return signature.result_type([argument.type for argument in arguments])


def _no_signature(state: State, function: BuiltinName, labels: tuple[str, ...]) -> FeelError:
    forms = "；".join(str(signature) for signature in signatures(function.name))
    known = {p.name for s in signatures(function.name) for p in s.parameters}
    strange = [label for label in labels if label not in known]
    hint = suggest(strange[0], known) if strange else ""
    return state.error(f"函数参数不符，应为：{forms}。", function.pos, hint)


def _check_arguments(
    state: State, signature: Signature, arguments: tuple[Node, ...], labels: tuple[str, ...]
) -> None:
    for index, argument in enumerate(arguments):
        wanted = signature.type_of(labels[index] if labels else index)
        if not _fits(argument.type, wanted):
            message = f"此参数应为{t.chinese(wanted)}，实际为{t.chinese(argument.type)}。"
            state.clash(message, argument)


def _fits(given: t.Type, wanted: t.Type) -> bool:
    """Whether an argument may fit; an item and a list of one are exchanged where needed."""
    if isinstance(wanted, t.ListType):
        item = given.item if isinstance(given, t.ListType) else given
        return not t.conflict(item, wanted.item)
    if isinstance(given, t.ListType):
        given = given.item
    return not t.conflict(given, wanted)


def value(
    state: State, function: Node, arguments: tuple[Node, ...], labels: tuple[str, ...]
) -> t.Type:
    """Result type of calling a function value."""
    type_ = function.type
    if isinstance(type_, t.FunctionType):
        if type_ != t.FUNCTION and not labels and len(arguments) != len(type_.parameters):
            state.clash(f"此函数需要{len(type_.parameters)}个参数。", function)
        return type_.result
    if t.known(type_):
        state.clash(f"{t.chinese(type_)}不能当作函数调用。", function)
    return t.ANY
