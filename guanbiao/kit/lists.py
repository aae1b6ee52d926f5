"""The list of a table: views, filters, columns, totals, and which acts may be done on many rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import QueryDict

from guanbiao.gate import authority, registry, standing
from guanbiao.gate.describe import Act, Kind, Table
from guanbiao.gate.forms import NoDraft
from guanbiao.kit import answers, cells, columns, names, saved
from guanbiao.kit.cells import Line
from guanbiao.kit.columns import Shown
from guanbiao.kit.narrowing import DENSITIES, SIZES, Narrowed, belonging
from guanbiao.people.actor import Actor


def drawn(query: QueryDict, table: Table, narrowed: Narrowed, actor: Actor) -> dict[str, Any]:
    """The list (`faces.page`)."""
    rows = narrowed.rows(table, actor, actor.today)
    shown = narrowed.columns(table)
    count, sums = totals(rows, shown)
    pages = Paginator(rows, SIZES[narrowed.size])
    pages.count = count
    here = pages.get_page(query.get("page"))
    bulk_acts = [act for act in for_many(table) if answers.may(actor, act.name)]
    enter = entering(table)
    found = read(table, shown, cast("QuerySet[Any]", here.object_list))
    return {
        "page": here, "columns": shown,
        "body": cells.rows(found, choosing=bool(bulk_acts)),
        "totals": sums, "belonging": belonging(table, narrowed, actor),
        "whole": columns.every(table),
        "densities": DENSITIES,
        "enter": enter if enter and answers.may(actor, enter.name) else None,
        "importing": bool(table.key and enter and answers.may(actor, enter.name)),
        "bulk": bulk_acts,
        "saved": saved.views(actor, table.entity.name),
    }  # fmt: skip


def lines(table: Table, shown: list[Shown], rows: Iterable[Any]) -> list[Line]:
    """Rows at hand with the values of these columns."""
    page_of = names.of(table).details()
    return [
        Line(row.pk, page_of(row.pk), [(each, each.value(row)) for each in shown]) for row in rows
    ]


def read(table: Table, shown: list[Shown], rows: QuerySet[Any]) -> list[Line]:
    """`lines` of rows still to be read: only their values where the database says them all."""
    if not all(each.lookup for each in shown):
        return lines(table, shown, rows)
    page_of = names.of(table).details()
    told = rows.values_list("pk", *(each.lookup for each in shown))
    return [
        Line(key, page_of(key), [(e, e.labelled(v)) for e, v in zip(shown, values, strict=True)])
        for key, *values in told
    ]


def totals(rows: QuerySet[Any], shown: list[Shown]) -> tuple[int, dict[str, Any]]:
    """How many rows there are, and the foot of the list: sums over all of them."""
    wanted = {f"sum_{n}": Sum(each.path) for n, each in enumerate(shown) if each.total}
    if not wanted:
        return rows.count(), {}
    found = rows.order_by().aggregate(count=Count("*"), **wanted)
    sums = {each.path: found[f"sum_{n}"] for n, each in enumerate(shown) if each.total}
    return found["count"], sums


def entering(table: Table) -> Act | None:
    """The act by which a new row is entered: the first that creates one."""
    made = (act for act in registry.acts_on(table.entity) if act.kind is Kind.CREATE)
    return next(made, None)


def for_many(table: Table) -> list[Act]:
    """Acts on rows that are there and need nothing more, or the same for all (`Act.many`)."""
    return [act for act in changing(table) if act.many or act.form is NoDraft]


def changing(table: Table) -> list[Act]:
    """Acts on rows that are there."""
    return [act for act in registry.acts_on(table.entity) if act.kind is not Kind.CREATE]


def offered(table: Table, actor: Actor, row: Any) -> list[Act]:
    """The acts this person may do on a row as it stands."""
    return [
        act
        for act in changing(table)
        if standing.allows(act, row)
        and authority.may(actor, act.name, row, table.entity, actor.today)
    ]
