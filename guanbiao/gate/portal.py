"""What a module brings to the portal of a person: a block of news, and what her calendar holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class NewsLine:
    """A line of a block of the portal: what it says, the page and key it leads to, its day."""

    label: str
    page: str
    key: int
    day: date
    mark: str = ""


@dataclass(frozen=True)
class News:
    """A block that a module brings to the portal: heading, page of all, lines for a person."""

    label: str
    page: str
    lines: Callable[[Any], Sequence[NewsLine]]


@dataclass(frozen=True)
class Dated:
    """Something of a person at a moment that is no task of a case: what, of which kind, its page.

    ``due`` says that she has to have done it by then; else it takes place then.
    """

    label: str
    kind: str
    at: datetime
    href: str
    due: bool = False
