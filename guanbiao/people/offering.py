"""People offered by name while somebody types, and found again from what was typed."""

from __future__ import annotations

import re

from django.db.models import Q, QuerySet

from guanbiao.people.actor import Actor
from guanbiao.people.models import Person

MOST = 20
WRITTEN = re.compile(r"[（(]\s*(\w+)\s*[）)]$")
"""The staff number at the end of a person as she is offered: 陈志远（YC00012）."""
BETWEEN = re.compile(r"[，,、；;\s]+")


class NotOne(ValueError):
    """What was typed is no person's, or more than one's; the words say which."""


def colleagues(actor: Actor, within: str = "") -> QuerySet[Person]:
    """Persons in office in one's own region, or (``within="unit"``) in one's own unit tree."""
    rows = Person.objects.filter(active=True)
    if actor.unit is None:
        return rows.none()
    if within == "unit":
        return rows.filter(unit__path__startswith=actor.unit.path)
    return rows.filter(unit__region__code__startswith=actor.unit.region_prefix)


def like(rows: QuerySet[Person], actor: Actor, text: str) -> list[Person]:
    """Who is meant by the beginning of a number or of the name in pinyin, or a part of the name."""
    by_number, by_pinyin = Q(staff_no__istartswith=text), Q(sort_key__startswith=text.lower())
    meant = Q(name__contains=text) | by_number | by_pinyin
    found = rows.filter(meant if text else Q(unit=actor.unit))
    return list(found.select_related("unit").order_by("sort_key")[:MOST])


def written(person: Person) -> str:
    """As a person is offered."""
    return f"{person.name}（{person.staff_no}）"


def label(person: Person) -> str:
    """Beside it: her unit, and the pinyin, as browsers offer only what the typed letters are in."""
    return f"{person.unit.short_name}　{person.sort_key}"


def one(rows: QuerySet[Person], text: str) -> Person:
    """The person typed: as offered, by her number, or by a name only one has; raises `NotOne`."""
    text = text.strip()
    numbered = WRITTEN.search(text)
    found = rows.filter(staff_no=numbered[1] if numbered else text).first()
    if found is not None:
        return found
    named = [] if numbered else list(rows.filter(name=text)[:2])
    if len(named) == 1:
        return named[0]
    if named:
        words = f"叫“{text[:20]}”的不止一人，请从列出的人中选择，或填工号。"
        raise NotOne(words)
    words = f"没有“{text[:30]}”这个在岗人员，请从列出的人中选择，或填工号。"
    raise NotOne(words)


def several(rows: QuerySet[Person], text: str) -> tuple[Person, ...]:
    """Each person typed, in order and once; raises `NotOne`."""
    told = [part for part in BETWEEN.split(text) if part]
    return tuple(dict.fromkeys(one(rows, part) for part in told))
