"""Typed tree to Python: one generated function for each expression.

The source text is put together from fixed fragments and numbered identifiers only. Literals, names
and helper functions reach it through the module's globals, which hold an empty ``__builtins__``:
no text a user wrote ever reaches the compiler.
"""

from rulebook.feel.python.compile import (
    CellTests,
    Expression,
    compile_expression,
    compile_tree,
    compile_unary_tests,
)

__all__ = ["CellTests", "Expression", "compile_expression", "compile_tree", "compile_unary_tests"]
