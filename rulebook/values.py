"""Dated values: the numbers of a standard, each with its day, clause and source.

No policy number lives in code; a rule names a value (``单价上限``) and the edition says what it
is from which day on, by which clause, read where and checked when.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from rulebook.feel.values.durations import Months
from rulebook.malformed import Malformed, refuse

Scalar = Decimal | str | bool | dt.date | dt.datetime | dt.time | dt.timedelta | Months
"""What a dated value may be; a number is always Decimal, so that 0.1 + 0.2 is 0.3."""

PYTHON_TYPES: dict[str, type] = {
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "date": dt.date,
    "date and time": dt.datetime,
    "time": dt.time,
    "days and time duration": dt.timedelta,
    "years and months duration": Months,
}
"""FEEL type name → the Python type its values are held in."""


@dataclass(frozen=True, slots=True)
class ValueFrom:
    """The value from a day on, until the next one starts.

    ``source`` says where it was read, ``checked_on`` when somebody last compared it there.
    """

    from_day: dt.date
    value: Scalar
    clause: str
    source: str
    checked_on: dt.date | None = None


@dataclass(frozen=True)
class DatedValue:
    """A named value of a standard with its history, oldest first.

    ``name`` is the Chinese label rules use; ``type`` one of `PYTHON_TYPES`; ``unit`` what is
    printed behind the value (元, km, 人).
    """

    name: str
    type: str
    unit: str
    series: tuple[ValueFrom, ...]

    def __post_init__(self) -> None:
        """Refuse an empty series, an unknown type, values of another type, two on a day."""
        refuse([*self._faults_of_the_whole(), *(self._fault_of(entry) for entry in self.series)])

    def _faults_of_the_whole(self) -> list[str | None]:
        days = [entry.from_day for entry in self.series]
        ordered = all(earlier < later for earlier, later in pairwise(days))
        return [
            None if self.name.strip() else "取值没有名称：请填写规则中使用的中文名称",
            None
            if self.type in PYTHON_TYPES
            else f"取值“{self.name}”的类型“{self.type}”不认识：请用 {'、'.join(PYTHON_TYPES)} 之一",
            None if days else f"取值“{self.name}”没有任何数值：请至少给出一个起始日期和数值",
            None
            if ordered
            else f"取值“{self.name}”的起始日期重复或未按先后排列：请每日一条、由早到晚",
        ]

    def _fault_of(self, entry: ValueFrom) -> str | None:
        expected = PYTHON_TYPES.get(self.type)
        if expected is not None and type(entry.value) is not expected:
            return (
                f"取值“{self.name}”自 {entry.from_day} 起的值 {entry.value!r} 与类型"
                f"“{self.type}”不符：请改值或改类型"
            )
        if not entry.clause.strip():
            return f"取值“{self.name}”自 {entry.from_day} 起的值没有条款：请写明依据的条款号"
        return None

    def entry_on(self, day: dt.date) -> ValueFrom | None:
        """The entry in force on ``day``; None before the first one starts."""
        index = bisect_right([entry.from_day for entry in self.series], day)
        return self.series[index - 1] if index else None

    def on(self, day: dt.date) -> Scalar:
        """The value on ``day``; `Malformed` when nothing was in force yet."""
        entry = self.entry_on(day)
        if entry is None:
            first = self.series[0].from_day
            raise Malformed(
                [f"取值“{self.name}”自 {first} 起才有，{day} 尚无数值：请补充更早的数值"]
            )
        return entry.value


def values_on(values: Iterable[DatedValue], day: dt.date) -> dict[str, Scalar]:
    """Name → value of everything in force on ``day``; what starts later is left out."""
    entries = ((value.name, value.entry_on(day)) for value in values)
    return {name: entry.value for name, entry in entries if entry is not None}
