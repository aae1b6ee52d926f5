"""Evaluating expressions in tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rulebook.errors import FeelError
from rulebook.feel import Scope, compile_expression, compile_unary_tests
from rulebook.feel import types as t
from rulebook.feel.builtins.writing import written


def value(text: str, types: dict[str, t.Type] | None = None, **facts: Any) -> Any:
    """The value of an expression; facts by keyword, numbers may be plain ints."""
    return compile_expression(text, Scope(types or {}))(
        {name: Decimal(v) if type(v) in (int, float) else v for name, v in facts.items()}
    )


def shown(text: str) -> str:
    """The value of an expression without facts, as FEEL writes it; leniently."""
    return written(compile_expression(text, Scope({}), strict=False)({}))


def accepts(cell: str, given: Any, type_: t.Type = t.ANY) -> bool | None:
    """Whether a table cell accepts a value."""
    return compile_unary_tests(cell, Scope({}), type_)(given, {})


def error(text: str, types: dict[str, t.Type] | None = None) -> FeelError:
    """The error an expression is refused with."""
    try:
        compile_expression(text, Scope(types or {}))
    except FeelError as found:
        return found
    raise AssertionError(f"accepted: {text}")
