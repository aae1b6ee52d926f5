"""What a text means: its type, the facts it reads, and how it reads aloud."""

from __future__ import annotations

from dataclasses import dataclass

from rulebook.feel import tree as n
from rulebook.feel import types as t
from rulebook.feel.parser import parse
from rulebook.feel.printing import to_text
from rulebook.feel.scope import Scope
from rulebook.feel.vocabulary import CHINESE, Vocabulary


@dataclass(frozen=True, slots=True)
class Description:
    """``names`` are the facts used with their types, in the order of the text.

    ``english`` is the canonical FEEL text, ``chinese`` the same in Chinese words; ``kind`` is the
    type's Chinese name.
    """

    type: t.Type
    kind: str
    names: tuple[tuple[str, t.Type], ...]
    functions: tuple[str, ...]
    english: str
    chinese: str


def describe(text: str, scope: Scope, vocabulary: Vocabulary = CHINESE) -> Description:
    """Describe an expression. Raises `FeelError` when it cannot be read."""
    tree = parse(text, scope, True, vocabulary)
    nodes = list(n.walk(tree))
    facts = {node.name: node.type for node in nodes if isinstance(node, n.Fact)}
    called = dict.fromkeys(node.name for node in nodes if isinstance(node, n.BuiltinName))
    return Description(
        tree.type,
        t.chinese(tree.type),
        tuple(facts.items()),
        tuple(called),
        to_text(tree, scope),
        to_text(tree, scope, CHINESE),
    )
