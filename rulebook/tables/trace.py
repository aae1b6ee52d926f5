"""Why a table decided as it did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rulebook.tables.describe import Row


@dataclass(frozen=True, slots=True)
class Trace:
    """What a table looked at and what it found.

    ``inputs``: label → value as tested; ``rows``: 1-based numbers of the rows that applied,
    ``hits`` those rows themselves (cells, clause, annotation); ``result`` what `decide` returns.
    """

    inputs: dict[str, Any]
    rows: tuple[int, ...]
    hits: tuple[Row, ...]
    result: Any
