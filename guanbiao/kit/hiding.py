"""A table as one person sees it: without the fields that clauses hide from her.

Every page the kit makes of a table is given the narrowed one, so that list, filter, order, row,
export and whatever comes later leave out the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from guanbiao.gate import rights
from guanbiao.gate.describe import Column, Plan, Table
from guanbiao.people.actor import Actor

View = Callable[..., HttpResponseBase]


def obeying(view: View, table: Table) -> View:
    """The view of a table, called with what the visitor may see of it."""

    @wraps(view)
    def page(request: HttpRequest, **named: Any) -> HttpResponseBase:
        actor, key = Actor.of_request(request), str(named.get("key", ""))
        hidden = rights.hidden_of_key(actor, table.entity, key, actor.today)
        return view(request, table=_without(table, hidden), **named)

    return page


def seen(table: Table, actor: Actor, row: Any = None) -> Table:
    """The table without the columns, filters and searched fields hidden from this person."""
    return _without(table, rights.hidden(actor, table.entity, row, actor.today))


def _without(table: Table, hidden: frozenset[str]) -> Table:
    if not hidden:
        return table
    return replace(
        table,
        columns=_left(table.columns, hidden),
        search=tuple(p for p in table.search if not hidden & {p, p.partition("__")[0]}),
        filters=tuple(name for name in table.filters if name not in hidden),
        order=tuple(path for path in table.order if path.removeprefix("-") not in hidden),
        sections=tuple((heading, _left(part, hidden)) for heading, part in table.sections),
        plan=_plan(table.plan, hidden),
        about=_left(table.about, hidden),
        hidden=hidden,
    )


def _plan(plan: Plan | None, hidden: frozenset[str]) -> Plan | None:
    """No plan for whom the place or the size is hidden."""
    if plan is None or hidden & {plan.by, plan.size}:
        return None
    return replace(plan, note=_left(plan.note, hidden))


def _left(columns: tuple[str | Column, ...], hidden: frozenset[str]) -> tuple[str | Column, ...]:
    return tuple(c for c in columns if (c if isinstance(c, str) else c.path) not in hidden)
