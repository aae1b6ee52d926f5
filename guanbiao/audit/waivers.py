"""Granted exceptions, applied as the gate applies them, at each record's own day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from guanbiao.gate.models import Waiver
from guanbiao.people.models import Unit
from rulebook.rules import Finding, Verdict


@dataclass(frozen=True)
class Waivers:
    """All exceptions that touch a period."""

    granted: Sequence[Waiver]

    @classmethod
    def between(cls, from_day: dt.date, to_day: dt.date) -> Waivers:
        """Those in force on some day of the period; revoked ones count no more."""
        found = Waiver.objects.filter(from_day__lte=to_day, to_day__gte=from_day, revoked_on=None)
        return cls(tuple(found))

    def applied(
        self, finding: Finding, key: str, unit: Unit, day: dt.date, acts: Sequence[str]
    ) -> Finding:
        """The finding, excepted where a waiver covers its clause, act, unit, record and day."""
        if not self.granted or not finding.stops:
            return finding
        for waiver in self.granted:
            if (
                (waiver.standard, waiver.clause) == (finding.standard, finding.clause)
                and waiver.act in acts
                and waiver.key in ("", key)
                and waiver.from_day <= day <= waiver.to_day
                and waiver.unit_id in unit.path_ids()
            ):
                note = f"例外：{waiver.reason}（有效至 {waiver.to_day:%Y-%m-%d}）"
                return finding._replace(verdict=Verdict.WAIVED, note=note)
        return finding
