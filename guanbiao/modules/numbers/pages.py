"""Pages of numbers: the cockpit, one measure, the rows behind it, the big screen."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanbiao.audit import measuring
from guanbiao.gate import registry
from guanbiao.gate.describe import Measure
from guanbiao.kit import details
from guanbiao.modules.numbers import queries
from guanbiao.modules.numbers.asked import Asked
from guanbiao.modules.numbers.models import Chosen
from guanbiao.people.actor import Actor

PER_PAGE = 50


def cockpit(request: HttpRequest) -> HttpResponse:
    """The numbers one chose, in one's own order; else every number one may see, by business."""
    actor = Actor.of_request(request)
    period = measuring.month(request.GET.get("month", ""), actor.today)
    own, every = queries.chosen(actor, queries.offered(actor)), "all" in request.GET
    groups: dict[str, list[queries.Tile]] = {}
    for tile in _tiles(actor, period, [] if every else own):
        label = "我的指标" if own and not every else _business(tile.measure)
        groups.setdefault(label, []).append(tile)
    context = {"groups": groups, "period": period, "own": bool(own), "every": every}
    return render(request, "numbers/cockpit.html", context)


def _tiles(actor: Actor, period: measuring.Period, own: list[Measure]) -> list[queries.Tile]:
    return [queries.tile(e, actor, period) for e in own] or queries.tiles(actor, period)


def _business(measure: Measure) -> str:
    return registry.module_named(measure.name.partition(".")[0]).label


def choose(request: HttpRequest) -> HttpResponse:
    """Which numbers stand on one's overview, and in which order; each change is one button."""
    actor = Actor.of_request(request)
    seen = queries.offered(actor)
    own = queries.chosen(actor, seen)
    if request.method == "POST":
        _changed(actor, [each.name for each in seen], [each.name for each in own or seen], request)
        return redirect("numbers.choose")
    shown = own or seen
    context = {
        "own": bool(own), "shown": [(each, _business(each)) for each in shown],
        "rest": [(each, _business(each)) for each in seen if each not in shown],
    }  # fmt: skip
    return render(request, "numbers/choose.html", context)


def _changed(actor: Actor, seen: list[str], names: list[str], request: HttpRequest) -> None:
    """One of up, down, top, pick (put on or take off) and reset, for the measure named."""
    posted = request.POST
    kept = Chosen.objects.filter(person=actor.me)
    if "reset" in posted:
        kept.delete()
        return
    moved = queries.moved(names, **{way: posted.get(way, "") for way in ("up", "down", "top")})
    picked = posted.get("pick", "")
    if picked in moved:
        moved.remove(picked)
    elif picked in seen:
        moved.append(picked)
    if not moved:
        messages.warning(request, "至少留一个指标；都不要的话，可以恢复岗位默认。")
    elif moved != names:
        Chosen.objects.update_or_create(person=actor.me, defaults={"names": moved})


def screen(request: HttpRequest) -> HttpResponse:
    """Those there are, for a wall: 16:9, dark, nine at a time, turning over by itself."""
    actor = Actor.of_request(request)
    period = measuring.month("", actor.today)
    told = [tile for tile in queries.tiles(actor, period) if tile.value is not None]
    page = Paginator(told, queries.ON_SCREEN).get_page(request.GET.get("page"))
    following = page.next_page_number() if page.has_next() else 1
    context = {"tiles": page.object_list, "period": period, "page": page, "following": following}
    return render(request, "numbers/screen.html", context)


def measure(request: HttpRequest, name: str) -> HttpResponse:
    """One number: formula, clause, trend, unit by unit; of all one may see, or of one unit."""
    actor = Actor.of_request(request)
    asked = Asked.of(actor, name, request.GET)
    found, period, unit = asked.measure, asked.period, asked.unit
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
    asked = Asked.of(Actor.of_request(request), name, request.GET)
    shown, entity = asked.columns(), asked.measure.entity
    page = Paginator(asked.rows(), PER_PAGE).get_page(request.GET.get("page"))
    lines = [
        (details.behind(entity, row.pk), str(row), [(each, each.value(row)) for each in shown])
        for row in page.object_list
    ]
    context = {"asked": asked, "m": asked.measure, "period": asked.period, "page": page,
               "lines": lines, "columns": shown, "at": asked.unit, "below": asked.below,
               "query": urlencode(asked.query)}  # fmt: skip
    return render(request, "numbers/rows.html", context)
