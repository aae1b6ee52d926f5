"""Sending what waits, row by row: claimed under a lock, sent without one, tried again later.

A row has ``state``, ``tries`` and ``due_at``. No lock is held while the other side is waited for;
whoever dies meanwhile leaves the row due later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

WAITING = "waiting"
LONGEST = dt.timedelta(hours=12)
Row = TypeVar("Row", bound=Model)


def run(rows: QuerySet[Any], send: Callable[[int], None], most: int) -> None:
    """Send those of ``rows`` that are due, in their order, so many at once."""
    for key in list(_due(rows).values_list("pk", flat=True)[:most]):
        send(key)


def _due(rows: QuerySet[Row]) -> QuerySet[Row]:
    return rows.filter(state=WAITING, due_at__lte=timezone.now())


def claim(
    rows: QuerySet[Row], key: int, free: Callable[[Any, dt.datetime], dt.datetime] | None = None
) -> Row | None:
    """The row, put off to its next try before this one begins: no other sender takes it.

    ``free`` says from when a row may go out: one that may not yet is put off until then, which is
    no try. None where it is not due, somebody else has it, or it was put off.
    """
    with transaction.atomic():
        waiting = _due(rows).select_for_update(of=("self",), skip_locked=True)
        found: Any = waiting.filter(pk=key).first()
        if found is None:
            return None
        now = timezone.now()
        at = free(found, now) if free else now
        ready = at <= now
        found.tries += ready
        found.due_at = now + wait(found.tries) if ready else at
        found.save(update_fields=["tries", "due_at"])
    return found if ready else None


def wait(tries: int) -> dt.timedelta:
    """How long after so many tries: twice as long each time, half a day at most."""
    return min(dt.timedelta(minutes=2**tries), LONGEST)
