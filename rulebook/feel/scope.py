"""Names in scope, and finding the longest one that starts at a token.

A FEEL name may hold spaces and marks (``行程距离（公里）``, ``date and time``, ``a-b``), so only
the names in scope tell where one ends. Names are kept as tries over tokens, one for each frame; the
longest match wins, the inner frame among equals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from rulebook.feel.lexer import tokenize
from rulebook.feel.types import ANY, Type

Trie = dict[str | None, Any]
LEAF = None
_SHORT = 60


@dataclass(frozen=True, slots=True)
class Binding:
    """What a name stands for. ``slot`` < 0 for outer facts; ``field_of`` for entries of an item."""

    name: str
    type: Type
    slot: int = -1
    builtin: bool = False
    field_of: Binding | None = None


def tokens_of(name: str) -> tuple[str, ...]:
    """A name as the lexer sees it; the same for ``a（b）`` and ``a (b)``."""
    return _remembered(name) if len(name) <= _SHORT else tuple(tokenize(name).words[:-1])


@lru_cache(maxsize=4096)
def _remembered(name: str) -> tuple[str, ...]:
    """Names of facts and properties come back with every expression."""
    return tuple(tokenize(name).words[:-1])


def plant(trie: Trie, name: str, value: object) -> None:
    """Add a name to a trie."""
    node = trie
    for word in tokens_of(name):
        node = node.setdefault(word, {})
    node[LEAF] = value


def longest(trie: Trie, words: Sequence[str], start: int) -> tuple[int, Any] | None:
    """(token count, value) of the longest name that starts at ``start``."""
    node: Trie | None = trie.get(words[start])
    index = start
    best = None
    while node is not None:
        index += 1
        if LEAF in node:
            best = (index - start, node[LEAF])
        node = node.get(words[index]) if index < len(words) else None
    return best


@dataclass(slots=True)
class Frame:
    """One level of names. ``item`` is set in a filter over items of unknown type."""

    trie: Trie = field(default_factory=dict)
    names: dict[str, Type] = field(default_factory=dict)
    item: Binding | None = None

    def bind(self, binding: Binding) -> None:
        """Make a name visible in this frame."""
        plant(self.trie, binding.name, binding)
        self.names[binding.name] = binding.type


class Scope(Mapping[str, Type]):
    """The facts an expression may use: name → static type. Immutable once made.

    Names may hold spaces, Chinese characters and marks. ``types`` adds named types (item
    definitions) for ``instance of`` and function parameters; ``allowed`` the only values that
    some facts may have, which only the drafting help looks at.
    """

    def __init__(
        self,
        names: Mapping[str, Type] | None = None,
        types: Mapping[str, Type] | None = None,
        allowed: Mapping[str, Sequence[Any]] | None = None,
    ) -> None:
        self._names = dict(names or {})
        self.types: dict[str, Type] = dict(types or {})
        self.allowed: dict[str, tuple[Any, ...]] = {k: tuple(v) for k, v in (allowed or {}).items()}
        self.frame = Frame()
        for name, type_ in self._names.items():
            self.frame.bind(Binding(name, type_))
        self.type_trie: Trie = {}
        for name in self.types:
            plant(self.type_trie, name, name)

    def __getitem__(self, name: str) -> Type:
        return self._names[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def extended(self, names: Mapping[str, Type]) -> Scope:
        """A scope with more names; the new ones win."""
        return Scope({**self._names, **names}, self.types, self.allowed)

    def type_of(self, name: str) -> Type:
        """Static type of a fact, `ANY` if there is none."""
        return self._names.get(name, ANY)
