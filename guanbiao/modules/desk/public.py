"""What other businesses may use of the desk: putting a message into somebody's inbox."""

from __future__ import annotations

from collections.abc import Iterable

from guanbiao.modules.desk.models import Message

__all__ = ["Message", "send"]


def send(persons: Iterable[int], event: str, title: str, entity: str, key: object) -> None:
    """A message to each person; the same ``event`` never reaches anybody twice."""
    Message.objects.bulk_create(
        [
            Message(person_id=person, event=event, title=title[:200], entity=entity, key=str(key))
            for person in persons
        ],
        ignore_conflicts=True,
    )
