"""By when a voice must be answered: the dated value of the standard in force."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from guanbiao.library import in_force
from guanbiao.people.models import Unit
from rulebook.calendar import CalendarMissing
from rulebook.values import values_on

LIMIT = "诉求答复时限"
"""Name of the dated value, in working minutes."""


def limit(unit: Unit, day: dt.date) -> Decimal | None:
    """Working minutes to answer in; none where no standard sets a limit."""
    for each in reversed(in_force.standards_in_force(unit, day)):
        found = values_on(each.pack.values, day).get(LIMIT)
        if found is not None:
            return Decimal(str(found))
    return None


def due(unit: Unit, start: dt.datetime) -> dt.datetime | None:
    """The moment by which it must be answered; none without a limit or a published calendar."""
    here = timezone.localtime(start)
    minutes = limit(unit, here.date())
    if minutes is None:
        return None
    try:
        plain = here.replace(tzinfo=None)
        ends = in_force.calendar_on(here.date()).add_working_minutes(plain, int(minutes))
    except CalendarMissing:
        return None
    return timezone.make_aware(ends)
