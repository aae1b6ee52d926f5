"""What other businesses may use of the desk: messages, what was opened, filters of lists."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from guanbiao.gate.models import Case, Task
from guanbiao.modules.desk import queries
from guanbiao.modules.desk.asked import CASES, Asked, businesses
from guanbiao.modules.desk.models import CopyRead, Message
from guanbiao.people.actor import Actor

__all__ = ["CASES", "Asked", "Message", "businesses", "decided", "opened", "send", "settle"]


def send(persons: Iterable[int], event: str, title: str, entity: str, key: object) -> None:
    """A message to each person; the same ``event`` never reaches anybody twice."""
    Message.objects.bulk_create(
        [
            Message(person_id=person, event=event, title=title[:200], entity=entity, key=str(key))
            for person in persons
        ],
        ignore_conflicts=True,
    )


def settle(case: int, task: str, number: str) -> None:
    """What anybody was told of a task is read once it has ended: it wants nothing more of her.

    ``task`` is its key, ``number`` its number within the case.
    """
    marks = [f"{mark}:{case}:{number}" for mark in ("near", "late", "failed")]
    told = Q(event__in=[f"task:{case}:{task}", *marks])
    told |= Q(event__startswith=f"urge:{case}:{number}:")
    Message.objects.filter(told, read_at=None).update(read_at=timezone.now())


def opened(actor: Actor, case: Case) -> None:
    """A case that was copied to this person has been looked at by her."""
    if queries.copied(actor).filter(Q(read=False), pk=case.pk).exists():
        CopyRead.objects.get_or_create(
            person=actor.person, case=case, defaults={"at": timezone.now()}
        )


def decided(entity: str, key: object) -> bool:
    """Whether anybody handled a task of the case about a record."""
    handled = Task.objects.filter(case__entity=entity, case__key=str(key))
    return handled.exclude(done_by=None).exists()
