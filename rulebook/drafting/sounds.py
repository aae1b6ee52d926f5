"""Names that sound like what was typed. How characters sound is told by the caller."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import SequenceMatcher

Spell = Callable[[str], Iterable[str]]
"""A label's spellings in Latin letters: for 行程距离 ``xingchengjuli`` and ``xcjl``."""
_ALIKE = 0.8


def silent(_: str) -> Iterable[str]:
    """No spelling is known."""
    return ()


def begins(name: str, typed: str, spell: Spell) -> bool:
    """Whether one of a name's spellings begins with what was typed."""
    low = typed.casefold()
    return any(spelling.startswith(low) for spelling in spell(name))


def alike(word: str, names: Iterable[str], spell: Spell) -> list[str]:
    """Names that sound (nearly) like the word, most alike first."""
    wanted = {word.casefold(), *spell(word)}
    rated = [(max(_ratio(wanted, spell(name)), default=0.0), name) for name in names]
    return [name for rate, name in sorted(rated, reverse=True) if rate >= _ALIKE]


def _ratio(wanted: Iterable[str], spellings: Iterable[str]) -> list[float]:
    return [SequenceMatcher(None, a, b).ratio() for a in wanted for b in spellings]
