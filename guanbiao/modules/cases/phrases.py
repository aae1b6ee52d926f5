"""The words somebody writes often: offered beside the box for an opinion, kept by their owner."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import F, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanbiao.modules.cases.models import Phrase, Use, Wording
from guanbiao.people.actor import Actor

USUAL = ("同意。", "请按规定办理。", "请补充材料。")
"""Offered to whoever has kept none of her own, where her units offer none either."""
MOST = 20


def of(actor: Actor) -> list[str]:
    """The person's own phrases and those of the units she is in, or the usual ones."""
    own = Phrase.objects.filter(person=actor.person).order_by("pk")
    found = [*own.values_list("words", flat=True), *of_units(actor)]
    return list(dict.fromkeys(found)) or list(USUAL)


def of_units(actor: Actor) -> list[str]:
    """What her unit and those above it offer, her own unit's first."""
    if actor.unit is None:
        return []
    above = Wording.objects.filter(state=Use.ON).annotate(mine=Value(actor.unit.path))
    rows = above.filter(mine__startswith=F("unit__path")).order_by("-unit__path", "pk")
    return list(rows.values_list("words", flat=True))


def page(request: HttpRequest) -> HttpResponse:
    """Keep a phrase, remove one."""
    actor = Actor.of_request(request)
    own = Phrase.objects.filter(person=actor.me)
    if request.method == "POST":
        _changed(request, actor)
        return redirect("cases.phrases")
    return render(
        request,
        "cases/phrases.html",
        {"own": own.order_by("pk"), "usual": USUAL, "shared": of_units(actor)},
    )


def _changed(request: HttpRequest, actor: Actor) -> None:
    own = Phrase.objects.filter(person=actor.me)
    gone = request.POST.get("remove", "")
    if gone.isdecimal():
        own.filter(pk=int(gone)).delete()
        return
    words = request.POST.get("words", "").strip()
    if not 1 <= len(words) <= 60 or own.count() >= MOST:
        messages.warning(request, f"常用语为 1 至 60 个字，每人最多 {MOST} 条。")
        return
    own.get_or_create(person=actor.me, words=words)
