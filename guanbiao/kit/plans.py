"""A table as a plan: a band for each place, in it a tile for each row, as wide as it is large.

It is drawn from the ledger alone; where rooms lie beside each other it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.http import QueryDict

from guanbiao.gate.describe import Plan, Table
from guanbiao.kit import columns, lists
from guanbiao.kit.cells import Line
from guanbiao.kit.narrowing import Filter, Narrowed, filters
from guanbiao.people.actor import Actor

MOST = 1000
"""Tiles of a plan; beyond that a narrower list is asked for."""
STEPS = 8
"""Widths a tile may have, the smallest row being one."""
COLOURS = 8
"""Colours there are; further choices share the last."""


@dataclass(frozen=True)
class Tile:
    """A row on the plan: how wide, which colour, what that colour means."""

    line: Line
    width: int
    colour: int
    means: str


@dataclass(frozen=True)
class Band:
    """A place with its tiles, and how large they are together."""

    label: str
    tiles: list[Tile]
    size: Any


def drawn(query: QueryDict, table: Table, narrowed: Narrowed, actor: Actor) -> dict[str, Any]:
    """The plan (``?by=state`` colours by another field; `faces.page`)."""
    assert table.plan is not None
    known = [each for each in filters(table) if each.options]
    asked = next((each for each in known if each.name == query.get("by")), None)
    colour = asked or next(iter(known), None)
    plan = table.plan
    whole = replace(table, columns=(*table.columns, plan.by, plan.size, *plan.note))  # one query
    rows = list(narrowed.rows(whole, actor, actor.today).order_by(*table.order)[: MOST + 1])
    return {
        "known": known, "colour": colour,
        "bands": bands(table, plan, colour, rows[:MOST]),
        "size": columns.shown(table.entity.model, plan.size),
        "count": min(len(rows), MOST), "more": len(rows) > MOST, "most": MOST,
    }  # fmt: skip


def bands(table: Table, plan: Plan, colour: Filter | None, rows: list[Any]) -> list[Band]:
    """The places in the order of the list; ``colour`` is the field tiles are coloured by."""
    model = table.entity.model
    place, size = columns.shown(model, plan.by), columns.shown(model, plan.size)
    wanted = columns.all_shown(model, (table.columns[0], *plan.note), table.entity.state)
    smallest = min((float(size.value(row) or 1) for row in rows), default=1.0)
    found = []
    for label, group in groupby(rows, key=lambda row: str(place.value(row) or "未登记位置")):
        here = list(group)
        lines = lists.lines(table, wanted, here)
        widths = [round(float(size.value(row) or 1) / smallest) for row in here]
        tiles = [
            Tile(line, max(1, min(width, STEPS)), *_shade(row, colour))
            for row, line, width in zip(here, lines, widths, strict=True)
        ]
        found.append(Band(label, tiles, sum(size.value(row) or 0 for row in here)))
    return found


def _shade(row: Any, colour: Filter | None) -> tuple[int, str]:
    """The colour of a row and what it means."""
    if colour is None:
        return 0, ""
    value = getattr(row, colour.name)
    said = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    for place, (option, label) in enumerate(colour.options):
        if option == said:
            words = f"{colour.label}：{label}" if colour.kind == "flag" else label
            return min(place, COLOURS - 1), words
    return 0, ""
