"""Views of a list that a person keeps under a name, for herself or for her unit."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from guanbiao.gate.describe import Table
from guanbiao.kit import names
from guanbiao.kit.models import SavedView
from guanbiao.kit.narrowing import Narrowed
from guanbiao.people.actor import Actor
from guanbiao.people.models import joined

VIEWS = """
    SELECT id, label, query, person_id = %s FROM kit_savedview
    WHERE entity = %s AND (person_id = %s OR unit_id = %s AND shared) ORDER BY label, id"""
MOST = 20
LONGEST = 1000


@dataclass(frozen=True)
class Kept:
    """A saved view as a list shows it; ``mine`` may be removed."""

    key: int
    label: str
    query: str
    mine: bool


def views(actor: Actor, entity: str) -> list[Kept]:
    """The views of a list this person sees: her own and those shared in her unit."""
    me, unit = actor.person_id, actor.unit.pk if actor.unit else None
    return [Kept(*row) for row in joined.rows(VIEWS, [me, entity, me, unit])]


def keep(request: HttpRequest, table: Table) -> HttpResponse:
    """Keep the list as it is under a name, or remove one's own view."""
    actor, here = Actor.of_request(request), names.of(table).list()
    if request.method != "POST":
        return redirect(here)
    own = SavedView.objects.filter(person=actor.me, entity=table.entity.name)
    if request.POST.get("remove", "").isdecimal():
        own.filter(pk=int(request.POST["remove"])).delete()
        messages.success(request, "已删除该视图。")
        return redirect(here)
    kept = QueryDict(request.POST.get("query", "")[:LONGEST])
    query = Narrowed.of(table, kept).query()[:LONGEST]  # only what the list itself understands
    label = request.POST.get("label", "").strip()[:20]
    if not label or (own.exclude(label=label).count() >= MOST):
        messages.warning(request, f"请为视图取名（20 字以内）；每个列表最多保存 {MOST} 个视图。")
        return redirect(f"{here}?{query}")
    values = {"unit": actor.unit, "query": query, "shared": "shared" in request.POST}
    SavedView.objects.update_or_create(
        person=actor.me, entity=table.entity.name, label=label, defaults=values
    )
    messages.success(request, f"已存为视图“{label}”。")
    return redirect(f"{here}?{query}")
