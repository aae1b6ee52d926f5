"""Every tree the parser makes while something else runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from unittest.mock import patch

from rulebook.feel import Scope, tree
from rulebook.feel.parser import entry


class Heard(NamedTuple):
    """A text that was read, with what it was read with, and its tree."""

    text: str
    scope: Scope
    tree: tree.Node


@contextmanager
def listening() -> Iterator[list[Heard]]:
    """Note all texts that are parsed inside the block."""
    heard: list[Heard] = []
    real = entry._whole

    def noting(state: object, rule: object) -> tree.Node:
        node = real(state, rule)  # type: ignore[arg-type]
        heard.append(Heard(state.text, state.scope, node))  # type: ignore[attr-defined]
        return node

    with patch.object(entry, "_whole", noting):
        yield heard
