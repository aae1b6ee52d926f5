"""The clock of supervision: overdue matters go up, and whoever is concerned is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from guanbiao.gate.perform import perform
from guanbiao.modules.desk.public import send
from guanbiao.modules.oversight.models import RUNNING, Matter
from guanbiao.people.actor import Actor
from guanbiao.people.models import Post

SWEEP = "oversight.sweep"
ESCALATE = "oversight.matter.escalate"
TOP = 2
"""Levels there are: 1 the unit's head, 2 the bureau's deputy director."""
DEPUTY = "分管负责人"


def sweep() -> int:
    """Try to escalate every overdue matter; the clauses refuse those it is too early for."""
    today = timezone.localdate()
    clock = Actor.feed("督办时钟", (ESCALATE,))
    late = Matter.objects.filter(state__in=RUNNING, due_on__lt=today, level__lt=TOP)
    keys = list(late.exclude(escalated_on=today).values_list("pk", flat=True))
    return sum(_lawful(clock, key) for key in keys)


def _lawful(clock: Actor, key: int) -> bool:
    """Rehearse first: a sweep every hour must not fill the book of refusals."""
    return perform(ESCALATE, clock, key, rehearse=True).ok and perform(ESCALATE, clock, key).ok


def told(event: Mapping[str, Any]) -> None:
    """Something about a matter concerns one person."""
    matter = Matter.objects.get(pk=event["matter"])
    mark = f"matter:{matter.pk}:{event['what']}:{event['day']}"
    send([event["person"]], mark, f"{event['what']}：{matter.title}", "oversight.matter", matter.pk)


def escalated(event: Mapping[str, Any]) -> None:
    """Tell the owner, the unit's head, and from level 2 on the deputy director."""
    matter = Matter.objects.select_related("unit").get(pk=event["matter"])
    mark = f"matter:{matter.pk}:up:{matter.due_on}:{event['level']}"
    title = f"督办超期，升级至第 {event['level']} 级：{matter.title}"
    send(_concerned(matter, event["level"]), mark, title, "oversight.matter", matter.pk)


def _concerned(matter: Matter, level: int) -> list[int]:
    posts = Post.objects.in_force(timezone.localdate())
    heads = posts.filter(unit=matter.unit, is_head=True)
    persons = {matter.owner_id, *heads.values_list("person_id", flat=True)}
    if level >= TOP:
        deputies = posts.filter(unit=matter.unit.bureau(), role=DEPUTY)
        persons.update(deputies.values_list("person_id", flat=True))
    return sorted(persons)


JOBS = {SWEEP: sweep}
