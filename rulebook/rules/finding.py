"""What a rule says of one record."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from rulebook.feel.values.durations import duration_text
from rulebook.feel.values.numbers import number_text
from rulebook.rules.describing import Modality, Verdict


class TableRow(NamedTuple):
    """The row of a decision table that decided, with its own clause; ``row`` counts from 1."""

    table: str
    row: int
    clause: str
    annotation: str = ""


class Finding(NamedTuple):
    """Clause and verdict, with the limit and the actual value where the rule states them.

    ``missing`` names the facts whose absence made the verdict unknown; ``table_row`` is the
    table row that set the limit; ``note`` explains what the other fields cannot. A tuple,
    because thousands are made a second.
    """

    rule_id: str
    standard: str
    edition: str
    clause: str
    words: str
    verdict: Verdict
    limit: Any = None
    actual: Any = None
    unit: str = ""
    field: str = ""
    missing: tuple[str, ...] = ()
    table_row: TableRow | None = None
    note: str = ""
    modality: Modality = Modality.MUST

    @property
    def stops(self) -> bool:
        """Whether the act may not happen: blocked, or unknown under a mandatory clause."""
        return self.verdict is Verdict.BLOCK or (
            self.verdict is Verdict.UNKNOWN and self.modality.mandatory
        )

    @property
    def asks_reason(self) -> bool:
        """Whether the act needs a reason: warned, or unknown under a recommendation."""
        return self.verdict is Verdict.WARN or (
            self.verdict is Verdict.UNKNOWN and not self.modality.mandatory
        )

    def plain(self) -> dict[str, Any]:
        """The finding as JSON can hold it; numbers and dates become text, nothing is rounded."""
        record = {name: plain(value) for name, value in self._asdict().items()}
        record["table_row"] = None if self.table_row is None else self.table_row._asdict()
        return record


def plain(value: Any) -> Any:
    """A FEEL value as JSON can hold it: Decimal, dates and durations as their text."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, dt.timedelta):
        return duration_text(value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return str(value)
