"""By when a voice must be answered: the dated value of the standard in force."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from guanbiao.library import in_force
from guanbiao.people.models import Unit
from rulebook.calendar import CalendarMissing

LIMIT = "诉求答复时限"
"""Name of the dated value, in working minutes."""


def limit(unit: Unit, day: dt.date) -> Decimal | None:
    """Working minutes to answer in; none where no standard sets a limit."""
    found = in_force.value_on(LIMIT, unit, day)
    return None if found is None else Decimal(str(found))


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
