"""When the rule has moved, what the words would say: proposed, never done by itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from guanbiao.modules.standards.comparing import difference
from guanbiao.modules.standards.drafting import blocks
from guanbiao.modules.standards.drafting.files import files_of
from guanbiao.modules.standards.drafting.models import Draft
from guanbiao.modules.standards.drafting.outline import Node


@dataclass(frozen=True)
class Wording:
    """Words that would fit the rule, and how they differ from those that stand."""

    words: str
    shown: Markup


def proposed(draft: Draft, files: Mapping[str, str], node: Node) -> Wording | None:
    """The words with each amount that moved; none where no amount of this clause moved."""
    words = node.body
    for old, new in _moved(draft, files, node.number):
        words = re.sub(rf"(?<![\d.]){re.escape(old)}(?![\d.]*\d)", new, words)
    return Wording(words, difference(node.body, words)) if words != node.body else None


def _moved(draft: Draft, files: Mapping[str, str], clause: str) -> list[tuple[str, str]]:
    """Former and present amounts of the values of a clause."""
    now = _amounts(files, clause)
    found = []
    for version in range(draft.version - 1, max(draft.version - 10, 0), -1):
        before = _amounts(files_of(draft, version), clause)
        found += [(before[name], now[name]) for name in now
                  if name in before and before[name] != now[name]]  # fmt: skip
    return found


def _amounts(files: Mapping[str, str], clause: str) -> dict[str, str]:
    found = {}
    for block in blocks.blocks(files.get("values.toml", ""), "value"):
        for entry in block.said.get("from", []):
            if entry.get("clause") == clause:
                found[str(block.said.get("name"))] = _text(entry.get("value"))
    return found


def _text(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def day_of(text: str) -> dt.date | None:
    """A date as browsers send it."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
