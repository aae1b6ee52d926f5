"""Constant parts of an expression: computed once in Python, placed into SQL as literals."""

from __future__ import annotations

from typing import Any

from rulebook.errors import FeelError
from rulebook.feel import Scope, compile_tree
from rulebook.feel import tree as n
from rulebook.sql.unpushable import UnpushableError


def constant_value(node: n.Node) -> Any:
    """The value of a constant node; null where FEEL says null."""
    try:
        return compile_tree(node, Scope())({})
    except FeelError as error:
        raise UnpushableError(f"常量部分算不出来：{error.message}") from error
