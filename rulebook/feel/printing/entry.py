"""A tree's text, read back before it is handed out."""

from __future__ import annotations

from collections.abc import Iterable

from rulebook.errors import FeelError
from rulebook.feel import tree as n
from rulebook.feel.parser import parse, parse_unary_tests
from rulebook.feel.printing.structure import same
from rulebook.feel.printing.writer import EXPLICIT, GUARDED, PLAIN, Writer
from rulebook.feel.scope import Scope, tokens_of
from rulebook.feel.vocabulary import ENGLISH, Vocabulary


def to_text(tree: n.Node, scope: Scope | None = None, vocabulary: Vocabulary = ENGLISH) -> str:
    """The text of a tree, canonical and with the fewest parentheses, in the words of a vocabulary.

    ``scope`` is what the text will be read with; without it, the facts that the tree names. The
    text is read back first: where a longer name would swallow a shorter one and what follows it,
    the shorter ones get parentheses. Raises `FeelError` for a tree that no text gives.
    """
    scope = scope or _scope_of(tree)
    taken = frozenset(scope) | {one.name for one in n.walk(tree) if isinstance(one, n.Local)}
    risky = frozenset(_risky(taken))
    for care in (PLAIN, GUARDED, EXPLICIT):
        text = Writer(scope, vocabulary, care, taken, risky).write(tree)
        if _reads_back(text, tree, scope, vocabulary):
            return text
    raise FeelError("此表达式无法写成文字：请检查名称是否与关键字相混。")


def _scope_of(tree: n.Node) -> Scope:
    return Scope({one.name: one.type for one in n.walk(tree) if isinstance(one, n.Fact)})


def _risky(names: Iterable[str]) -> list[str]:
    split = {name: tokens_of(name) for name in names}
    return [
        name
        for name, words in split.items()
        if any(len(other) > len(words) and other[: len(words)] == words for other in split.values())
    ]


def _reads_back(text: str, tree: n.Node, scope: Scope, vocabulary: Vocabulary) -> bool:
    try:
        if isinstance(tree, n.UnaryTests):
            read: n.Node = parse_unary_tests(text, scope, tree.input_type, False, vocabulary)
        else:
            read = parse(text, scope, False, vocabulary)
    except FeelError:
        return False
    return same(read, tree)
