"""What a tree says, apart from where it was written: for comparing trees of different texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import count
from typing import Any

from rulebook.feel.tree import Local, Node
from rulebook.feel.types import Type

_PLACE = frozenset({"pos", "end", "type"})
_SLOTS = frozenset({"slot", "partial"})


def same(left: Node, right: Node) -> bool:
    """Whether two trees are equal but for positions and the numbers of local names."""
    return bool(structure(left) == structure(right))


def structure(node: Node) -> Any:
    """The tree as nested tuples; local names are numbered in the order they are met."""
    return _structure(node, {}, count())


def _structure(value: Any, slots: dict[int, int], numbers: Iterator[int]) -> Any:
    if isinstance(value, tuple):
        return tuple(_structure(item, slots, numbers) for item in value)
    if isinstance(value, Type) or not is_dataclass(value) or type(value).__module__ != _TREE:
        return type(value), value
    names = [one.name for one in fields(value)]
    parts: list[Any] = [type(value)]
    for name in _SLOTS.intersection(names):
        slot = getattr(value, name)
        if not isinstance(value, Local):
            slots[slot] = next(numbers)
        parts.append(slots.get(slot))
    left_out = _SLOTS | _PLACE if isinstance(value, Node) else _SLOTS
    rest = [getattr(value, name) for name in names if name not in left_out]
    return (*parts, *(_structure(part, slots, numbers) for part in rest))


_TREE = Node.__module__
