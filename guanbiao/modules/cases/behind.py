"""The record a case is about, as its own page shows it to one person."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from guanbiao.gate import registry
from guanbiao.gate.describe import Table
from guanbiao.gate.models import Case
from guanbiao.kit import details, hiding
from guanbiao.people.actor import Actor


def row_of(actor: Actor, case: Case) -> tuple[Table, Any] | None:
    """Its table, without what is hidden from this person, and its row; none she may not see."""
    table = next((t for t in registry.tables() if t.entity.name == case.entity), None)
    try:
        row = details.seen(table, actor, int(case.key)) if table else None
    except (Http404, ValueError):
        return None
    return (hiding.seen(table, actor, row), row) if table and row else None


def sections(actor: Actor, case: Case) -> list[details.Section]:
    """What is asked for; nothing she may not see."""
    found = row_of(actor, case)
    return details.sections(*found) if found else []
