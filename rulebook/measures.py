"""Measures: numbers a standard asks to be watched, as a formula over the facts of one entity."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from decimal import Decimal

from rulebook.malformed import refuse


class How(enum.StrEnum):
    """What is made of the rows: 条数、占比、合计、平均、中位数、最大、最小."""

    COUNT = "count"
    SHARE = "share"
    SUM = "sum"
    AVERAGE = "average"
    MEDIAN = "median"
    LARGEST = "largest"
    SMALLEST = "smallest"

    @property
    def label(self) -> str:
        """The word for it."""
        return LABELS[self]


LABELS = {
    How.COUNT: "条数",
    How.SHARE: "占比",
    How.SUM: "合计",
    How.AVERAGE: "平均",
    How.MEDIAN: "中位数",
    How.LARGEST: "最大",
    How.SMALLEST: "最小",
}
BETTER = ("up", "down")


@dataclass(frozen=True)
class Measure:
    """A number over the rows of ``entity`` (``vehicles.fuel``), under a clause.

    ``when`` is FEEL over the entity's facts and says which rows count (empty: all); ``value``
    the number of a row, for a share the condition that rows meet, empty for a count. ``target``
    is what the number should reach, ``better`` whether more or less is better.
    """

    name: str
    entity: str
    how: How
    clause: str
    when: str = ""
    value: str = ""
    unit: str = ""
    target: Decimal | None = None
    better: str = "up"

    def __post_init__(self) -> None:
        """Refuse a measure without name, entity or formula, or with an unknown way of counting."""
        known = [str(how) for how in How]
        listed = "、".join(known)
        needs = str(self.how) != How.COUNT
        refuse(
            [
                None if self.name.strip() else "指标没有名称：请填写 name",
                None if "." in self.entity else f"指标“{self.name}”没有对象：请写明 entity",
                None if str(self.how) in known
                else f"指标“{self.name}”的算法“{self.how}”不认识：请用 {listed} 之一",
                None if self.value.strip() or not needs
                else f"指标“{self.name}”没有算式：请写明 value",
                None if self.better in BETTER
                else f"指标“{self.name}”的方向“{self.better}”不认识：请用 up 或 down",
            ]
        )  # fmt: skip
        object.__setattr__(self, "how", How(self.how))
