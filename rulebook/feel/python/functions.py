"""Code for calls and function literals."""

from __future__ import annotations

from rulebook.feel import types as t
from rulebook.feel.builtins.implementations import IMPLEMENTATIONS, QUICK
from rulebook.feel.builtins.signatures import Signature, choose
from rulebook.feel.python.emit import Code, Emitter, local
from rulebook.feel.python.folding import folded
from rulebook.feel.python.scalars import guarded, literal
from rulebook.feel.tree import BuiltinName, Call, FunctionLiteral, Node


def call(emitter: Emitter, node: Call) -> Code:
    """``function(arguments)``."""
    if isinstance(node.function, BuiltinName):
        return _builtin(emitter, node, node.function.name)
    emitter.metered = True
    function = emitter.text(node.function)
    arguments = "".join(f", {emitter.text(argument)}" for argument in node.arguments)
    labels = emitter.constant(node.names) if node.names else "()"
    return Code(f"h_invoke({function}, {labels}{arguments})")


def _builtin(emitter: Emitter, node: Call, name: str) -> Code:
    signature = choose(name, len(node.arguments), node.names)
    if signature is None:
        return Code("None", True, True)
    constant = folded(node)
    if constant is not None:
        return literal(emitter, constant)
    arguments = _ordered(signature, node)
    if name == "not":
        return _not(emitter, arguments[0])
    if _quick(signature, arguments):
        helper = emitter.constant(IMPLEMENTATIONS[name])
        codes = [emitter.emit(argument) for argument in arguments if argument is not None]
        return guarded(emitter, codes, lambda a: f"{helper}({', '.join(a)})")
    emitter.metered = True
    codes_text = [
        "h_omitted" if argument is None else emitter.text(argument) for argument in arguments
    ]
    chosen = emitter.constant(signature)
    helper = emitter.constant(IMPLEMENTATIONS[name])
    return Code(f"h_checked({helper}, {chosen}{''.join(', ' + text for text in codes_text)})")


def _not(emitter: Emitter, argument: Node | None) -> Code:
    if argument is None:
        return Code("None", True, True)
    code = emitter.emit(argument)
    if argument.type == t.BOOLEAN:
        if not code.null:
            return Code(f"(not {code.text})", False)
        return guarded(emitter, [code], lambda a: f"not {a[0]}")
    return Code(f"h_not({code.text})")


def _ordered(signature: Signature, node: Call) -> list[Node | None]:
    """Arguments in the order of the parameters, None for those left out."""
    if not node.names:
        missing = len(signature.parameters) - len(node.arguments)
        return [*node.arguments, *([None] * max(0, missing))]
    given = dict(zip(node.names, node.arguments, strict=True))
    return [given.get(parameter.name) for parameter in signature.parameters]


def _quick(signature: Signature, arguments: list[Node | None]) -> bool:
    """Whether static types already prove that the arguments fit."""
    if signature.name not in QUICK or len(arguments) != len(signature.parameters):
        return False
    pairs = zip(arguments, signature.parameters, strict=True)
    return all(argument is not None and argument.type == p.type for argument, p in pairs)


def function_literal(emitter: Emitter, node: FunctionLiteral) -> Code:
    """``function(a) body``."""
    emitter.metered = True
    names = emitter.constant(tuple(parameter.name for parameter in node.parameters))
    types = emitter.constant(tuple(parameter.type for parameter in node.parameters))
    if node.external:
        return Code(f"h_external({names}, {types}, {emitter.text(node.body)})")
    slots = tuple(local(parameter.slot) for parameter in node.parameters)
    with emitter.function("f", slots) as (name, block):
        emitter.answer(block, node.body)
    assert isinstance(node.type, t.FunctionType)
    result = emitter.constant(node.type.result)
    return Code(f"h_function({names}, {types}, {result}, {name})", False)
