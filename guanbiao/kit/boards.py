"""A table as a board: a pillar for each state a row may be in, the rows in it as cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import QueryDict

from guanbiao.gate.describe import Table
from guanbiao.kit import answers, columns, lists, names
from guanbiao.kit.cells import Line
from guanbiao.kit.columns import field_of
from guanbiao.kit.narrowing import Narrowed, filters
from guanbiao.people.actor import Actor

MOST = 30
"""Cards in a pillar; the list holds the rest."""
ON_CARD = 4
"""Columns on a card, beside the one that names it."""


@dataclass(frozen=True)
class Pillar:
    """A state, how many rows are in it, and the first of them."""

    value: str
    label: str
    count: int
    lines: list[Line]
    rest: str
    """Where the others are listed; empty when all are here."""


def drawn(_: QueryDict, table: Table, narrowed: Narrowed, actor: Actor) -> dict[str, Any]:
    """The board (`faces.page`)."""
    return {
        "state": columns.shown(table.entity.model, table.entity.state).label,
        "filters": [each for each in filters(table) if each.name != table.entity.state],
        "pillars": pillars(table, narrowed, actor),
        "acts": [act for act in lists.changing(table) if answers.may(actor, act.name)],
    }


def pillars(table: Table, narrowed: Narrowed, actor: Actor) -> list[Pillar]:
    """One for each state, in the order the model gives them."""
    state = table.entity.state
    rows = narrowed.rows(table, actor, actor.today)
    # a computed column may join other rows in: each row counts once
    counts = dict(rows.order_by().values_list(state).annotate(Count("pk", distinct=True)))
    shown = [each for each in narrowed.columns(table) if each.path != state][: ON_CARD + 1]
    found = []
    for value, label in field_of(table.entity.model, state).flatchoices:
        count = counts.get(value, 0)
        here = rows.filter(**{state: value})[:MOST] if count else rows.none()
        rest = _rest(table, narrowed, str(value)) if count > MOST else ""
        found.append(Pillar(str(value), str(label), count, lists.read(table, shown, here), rest))
    return found


def _rest(table: Table, narrowed: Narrowed, value: str) -> str:
    """The list of one state; of all where it cannot be narrowed by state."""
    state = table.entity.state
    kept = narrowed.query(**{state: value}) if state in table.filters else narrowed.query()
    return f"{names.of(table).list()}?{kept}"
