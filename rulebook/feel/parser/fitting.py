"""A constant of the wrong kind, rewritten to the kind that was wanted."""

from __future__ import annotations

from decimal import Decimal

from rulebook.feel import types as t
from rulebook.feel.tree import Literal, Node
from rulebook.feel.values.numbers import number_from_text, number_text
from rulebook.feel.values.text import temporal_from_text

_TRUTHS = {
    "是": "true",
    "真": "true",
    "否": "false",
    "假": "false",
    "true": "true",
    "false": "false",
}


def fitting(node: Node, wanted: t.Type) -> tuple[str, ...]:
    """What could be written instead of a literal where another kind is wanted; often nothing."""
    if not isinstance(node, Literal):
        return ()
    if isinstance(node.value, Decimal) and wanted == t.STRING:
        return (f'"{number_text(node.value)}"',)
    if not isinstance(node.value, str):
        return ()
    text = node.value.strip()
    if wanted == t.BOOLEAN and text in _TRUTHS:
        return (_TRUTHS[text],)
    number = number_from_text(text) if wanted == t.NUMBER else None
    if number is not None:
        return (number_text(number),)
    return (f'@"{text}"',) if wanted == temporal_from_text(text)[1] else ()
