"""The list of a table: views, filters, columns, totals, and acts on many rows at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanbiao.gate import authority, registry, standing
from guanbiao.gate.describe import Act, Kind, Table
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.passage import Forbidden, NotFound
from guanbiao.gate.perform import perform
from guanbiao.kit import answers, cells, columns, names, saved
from guanbiao.kit.cells import Line
from guanbiao.kit.columns import Shown
from guanbiao.kit.faces import faces
from guanbiao.kit.narrowing import DENSITIES, Narrowed, belonging, filters, visible
from guanbiao.people.actor import Actor

PER_PAGE = 50
MOST_AT_ONCE = 500


def page(request: HttpRequest, table: Table) -> HttpResponse:
    """The list, as the address narrows it."""
    actor = Actor.of_request(request)
    narrowed = Narrowed.of(table, request.GET)
    rows = narrowed.rows(table, actor, actor.today)
    shown = narrowed.columns(table)
    count, sums = totals(rows, shown)
    pages = Paginator(rows, PER_PAGE)
    pages.count = count
    here = pages.get_page(request.GET.get("page"))
    bulk_acts = [act for act in at_once(table) if answers.may(actor, act.name)]
    enter = entering(table)
    found = read(table, shown, cast("QuerySet[Any]", here.object_list))
    context = {
        "table": table, "page": here, "columns": shown, "narrowed": narrowed,
        "body": cells.rows(found, choosing=bool(bulk_acts)),
        "totals": sums, "belonging": belonging(table, narrowed, actor),
        "whole": columns.every(table),
        "filters": filters(table), "densities": DENSITIES, "names": names.of(table),
        "pages": faces(table),
        "enter": enter if enter and answers.may(actor, enter.name) else None,
        "importing": bool(table.key and enter and answers.may(actor, enter.name)),
        "bulk": bulk_acts,
        "saved": saved.views(actor, table.entity.name),
        "module": registry.module_of(table.entity),
    }  # fmt: skip
    return render(request, "kit/list.html", context)


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


def at_once(table: Table) -> list[Act]:
    """Acts that need nothing but their subject, and so may be done on many."""
    return [
        act
        for act in registry.acts_on(table.entity)
        if act.kind is not Kind.CREATE and act.form is NoDraft
    ]


def bulk(request: HttpRequest, table: Table) -> HttpResponse:
    """Do an act on the chosen rows, each judged and kept by itself; tell what was left and why."""
    actor = Actor.of_request(request)
    offered = {act.name.rpartition(".")[2]: act for act in at_once(table)}
    act = offered.get(request.POST.get("verb", ""))
    keys = [int(key) for key in request.POST.getlist("chosen") if key.isdecimal()][:MOST_AT_ONCE]
    if request.method != "POST" or act is None:
        return redirect(names.of(table).list())
    authority.require(actor, act.name, act.label, None, act.entity, actor.today)
    done, left = 0, []
    for row in visible(table, actor, actor.today).filter(pk__in=keys):
        words = _one(act, actor, row)
        done += not words
        left += [words] if words else []
    _tell(request, act, done, left, chosen=len(keys))
    return redirect(names.of(table).list() + "?" + Narrowed.of(table, request.GET).query())


def _one(act: Act, actor: Actor, row: Any) -> str:
    """Empty when it went well, else why not."""
    try:
        outcome = perform(act, actor, row)
    except (Forbidden, NotFound) as refusal:
        return f"{row}：{refusal}"
    if outcome.ok:
        return ""
    stops = [finding for finding in outcome.findings if finding.stops or finding.asks_reason]
    said = [f"{each.clause} {each.words}" for each in stops] or answers.errors(outcome)
    return f"{row}：{' '.join(said)[:200]}"


def _tell(request: HttpRequest, act: Act, done: int, left: list[str], chosen: int) -> None:
    if not chosen:
        messages.warning(request, f"没有选中记录。请先勾选，再点“{act.label}”。")
    if done:
        messages.success(request, f"已{act.label} {done} 条。")
    for words in left[:5]:
        messages.warning(request, f"未办理：{words}")
    if len(left) > 5:
        messages.warning(request, f"另有 {len(left) - 5} 条未办理，原因相近，请逐条打开查看。")


def offered(table: Table, actor: Actor, row: Any) -> list[Act]:
    """The acts this person may do on a row as it stands."""
    return [
        act
        for act in registry.acts_on(table.entity)
        if act.kind is not Kind.CREATE
        and standing.allows(act, row)
        and authority.may(actor, act.name, row, table.entity, actor.today)
    ]
