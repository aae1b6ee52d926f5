"""How wide words are, and where to break them."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

NEVER_FIRST = frozenset("，。、；：？！）》」』”’…%％")
"""Marks that no line begins with (GB/T 15834—2011, 5.1)."""


def cells(text: str) -> int:
    """Width in half-width cells: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def width(text: str, size: float) -> float:
    """Width in pixels, roughly, at a font size in pixels."""
    return cells(text) * size / 2


def wrap(text: str, room: int, lines: int) -> list[str]:
    """At most ``lines`` lines of at most ``room`` cells; what is cut ends in “…”.

    Words of Latin letters and numbers stay whole where they fit; lines are made about equal.
    """
    whole = cells(text)
    count = max(-(-whole // room), 1)
    if count <= lines:
        room = min(room, max(-(-whole // count) + 1, 2))
    broken = _broken(_words(text), room)
    if len(broken) > lines and count <= lines:
        broken = _broken(_words(text), room + 2)
    if len(broken) > lines:
        last = broken[lines - 1]
        while cells(last) > room - 2:
            last = last[:-1]
        broken = [*broken[: lines - 1], f"{last}…"]
    return broken


def _words(text: str) -> list[str]:
    """Parts that stay together: a Chinese character with marks behind it, a Latin word."""
    parts: list[str] = list(text[:1])
    for before, sign in pairwise(text):
        together = before.isascii() and sign.isascii() and before.isalnum() and sign.isalnum()
        if together or sign in NEVER_FIRST:
            parts[-1] += sign
        else:
            parts.append(sign)
    return parts


def _broken(words: list[str], room: int) -> list[str]:
    lines = [""]
    for word in words:
        if lines[-1] and cells(lines[-1]) + cells(word) > room:
            lines.append("")
        lines[-1] += word
    return [line.strip() for line in lines]
