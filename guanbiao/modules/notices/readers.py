"""Whom a notice concerns: the notices of a person, the persons of a notice."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from guanbiao.modules.notices.models import Audience, Notice, State
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person, Unit


def concerning(actor: Actor, on: dt.date) -> QuerySet[Notice]:
    """What was ever published to this person's unit and not withdrawn, over or not."""
    if actor.unit is None:
        return Notice.objects.none()
    code = actor.unit.region_id
    regions = {f"{code[:2]}0000", f"{code[:4]}00", code}
    concerned = Q(audience=Audience.UNIT, unit__in=actor.unit.path_ids()) | Q(
        audience=Audience.REGION, unit__region__in=regions
    )
    rows = Notice.objects.filter(concerned, state=State.PUBLISHED, from_day__lte=on)
    return rows.select_related("unit")


def readable(actor: Actor, on: dt.date) -> QuerySet[Notice]:
    """Of these, what is still to be read, pinned and newest first."""
    rows = concerning(actor, on).filter(Q(to_day=None) | Q(to_day__gte=on))
    return rows.order_by("-pinned", "-published_at", "-pk")


def past(actor: Actor, on: dt.date) -> QuerySet[Notice]:
    """Of these, what is over, the latest first."""
    return concerning(actor, on).filter(to_day__lt=on).order_by("-to_day", "-pk")


def persons(notice: Notice) -> QuerySet[Person]:
    """Everybody a notice concerns."""
    unit: Unit = notice.unit
    rows = Person.objects.filter(active=True)
    if notice.audience == Audience.UNIT:
        return rows.filter(unit__path__startswith=unit.path)
    return rows.filter(unit__region__code__startswith=unit.region_prefix)


def publisher(unit: Unit) -> Unit:
    """The unit in whose name its people speak: a section speaks for what it is a section of."""
    above = Unit.objects.filter(pk__in=unit.path_ids()).exclude(kind="section")
    return above.order_by("-path").first() or unit


def missing(notice: Notice) -> QuerySet[Person]:
    """Those who have not confirmed it yet."""
    read = notice.readings.values("person")
    return persons(notice).exclude(pk__in=read).select_related("unit").order_by("unit__path", "pk")
