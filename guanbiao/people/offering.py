"""People offered by name while somebody types, and found again from what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from guanbiao.people.actor import Actor
from guanbiao.people.models import Person

MOST, LONGEST = 20, 200
"""How many are offered; no name with its unit is longer."""
WRITTEN = re.compile(r"^([^\s（(]+)(?:\s*[（(]\s*|\s+)([^\s）)][^）)]*?)\s*[）)]?$")
"""A name with the staff number, as a person is offered, or with the unit: 陈志远（节能科）."""
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


def parts(text: str) -> list[str]:
    """The names of a row of them, the one being typed last."""
    return BETWEEN.split(text)


def written(person: Person) -> str:
    """As a person is offered."""
    return f"{person.name}（{person.staff_no}）"


def label(person: Person) -> str:
    """Beside it: her unit, and the pinyin, as browsers offer only what the typed letters are in."""
    return f"{person.unit.short_name}　{person.sort_key}"


def one(rows: QuerySet[Person], text: str) -> Person:
    """The person typed; raises `NotOne`."""
    return several(rows, [text])[0]


def several(rows: QuerySet[Person], texts: Iterable[str]) -> tuple[Person, ...]:
    """Each person typed, in order and once, read by one query; raises `NotOne`.

    By her number, or by a name only one has; a unit behind the name tells those of one name apart.
    """
    typed = [(text, *_parted(text)) for text in map(str.strip, texts) if text]
    names, numbers = {name for _, name, _ in typed}, {mark or name for _, name, mark in typed}
    found = rows.filter(Q(name__in=names) | Q(staff_no__in=numbers)).select_related("unit")
    known = list(found.order_by("pk"))
    return tuple(dict.fromkeys(_meant(*each, known) for each in typed))


def _parted(text: str) -> tuple[str, str]:
    """The name, and what stands behind it, in brackets or after a space."""
    told = WRITTEN.match(text) if len(text) <= LONGEST else None
    return (told[1], told[2]) if told else (text, "")


def _meant(text: str, name: str, mark: str, known: list[Person]) -> Person:
    for each in known:
        if each.staff_no == (mark or name):
            return each
    named = [p for p in known
             if p.name == name and mark in ("", p.unit.short_name, p.unit.name)]  # fmt: skip
    if len(named) == 1:
        return named[0]
    if named:
        units = "、".join(each.unit.short_name for each in named)
        words = f"“{text[:30]}”不止一人（{units}），请写作 姓名（单位），或填工号。"
        raise NotOne(words)
    words = f"没有“{text[:30]}”这个在岗人员，请核对姓名和单位，或填工号。"
    raise NotOne(words)
