"""A province, two cities, a county: their bureaus, an organ in each, and people who work there."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from guanbiao.people.models import Delegation, Person, Post, Region, Unit
from guanbiao.people.uscc import with_check_digit
from tests.gate.makers import passage

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = dt.date(2026, 6, 3)
REGIONS = (
    ("990000", "示例省", "province", None),
    ("990100", "云川市", "city", "990000"),
    ("990122", "南屏县", "county", "990100"),
    ("990200", "临江市", "city", "990000"),
)
UNITS = (
    ("province", "示例省机关事务管理局", "bureau", "990000", None),
    ("city", "云川市机关事务管理局", "bureau", "990100", None),
    ("office", "节能科", "section", "990100", "city"),
    ("desk", "能耗统计组", "section", "990100", "office"),
    ("audit", "云川市审计局", "organ", "990100", None),
    ("county", "南屏县机关事务管理局", "bureau", "990122", None),
    ("finance", "南屏县财政局", "organ", "990122", None),
    ("other", "临江市统计局", "organ", "990200", None),
)
"""Key, name, kind, region, parent. The second city has no bureau of its own."""
_numbers = itertools.count(1)


@dataclass
class Province:
    """Units by key, and whoever was made."""

    units: dict[str, Unit] = field(default_factory=dict)

    def person(self, at: str, *roles: str, name: str = "王晓敏", **post: Any) -> Person:
        """Somebody with posts at her unit since 2024."""
        with passage():
            made = Person.objects.create(
                staff_no=f"P{next(_numbers):05d}", name=name, rank="科员", unit=self.units[at]
            )
            for role in roles:
                fields = {"unit": self.units[at], "from_day": dt.date(2024, 1, 1), **post}
                Post.objects.create(person=made, role=role, **fields)
        return made


def province() -> Province:
    """The three levels, without people."""
    made = Province()
    with passage():
        for code, name, level, above in REGIONS:
            Region.objects.create(code=code, name=name, level=level, parent_id=above)
        for key, name, kind, region, parent in UNITS:
            made.units[key] = Unit.objects.create(
                name=name,
                short_name=name[-4:],
                kind=kind,
                uscc=None if kind == "section" else with_check_digit(f"1199{next(_numbers):013d}"),
                level=Region.objects.get(code=region).level,
                region_id=region,
                parent=made.units.get(parent or ""),
            )
    return made


def lend(giver: Person, taker: Person, *roles: str, **changes: Any) -> Delegation:
    """Somebody acts for somebody else from the 1st to the 5th of June."""
    fields: dict[str, Any] = {
        "from_at": dt.datetime(2026, 6, 1, 9, tzinfo=ZONE),
        "to_at": dt.datetime(2026, 6, 5, 17, tzinfo=ZONE),
        "reason": "出差",
        **changes,
    }
    with passage():
        return Delegation.objects.create(
            from_person=giver, to_person=taker, roles=list(roles), **fields
        )
