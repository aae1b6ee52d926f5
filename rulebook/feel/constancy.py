"""Which parts of an expression mean the same for every record, today and tomorrow."""

from __future__ import annotations

from rulebook.feel import tree as n

CHANGING = frozenset({"today", "now", "random number"})
OPEN = (n.Fact, n.Input, n.FieldOr, n.Unknown)


def is_constant(node: n.Node) -> bool:
    """Whether the node means the same for every record, today and tomorrow."""
    return not any(
        isinstance(part, OPEN) or (isinstance(part, n.BuiltinName) and part.name in CHANGING)
        for part in n.walk(node)
    )
