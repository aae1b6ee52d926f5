"""Checklists: what has to be looked at, and with which evidence."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from rulebook.malformed import refuse


class Evidence(enum.StrEnum):
    """What the person who checks must leave behind."""

    NONE = "none"
    PHOTO = "photo"
    TEXT = "text"
    NUMBER = "number"


@dataclass(frozen=True)
class Item:
    """One line of a checklist; ``evidence`` accepts the text of an `Evidence`."""

    label: str
    evidence: Evidence
    required: bool
    clause: str

    def __post_init__(self) -> None:
        """Refuse an item without words or clause, or with unknown evidence."""
        known = [str(kind) for kind in Evidence]
        listed = "、".join(known)
        refuse(
            [
                None if self.label.strip() else "检查项没有名称：请写明检查什么",
                None
                if str(self.evidence) in known
                else f"检查项“{self.label}”的凭据“{self.evidence}”不认识：请用 {listed} 之一",
                None if self.clause.strip() else f"检查项“{self.label}”没有条款：请写明依据",
            ]
        )
        object.__setattr__(self, "evidence", Evidence(self.evidence))


@dataclass(frozen=True)
class Checklist:
    """A named list of items under a clause, in the order they are walked."""

    name: str
    clause: str
    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        """Refuse a list without name or items, or with the same item twice."""
        labels = [item.label for item in self.items]
        twice = sorted({label for label in labels if labels.count(label) > 1})
        refuse(
            [
                None if self.name.strip() else "检查表没有名称：请填写名称",
                None if self.items else f"检查表“{self.name}”没有检查项：请至少写一项",
                *(f"检查表“{self.name}”的检查项“{label}”重复：请合并或改名" for label in twice),
            ]
        )
