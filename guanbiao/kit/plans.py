"""A table as a plan: a band for each place, in it a tile for each row, as wide as it is large.

It is drawn from the ledger alone; where rooms lie beside each other it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from guanbiao.gate import registry
from guanbiao.gate.describe import Plan, Table
from guanbiao.kit import columns, lists, names
from guanbiao.kit.cells import Line
from guanbiao.kit.faces import faces
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


def page(request: HttpRequest, table: Table) -> HttpResponse:
    """The plan, as the address narrows it (``?by=state`` colours by another field)."""
    if table.plan is None:  # hidden from this visitor
        raise Http404
    actor = Actor.of_request(request)
    narrowed = Narrowed.of(table, request.GET)
    known = [each for each in filters(table) if each.options]
    asked = next((each for each in known if each.name == request.GET.get("by")), None)
    colour = asked or next(iter(known), None)
    drawn = _with(table, table.plan)
    rows = list(narrowed.rows(drawn, actor, actor.today).order_by(*table.order)[: MOST + 1])
    context = {
        "table": table, "narrowed": narrowed, "names": names.of(table), "pages": faces(table),
        "filters": filters(table), "known": known, "colour": colour,
        "bands": bands(table, table.plan, colour, rows[:MOST]),
        "size": columns.shown(table.entity.model, table.plan.size),
        "count": min(len(rows), MOST), "more": len(rows) > MOST, "most": MOST,
        "module": registry.module_of(table.entity),
    }  # fmt: skip
    return render(request, "kit/plan.html", context)


def _with(table: Table, plan: Plan) -> Table:
    """The table with what a plan needs of each row among its columns, for one query."""
    return replace(table, columns=(*table.columns, plan.by, plan.size, *plan.note))


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
