"""The work before a meeting: from the checklist of the standard in force, and the services asked.

The list is called 会前准备; how long before the meeting it must be done is the dated value
会前准备提前, in minutes. How long after its end a meeting nobody ended is ended by the clock is
会议自动结束, in minutes too.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from guanbiao.library import in_force
from guanbiao.modules.meetings.models import Booking, Done, Work
from guanbiao.people.models import Unit
from rulebook.checklists import Item

LIST, LEAD, LOW, LAPSE = "会前准备", "会前准备提前", "会议低分", "会议自动结束"


def value(name: str, unit: Unit, day: dt.date) -> Decimal | None:
    """A dated value of the most specific standard that has it; none where none has."""
    found = in_force.value_on(name, unit, day)
    return None if found is None else Decimal(str(found))


def prepare(booking: Booking) -> None:
    """Make the work of a meeting anew; what is done already stays."""
    drop(booking)
    day = timezone.localtime(booking.from_at).date()
    lead = value(LEAD, booking.unit, day) or Decimal(0)
    due = booking.from_at - dt.timedelta(minutes=int(lead))
    done = set(booking.works.filter(state=Done.DONE).values_list("label", flat=True))
    Work.objects.bulk_create(
        Work(booking=booking, label=label, evidence=evidence, clause=clause, due_at=due)
        for label, evidence, clause in _wanted(booking, day)
        if label not in done
    )


def _wanted(booking: Booking, day: dt.date) -> list[tuple[str, str, str]]:
    number, items = _listed(booking.unit, day)
    found = [
        (item.label, str(item.evidence), f"{number} {item.clause}" if item.clause else "")
        for item in items
    ]
    services = booking.services.split("、") if booking.services else []
    return found + [(f"准备{each}", "none", "") for each in services]


def _listed(unit: Unit, day: dt.date) -> tuple[str, tuple[Item, ...]]:
    """The items of the most specific list in force, with the number of its standard."""
    for each in reversed(in_force.standards_in_force(unit, day)):
        for found in each.pack.checklists:
            if found.name == LIST:
                return each.head.number, found.items
    return "", ()


def drop(booking: Booking) -> None:
    """What is still open is not wanted any more."""
    booking.works.filter(state=Done.OPEN).update(state=Done.DROPPED)
