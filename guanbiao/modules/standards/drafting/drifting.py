"""When the rule has moved, what the words would say: proposed, never done by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from guanbiao.modules.standards.comparing import difference
from guanbiao.modules.standards.drafting.files import files_of
from guanbiao.modules.standards.drafting.models import Draft
from guanbiao.modules.standards.drafting.outline import Node
from guanbiao.modules.standards.drafting.saying import Said, said

FAR = 10
"""Versions looked back at."""


@dataclass(frozen=True)
class Wording:
    """Words that would fit the rule, and how they differ from those that stand."""

    words: str
    shown: Markup


def proposed(draft: Draft, files: Mapping[str, str], node: Node) -> Wording | None:
    """The words with everything that moved; none where nothing they repeat has moved."""
    words = node.body
    for old, new in _moved(draft, files, node.number):
        words = old.put(words, new)
    return Wording(words, difference(node.body, words)) if words != node.body else None


def _moved(draft: Draft, files: Mapping[str, str], clause: str) -> Iterator[tuple[Said, Said]]:
    """What was said at the same place before, and is said now."""
    now = said(files, clause)
    for version in range(draft.version - 1, max(draft.version - FAR, 0), -1):
        before = said(files_of(draft, version), clause)
        for place, new in now.items():
            if place in before and before[place] != new:
                yield before[place], new


def day_of(text: str) -> dt.date | None:
    """A date as browsers send it."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
