"""What a proof takes for granted, and what it says when it cannot be completed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rulebook.errors import RulebookError

CASES = 20_000


class CannotDecide(RulebookError):
    """A question that cannot be decided; the message is the reason, in Chinese."""


@dataclass(frozen=True)
class Assumptions:
    """What is known of the facts beforehand.

    ``complete``: no fact is missing (otherwise each may be null). ``allowed``: label → FEEL unary
    tests that every value of the fact passes; a list of texts closes the open world of a string.
    ``whole``: labels of numbers that are whole. ``cases``: how many cases a proof may tell apart
    before it answers "not decided".
    """

    complete: bool = False
    allowed: Mapping[str, str] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    cases: int = CASES

    def __str__(self) -> str:
        said = ["假定事实齐全"] if self.complete else []
        said += [f"{label}只取 {tests}" for label, tests in sorted(self.allowed.items())]
        said += [f"{label}为整数" for label in sorted(self.whole)]
        return f"（{'；'.join(said)}）" if said else ""


ANYTHING = Assumptions()
COMPLETE = Assumptions(complete=True)
