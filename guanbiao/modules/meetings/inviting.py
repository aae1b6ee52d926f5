"""Who is invited to a meeting: names as people type them, persons as the platform knows them.

What is kept is a line for each, ``姓名（单位简称）``; it is read anew whenever somebody is told, so
whoever left is told no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from guanbiao.modules.meetings.models import Booking
from guanbiao.people.models import Person, Unit

LINE = re.compile(r"^(?P<name>[^\s（(]+)\s*[（(]?\s*(?P<unit>[^）)]*?)\s*[）)]?$")


class Unclear(ValueError):
    """Nobody, or more than one, is called so."""


def line_of(person: Person) -> str:
    """How somebody stands in the list."""
    return f"{person.name}（{person.unit.short_name}）"


def resolve(lines: Iterable[str], unit: Unit) -> list[Person]:
    """The persons of the unit's region that lines name, each once; raises `Unclear`."""
    typed = [line.strip() for line in lines if line.strip()]
    parted = [(text, LINE.match(text)) for text in typed]
    names = {found["name"] for _, found in parted if found}
    known = _of_region(unit, names)
    persons = {}
    for text, found in parted:
        person = _one(text, [
            each for each in known
            if found and each.name == found["name"]
            and found["unit"] in ("", each.unit.short_name, each.unit.name)
        ])  # fmt: skip
        persons[person.pk] = person
    return list(persons.values())


def _of_region(unit: Unit, names: set[str]) -> list[Person]:
    rows = Person.objects.filter(active=True, unit__region=unit.region_id, name__in=names)
    return list(rows.select_related("unit").order_by("pk"))


def _one(text: str, persons: list[Person]) -> Person:
    if not persons:
        raise Unclear(f"本地区没有在岗人员“{text}”，请核对姓名和单位。")
    if len(persons) > 1:
        units = "、".join(each.unit.short_name for each in persons)
        raise Unclear(f"“{text}”有 {len(persons)} 位（{units}），请写作 姓名（单位）。")
    return persons[0]


def told(booking: Booking, lines: Iterable[str] | None = None) -> set[int]:
    """Keys of those invited who are still there; of these ``lines`` if any are given."""
    wanted = set(booking.invited.split("\n") if lines is None else lines) - {""}
    names = {line.partition("（")[0] for line in wanted}
    known = _of_region(booking.unit, names)
    return {person.pk for person in known if line_of(person) in wanted}
