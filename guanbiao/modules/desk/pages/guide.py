"""What helps a person along: the service hall, guides, help, first steps."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve

from guanbiao.gate import registry
from guanbiao.gate.describe import Act
from guanbiao.kit import names
from guanbiao.modules.desk import guides, queries
from guanbiao.people.actor import Actor


def hall(request: HttpRequest) -> HttpResponse:
    """The service hall: every service this person may use, by business."""
    actor, text = Actor.of_request(request), request.GET.get("q", "").strip()[:20]
    tiles = [tile for tile in queries.tiles(actor, actor.today) if tile.holds(text)]
    groups: dict[str, list[queries.Tile]] = {}
    for tile in tiles:
        groups.setdefault(tile.module, []).append(tile)
    return render(request, "desk/hall.html", {"groups": groups, "q": text})


def guide(request: HttpRequest, act: str) -> HttpResponse:
    """How a service is done, as the standards in force today have it."""
    actor = Actor.of_request(request)
    tile = next((t for t in queries.tiles(actor, actor.today) if t.service.act == act), None)
    if tile is None or not act:
        raise Http404
    found = guides.guide(actor, act, actor.today)
    return render(request, "desk/guide.html", {"tile": tile, "g": found})


def help_page(request: HttpRequest) -> HttpResponse:
    """Help for a page (``?page=``): what may be done there and which clauses judge it."""
    actor = Actor.of_request(request)
    acts = _acts_of(request.GET.get("page", ""))
    lines = [(act, guides.guide(actor, act.name, actor.today)) for act in acts[:8]]
    return render(request, "desk/help.html", {"lines": lines, "page": request.GET.get("page", "")})


def _acts_of(path: str) -> list[Act]:
    """The acts a page is about: the one it asks for, else those on its entity."""
    try:
        page = getattr(resolve(path).func, "page", None)
    except Resolver404:
        return []
    if page is None:
        return []
    every = registry.acts()
    exact = [act for act in every if act.name == page.act]
    entity = page.name.removesuffix(".list").removesuffix(".new")
    about = [act for act in every if names.of(act.entity).page("") == entity]
    stem = page.act.removesuffix("view")
    return exact or about or [act for act in every if stem and act.name.startswith(stem)]


def tour(request: HttpRequest) -> HttpResponse:
    """The first day in six steps; once seen, the portal no longer offers it."""
    if request.method == "POST":
        user: Any = request.user
        user.toured = True
        user.save(update_fields=["toured"])
        return redirect("desk.portal")
    return render(request, "desk/tour.html")
