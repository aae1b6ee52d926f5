"""What is told after the commit: kept with the act, delivered once it is safe.

An event is a row written in the act's own transaction, so it exists exactly when the act does.
Listeners run after the commit; one that fails leaves the event waiting for the next round, so
a listener must be able to hear the same event twice.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction

from guanbiao.gate import registry
from guanbiao.gate.models import Event

KEEP = """
    INSERT INTO gate_event (name, payload, created_at, failure)
    SELECT name, payload, now(), '' FROM jsonb_to_recordset(%s) AS told (name text, payload jsonb)
    RETURNING id, name, payload"""
DELIVERED = "UPDATE gate_event SET delivered_at = now() WHERE id = %s"
log = logging.getLogger("guanbiao.events")


def queue(events: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Keep the events of an act and deliver them when its transaction is through."""
    rows = [
        {"name": name, "payload": payload} for name, payload in events if registry.listeners(name)
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [json.dumps(rows, ensure_ascii=False)])
        told = cursor.fetchall()
    kept = [Event(pk=pk, name=name, payload=json.loads(payload)) for pk, name, payload in told]
    transaction.on_commit(lambda: deliver(kept))


def deliver(rows: Iterable[Event]) -> int:
    """Tell the listeners; returns how many events were delivered whole."""
    return sum(_tell(event) for event in rows)


def deliver_waiting(limit: int = 500) -> int:
    """Deliver what an interrupted process left behind; safe to run at any time."""
    with transaction.atomic():
        rows = Event.objects.select_for_update(skip_locked=True).filter(delivered_at=None)
        return deliver(rows.order_by("pk")[:limit])


def _tell(event: Event) -> bool:
    try:
        with transaction.atomic():
            for listener in registry.listeners(event.name):
                listener.handle(event.payload)
            with connection.cursor() as cursor:
                cursor.execute(DELIVERED, [event.pk])
    except Exception as failure:
        log.exception("event %s %s was not delivered", event.pk, event.name)
        Event.objects.filter(pk=event.pk).update(failure=str(failure)[:500])
        return False
    return True
