"""What happened to a case, read and written in one statement: its row, its events, its tasks.

A step is the platform's most frequent write and touches three tables. The columns come from the
models, the values go over as JSON, so that a step costs one statement however much it moves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection, models

from guanbiao.gate.models import Case, CaseEvent, Task

Row = Mapping[str, Any]
"""Column → value; what JSON has no form for is written as the database reads it."""
BODIES = "SELECT body FROM gate_caseevent WHERE case_id = %s ORDER BY number"
STAMPED = frozenset({"id", "receipt_id"})
"""Columns the database fills itself."""


def store(case: Case, events: Sequence[Row], tasks: Sequence[Row]) -> dict[int, int]:
    """Write a case as it now stands, what happened and the tasks that changed.

    A case without a key is given one. Events are new; a task is known by its number within the
    case and written over. Returns number → key of these tasks.
    """
    if case.pk is None:
        case.save()
    own = {"case_id": case.pk}
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(),
            [_json([_case(case)]), case.pk, _json({**row, **own} for row in events),
             _json({**row, **own} for row in tasks)],
        )  # fmt: skip
        return dict(cursor.fetchall())


def bodies(case: Case) -> list[Any]:
    """What happened to a case, as it was written, the first event first."""
    with connection.cursor() as cursor:
        cursor.execute(BODIES, [case.pk])
        return [json.loads(body) for (body,) in cursor.fetchall()]


def _case(case: Case) -> Row:
    return {name: getattr(case, name) for name in _columns(Case)}


@cache
def _columns(model: type[models.Model]) -> tuple[str, ...]:
    fields = model._meta.concrete_fields
    return tuple(field.attname for field in fields if field.attname not in STAMPED)


@cache
def _statement() -> str:
    case, event, task = (", ".join(_columns(model)) for model in (Case, CaseEvent, Task))
    known = {"case_id", "number"}
    fresh = ", ".join(f"{name} = EXCLUDED.{name}" for name in _columns(Task) if name not in known)
    return f"""
        WITH moved AS (
            UPDATE gate_case SET ({case}) =
                (SELECT {case} FROM jsonb_populate_recordset(NULL::gate_case, %s)) WHERE id = %s
        ), happened AS (
            INSERT INTO gate_caseevent ({event})
            SELECT {event} FROM jsonb_populate_recordset(NULL::gate_caseevent, %s)
        )
        INSERT INTO gate_task ({task})
        SELECT {task} FROM jsonb_populate_recordset(NULL::gate_task, %s)
        ON CONFLICT (case_id, number) DO UPDATE SET {fresh}
        RETURNING number, id"""  # noqa: S608 - names of our own columns


def _json(rows: Iterable[Row]) -> str:
    return json.dumps(list(rows), ensure_ascii=False, default=_text)


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"a case keeps no {type(value).__name__}")
