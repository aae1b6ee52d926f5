"""Who is invited to a meeting: names as people type them, persons as the platform knows them.

What is kept is a line for each, ``姓名（单位简称）``; it is read anew whenever somebody is told, so
whoever left is told no more.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from guanbiao.modules.meetings.models import Booking
from guanbiao.people import offering
from guanbiao.people.models import Person, Unit


def line_of(person: Person) -> str:
    """How somebody stands in the list."""
    return f"{person.name}（{person.unit.short_name}）"


def resolve(lines: Iterable[str], unit: Unit) -> tuple[Person, ...]:
    """The persons of the unit's region that lines name, each once; raises `offering.NotOne`."""
    return offering.several(_of_region(unit), lines)


def _of_region(unit: Unit) -> QuerySet[Person]:
    return Person.objects.filter(active=True, unit__region=unit.region_id).select_related("unit")


def names(booking: Booking) -> list[str]:
    """The names of those invited, in the order of the list."""
    return [line.partition("（")[0] for line in booking.invited.split("\n") if line]


def still(booking: Booking) -> str:
    """The list without those who have left."""
    here = {line_of(person) for person in _of_region(booking.unit).filter(pk__in=told(booking))}
    return "\n".join(line for line in booking.invited.split("\n") if line in here)


def told(booking: Booking, lines: Iterable[str] | None = None) -> set[int]:
    """Keys of those invited who are still there; of these ``lines`` if any are given."""
    wanted = set(booking.invited.split("\n") if lines is None else lines) - {""}
    names = {line.partition("（")[0] for line in wanted}
    known = _of_region(booking.unit).filter(name__in=names)
    return {person.pk for person in known if line_of(person) in wanted}
