"""The error of a frozen type that was given values it cannot stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rulebook.errors import RulebookError

DOTTED_ACT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+(\.\*)?|[a-z][a-z0-9_]*\.\*")


class Malformed(RulebookError, ValueError):
    """A grant, process, value, checklist or rule that says something impossible.

    ``problems`` holds every fault found, each a Chinese sentence saying what and what to do,
    so that an author mends all of them in one round.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(self.problems))


def refuse(problems: Iterable[str | None]) -> None:
    """Raise `Malformed` when any of the checks found a fault (a text, not None)."""
    found = [problem for problem in problems if problem]
    if found:
        raise Malformed(found)


def is_act_name(text: str) -> bool:
    """Whether ``text`` is an act name: ``vehicles.request.submit`` or ``vehicles.*``."""
    return DOTTED_ACT.fullmatch(text) is not None
