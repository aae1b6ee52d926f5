"""FEEL, the Friendly Enough Expression Language of DMN 1.5: parsed, typed, compiled to Python.

    scope = Scope({"行程距离": types.NUMBER})
    near = compile_expression("行程距离 <= 15", scope)
    near({"行程距离": Decimal(3)})        # True

Facts are a mapping name → value; null is None, also for absent names. See `rulebook.feel.values`
for the Python form of each kind of value and `rulebook.feel.tree` for the tree that other back
ends read.
"""

from rulebook.errors import FeelError
from rulebook.feel import types
from rulebook.feel.parser import parse, parse_unary_tests
from rulebook.feel.printing import same, to_text
from rulebook.feel.python.compile import (
    CellTests,
    Expression,
    compile_expression,
    compile_tree,
    compile_unary_tests,
)
from rulebook.feel.scope import Scope
from rulebook.feel.vocabulary import CHINESE, ENGLISH, Vocabulary

__all__ = [
    "CHINESE",
    "ENGLISH",
    "CellTests",
    "Expression",
    "FeelError",
    "Scope",
    "Vocabulary",
    "compile_expression",
    "compile_tree",
    "compile_unary_tests",
    "parse",
    "parse_unary_tests",
    "same",
    "to_text",
    "types",
]
