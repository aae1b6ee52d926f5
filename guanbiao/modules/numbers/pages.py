"""Pages of numbers: the cockpit, one measure, the rows behind it, the big screen."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from guanbiao.audit import measuring
from guanbiao.gate import registry
from guanbiao.gate.describe import Measure
from guanbiao.kit import columns, details, hiding
from guanbiao.modules.numbers import queries
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit

PER_PAGE = 50
ON_SCREEN = 9


def cockpit(request: HttpRequest) -> HttpResponse:
    """Every number one may see, by business."""
    actor = Actor.of_request(request)
    period = measuring.month(request.GET.get("month", ""), actor.today)
    groups: dict[str, list[queries.Tile]] = {}
    for tile in queries.tiles(actor, period):
        label = registry.module_named(tile.measure.name.partition(".")[0]).label
        groups.setdefault(label, []).append(tile)
    return render(request, "numbers/cockpit.html", {"groups": groups, "period": period})


def screen(request: HttpRequest) -> HttpResponse:
    """Those there are, for a wall: 16:9, dark, nine at a time, turning over by itself."""
    actor = Actor.of_request(request)
    period = measuring.month("", actor.today)
    told = [tile for tile in queries.tiles(actor, period) if tile.value is not None]
    page = Paginator(told, ON_SCREEN).get_page(request.GET.get("page"))
    following = page.next_page_number() if page.has_next() else 1
    context = {"tiles": page.object_list, "period": period, "page": page, "following": following}
    return render(request, "numbers/screen.html", context)


def _found(request: HttpRequest, name: str) -> tuple[Actor, Measure, measuring.Period]:
    actor = Actor.of_request(request)
    found = queries.named(actor, name)
    if found is None:
        raise Http404
    return actor, found, measuring.month(request.GET.get("month", ""), actor.today)


def _unit(request: HttpRequest, actor: Actor) -> Unit | None:
    """The unit the number is narrowed to; one out of reach is not there."""
    key = request.GET.get("unit", "")
    if not key:
        return None
    found = queries.unit_in_reach(actor, int(key)) if key.isdecimal() else None
    if found is None:
        raise Http404
    return found


def measure(request: HttpRequest, name: str) -> HttpResponse:
    """One number: formula, clause, trend, unit by unit; of all one may see, or of one unit."""
    actor, found, period = _found(request, name)
    unit = _unit(request, actor)
    under = unit.path if unit else ""
    trend = measuring.trend(found, actor, period, under)
    lines = Paginator(measuring.by_unit(found, actor, period, under), PER_PAGE)
    number, words, href = queries.clause_of(found, actor.unit, actor.today)
    context = {
        "m": found, "period": period, "value": trend[-1][1], "trend": trend,
        "reached": found.met(trend[-1][1]),
        "data": {
            "months": [each.key for each, _ in trend], "values": [value for _, value in trend],
            "unit": found.unit, "label": found.label,
        },
        "units": lines.get_page(request.GET.get("page")), "at": unit,
        "above": queries.units_above(actor, unit) if unit else [],
        "compared": queries.compared(found, actor, trend, under),
        "counted": measuring.rows(found, actor, period, under).values("pk").distinct().count(),
        "clause": number, "words": words, "clause_href": href,
    }  # fmt: skip
    return render(request, "numbers/measure.html", context)


def rows(request: HttpRequest, name: str) -> HttpResponse:
    """The rows a number counts, in a month: of all, of one unit, or (``below``) of its tree."""
    actor, found, period = _found(request, name)
    unit, below = _unit(request, actor), "below" in request.GET
    behind = measuring.rows(found, actor, period, unit.path if unit and below else "")
    if unit and not below:
        behind = behind.filter(**{f"{found.entity.unit_path.removesuffix('path')}pk": unit.pk})
    shown = _columns(found, actor)
    behind = behind.select_related(*columns.joined(found.entity.model, shown))
    page = Paginator(behind.distinct().order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    lines = [
        (
            details.behind(found.entity, row.pk),
            str(row),
            [(each, each.value(row)) for each in shown],
        )
        for row in page.object_list
    ]
    context = {"m": found, "period": period, "page": page, "lines": lines, "columns": shown,
               "at": unit, "below": below}  # fmt: skip
    return render(request, "numbers/rows.html", context)


def _columns(found: Measure, actor: Actor) -> list[columns.Shown]:
    """Those of the entity's own list, where the kit makes one; else its unit and its moment."""
    table = next((t for t in registry.tables() if t.entity == found.entity), None)
    model = found.entity.model
    if table is not None and table.also is None:
        seen = hiding.seen(table, actor)
        return columns.all_shown(model, seen.columns, found.entity.state)
    said: list[Any] = [found.entity.unit_path.removesuffix("__path"), found.when]
    return columns.all_shown(model, [path for path in said if path and "events" not in path])
