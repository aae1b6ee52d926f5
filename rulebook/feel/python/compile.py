"""From tree to callable."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast

from rulebook.errors import FeelError
from rulebook.feel import types as t
from rulebook.feel.meter import METER
from rulebook.feel.parser import parse, parse_unary_tests
from rulebook.feel.python import collections, functions, membership, scalars
from rulebook.feel.python.emit import Block, Emitter, Rule
from rulebook.feel.python.helpers import HELPERS
from rulebook.feel.scope import Scope
from rulebook.feel.tree import (
    And,
    Arithmetic,
    Between,
    BuiltinName,
    Call,
    Compare,
    ContextLiteral,
    Fact,
    FieldOr,
    Filter,
    For,
    FunctionLiteral,
    If,
    In,
    Input,
    InstanceOf,
    ListLiteral,
    Literal,
    Local,
    Negate,
    Node,
    Or,
    Path,
    Quantified,
    RangeLiteral,
    UnaryTests,
    Unknown,
)  # fmt: skip
from rulebook.feel.values.kinds import admits

RULES: dict[type[Node], Rule] = {
    Literal: scalars.literal,
    Fact: scalars.fact,
    Local: scalars.local_name,
    Input: scalars.input_value,
    Unknown: scalars.unknown,
    BuiltinName: scalars.builtin_name,
    FieldOr: scalars.field_or,
    And: scalars.and_,
    Or: scalars.or_,
    Compare: scalars.compare,
    Between: scalars.between,
    Arithmetic: scalars.arithmetic,
    Negate: scalars.negate,
    If: scalars.if_,
    InstanceOf: scalars.instance_of,
    In: membership.in_,
    UnaryTests: membership.unary_tests,
    ListLiteral: collections.list_literal,
    ContextLiteral: collections.context_literal,
    RangeLiteral: collections.range_literal,
    Path: collections.path,
    Filter: collections.filter_,
    For: collections.for_,
    Quantified: collections.quantified,
    Call: functions.call,
    FunctionLiteral: functions.function_literal,
}


_HELPER = re.compile(r"\b[ch]_\w+")
_FLAT = t.ORDERED | {t.BOOLEAN, t.NULL}
"""Types whose values have no parts."""


class Expression(Protocol):
    """A compiled expression: call it with the facts. Null is None, also for absent facts.

    ``names`` are the facts it uses, ``type`` its static type, ``text`` and ``tree`` what it was
    made from. Raises `FeelError` when a fact is not of its declared type or a limit is exceeded.
    """

    names: frozenset[str]
    type: t.Type
    text: str
    tree: Node

    def __call__(self, facts: Mapping[str, Any], /) -> Any:
        """The expression's value."""


class CellTests(Protocol):
    """Compiled unary tests: call with the value under test and the facts; True, False or None."""

    names: frozenset[str]
    text: str
    tree: UnaryTests

    def __call__(self, value: Any, facts: Mapping[str, Any], /) -> bool | None:
        """Whether the cell accepts the value."""


def compile_expression(text: str, scope: Scope, strict: bool = True) -> Expression:
    """Parse, type and compile. Raises `FeelError` with a position (see `parser.parse`)."""
    return compile_tree(parse(text, scope, strict), scope, text)


def compile_unary_tests(
    text: str, scope: Scope, input_type: t.Type = t.ANY, strict: bool = True
) -> CellTests:
    """Compile a table cell; ``input_type`` is the type of the value under test."""
    tree = parse_unary_tests(text, scope, input_type, strict)
    found = _compile(tree, scope, ("it", "facts"))
    return cast("CellTests", _described(found, tree, text))


def compile_tree(tree: Node, scope: Scope, text: str = "") -> Expression:
    """Compile a tree that is already there."""
    return cast("Expression", _described(_compile(tree, scope, ("facts",)), tree, text))


def _described(compiled: tuple[Callable[..., Any], frozenset[str]], tree: Node, text: str) -> Any:
    function, names = compiled
    extra: Any = function
    extra.names, extra.type, extra.text, extra.tree = names, tree.type, text, tree
    return function


def _compile(
    tree: Node, scope: Scope, parameters: tuple[str, ...]
) -> tuple[Callable[..., Any], frozenset[str]]:
    METER.enter()
    try:
        emitter = Emitter(RULES)
        function = _function(emitter, tree, parameters)
    except (RecursionError, MemoryError, SyntaxError):
        raise FeelError("表达式嵌套过深，请拆分。") from None
    finally:
        METER.leave()
    function.__globals__["h_again"] = _again(tree, parameters, scope)
    return function, frozenset(emitter.facts)


def _function(emitter: Emitter, tree: Node, parameters: tuple[str, ...]) -> Callable[..., Any]:
    text = emitter.text(tree)
    if emitter.metered and tree.type not in _FLAT:
        text = f"h_whole({text})"
    emitter.blocks[0].add(f"return {text}")
    return assemble(emitter, parameters)


def assemble(emitter: Emitter, parameters: tuple[str, ...]) -> Callable[..., Any]:
    """The function whose body the emitter's outermost block holds."""
    top = Block()
    top.add(f"def run({', '.join(parameters)}):")
    if emitter.metered:
        top.add("h_enter()", 1)
    top.add("try:", 1)
    for name, variable in emitter.facts.items():
        top.add(f"{variable} = facts.get({emitter.constant(name)})", 2)
    for line in emitter.blocks[0].lines:
        top.add(line, 2)
    top.add("except h_trouble as trouble:", 1)
    top.add(f"return h_again(trouble, {', '.join(parameters)})", 2)
    if emitter.metered:
        top.add("finally:", 1)
        top.add("h_leave()", 2)
    return _executed("\n".join(top.lines), emitter.constants)


def _executed(source: str, constants: Mapping[str, Any]) -> Callable[..., Any]:
    """Run generated source whose only globals are helpers and constants; returns ``run``.

    It gets the helpers it names and no others: thousands of functions live as long as their
    edition, and the garbage collector looks at every entry of their globals.
    """
    used = {name: HELPERS[name] for name in _HELPER.findall(source) if name in HELPERS}
    space: dict[str, Any] = {"__builtins__": {}, **used, **constants}
    exec(compile(source, "<rulebook>", "exec"), space)  # noqa: S102 - generated text only
    return cast("Callable[..., Any]", space["run"])


def _again(tree: Node, parameters: tuple[str, ...], scope: Scope) -> Callable[..., Any]:
    """What runs after a Python error: find the wrong fact, else use the slow, safe code."""
    safe: list[Callable[..., Any]] = []

    def again(trouble: Exception, *given: Any) -> Any:
        if not isinstance(trouble, ArithmeticError):
            raise explained(trouble, given[-1], scope) from None
        if not safe:
            safe.append(_function(Emitter(RULES, safe=True), tree, parameters))
            safe[0].__globals__["h_again"] = _hopeless
        return safe[0](*given)

    return again


def _hopeless(*_: Any) -> Any:
    raise FeelError("计算结果超出可表示的范围。") from None


def explained(trouble: Exception, facts: Mapping[str, Any], scope: Scope) -> FeelError:
    """A Python error as ours: the fact that is not of its declared type, if there is one."""
    if isinstance(trouble, RecursionError | MemoryError):
        return FeelError("计算嵌套过深，已停止。")
    for name, type_ in scope.items():
        if not admits(facts.get(name), type_):
            wrong = type(facts[name]).__name__
            message = f"事实“{name}”应为{t.chinese(type_)}，实际收到的值类型为{wrong}。"
            return FeelError(message)
    return FeelError(f"计算出错：{type(trouble).__name__}。")
