"""The two ways in: a whole expression, and the unary tests of a table cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from rulebook.errors import FeelError
from rulebook.feel.lexer import END
from rulebook.feel.parser.expressions import expression
from rulebook.feel.parser.state import OPERAND, Notes, State
from rulebook.feel.parser.tests import unary_tests
from rulebook.feel.scope import Scope
from rulebook.feel.tree import Node, UnaryTests
from rulebook.feel.types import ANY, Type
from rulebook.feel.vocabulary import ENGLISH, Vocabulary

Result = TypeVar("Result", bound=Node)


def parse(
    text: str,
    scope: Scope,
    strict: bool = True,
    vocabulary: Vocabulary = ENGLISH,
    notes: Notes | None = None,
) -> Node:
    """The typed tree of an expression.

    ``strict`` (for drafting): unknown names and operands whose types can never fit are errors.
    Otherwise, as the DMN standard has it, they are null when the expression runs.
    ``vocabulary`` adds words to the English ones; ``notes`` collects errors one can go on after.
    Raises `FeelError` with a position.
    """
    return _whole(State(text, scope, strict, vocabulary, notes), expression)


def parse_unary_tests(
    text: str,
    scope: Scope,
    input_type: Type = ANY,
    strict: bool = True,
    vocabulary: Vocabulary = ENGLISH,
    notes: Notes | None = None,
) -> UnaryTests:
    """The tree of a table cell; ``input_type`` is the type of the value under test (``?``)."""
    state = State(text, scope, strict, vocabulary, notes)
    state.input_type = input_type
    return _whole(state, unary_tests)


def _whole(state: State, rule: Callable[[State], Result]) -> Result:
    if state.kinds[0] == END:
        state.ask(OPERAND)
        raise state.error("表达式为空，请填写内容。")
    try:
        node = rule(state)
    except RecursionError:
        raise FeelError("表达式嵌套过深，请拆分。") from None
    if state.kinds[state.index] != END:
        raise state.error(f"表达式到此应已结束，却还有{state.found()}。")
    return node
