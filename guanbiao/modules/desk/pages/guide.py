"""What helps a person along: the service hall, guides, why something was stopped, first steps."""

from __future__ import annotations

import json
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve

from guanbiao.gate import authority, registry
from guanbiao.gate.describe import Act
from guanbiao.gate.models import Refusal
from guanbiao.kit import drafts, names, shown
from guanbiao.library import in_force
from guanbiao.modules.desk import guides, queries
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit

PER_PAGE = 20


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


def refusals(request: HttpRequest) -> HttpResponse:
    """What clauses stopped of one's own acts."""
    rows = queries.refusals(Actor.of_request(request))
    here = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = [(each, registry.act_label(each.act)) for each in here.object_list]
    return render(request, "desk/refusals.html", {"page": here, "lines": lines})


def refusal(request: HttpRequest, key: int) -> HttpResponse:
    """Why an act was stopped: clauses, limits, actual values, what had been filled in."""
    actor = Actor.of_request(request)
    found = queries.refusals(actor).filter(pk=key).first()
    if found is None:
        raise Http404
    content = json.loads(found.content)
    unit = Unit.objects.get(pk=found.unit_id) if found.unit_id else actor.unit
    views = shown.kept_findings(content["findings"], in_force.standards_in_force(unit, found.day))
    context = {
        "r": found, "label": registry.act_label(found.act),
        "stops": [view for view in views if view.stops],
        "rest": [view for view in views if not view.stops],
        "facts": content.get("facts", {}),
        "draft": _filled(found.act, content.get("draft", {})),
        "again": _again(actor, found),
    }  # fmt: skip
    return render(request, "desk/refusal.html", context)


def _filled(name: str, draft: dict[str, Any]) -> dict[str, Any]:
    """What had been typed, under the labels of the form."""
    try:
        fields = registry.act(name).form.base_fields
    except registry.UnknownName:
        return {}
    return {str(f.label): draft[n] for n, f in fields.items() if draft.get(n) not in (None, "")}


def _again(actor: Actor, found: Refusal) -> str:
    """The form of the act with what was refused filled in; empty where there is none for her."""
    try:
        page = drafts.address(found.act, found.key)
    except registry.UnknownName:
        return ""
    if not page or not authority.able(actor, found.act, actor.today):
        return ""
    return f"{page}?refused={found.pk}"


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
