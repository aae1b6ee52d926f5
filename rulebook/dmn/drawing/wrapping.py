"""Names broken into lines by display width: Chinese anywhere, other words only between them."""

from __future__ import annotations

import re

from rulebook.feel.source import width

_OPENING, _CLOSING = "（《〈「『【“‘([", "，。、；：！？）》〉」』】”’…·,.;:!?)]%"
_UNITS = re.compile(
    rf"[{re.escape(_OPENING)}]*"  # opening marks stay with what follows
    r"(?:[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+(?:[.,]\d+)*|\S)?"  # a hump of a word, or a character
    rf"[-_/{re.escape(_CLOSING)}]*"  # closing marks stay with what precedes
    r"\s*"
)
_WORDS = re.compile(r"[!-~]+\s*|[^!-~]")


def wrapped(text: str, columns: int, lines: int) -> list[str]:
    """At most ``lines`` lines of at most ``columns`` columns each, as even as may be.

    A Chinese character takes two columns. What does not fit ends in an ellipsis.
    """
    text = text[: (columns + 1) * (lines + 1)]
    found = _filled(text, columns)
    if len(found) > lines:
        return [*found[: lines - 1], _cut("".join(found[lines - 1 :]), columns)]
    least = longest_word(text)
    while len(found) > 1 and columns > least:
        columns -= 1
        closer = _filled(text, columns)
        if len(closer) > len(found):
            break
        found = closer
    return found


def longest_word(text: str) -> int:
    """Columns of the longest word, which is better not broken."""
    return max((width(unit.rstrip()) for unit in _joined(" ".join(text.split()))), default=0)


def _filled(text: str, columns: int) -> list[str]:
    """Lines filled one after the other."""
    lines: list[str] = []
    line = ""
    for unit in _units(text, columns):
        if line and width((line + unit).rstrip()) > columns:
            lines.append(line.rstrip())
            line = ""
        line += unit
    return [*lines, line.rstrip()] if line.strip() else lines


def _units(text: str, columns: int) -> list[str]:
    """What is not broken: words, Chinese characters with their marks, parts of too long words."""
    found: list[str] = []
    for unit in _joined(" ".join(text.split())):
        small = [unit] if width(unit.rstrip()) <= columns else _UNITS.findall(unit)
        for part in small:
            left = part
            while width(left.rstrip()) > columns:
                found.append(_fitting(left, columns))
                left = left[len(found[-1]) :]
            found.append(left)
    return [unit for unit in found if unit]


def _joined(text: str) -> list[str]:
    """Words and characters; closing marks go to the left, opening ones to the right."""
    found: list[str] = []
    for unit in _WORDS.findall(text):
        if found and (unit[0] in _CLOSING or unit.isspace() or found[-1][-1] in _OPENING):
            found[-1] += unit
        else:
            found.append(unit)
    return found


def _fitting(text: str, columns: int) -> str:
    """As much of the beginning as fits, one character at least."""
    end = 1
    while end < len(text) and width(text[: end + 1]) <= columns:
        end += 1
    return text[:end]


def _cut(text: str, columns: int) -> str:
    return _fitting(text, columns - 2).rstrip() + "…"
