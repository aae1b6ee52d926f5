"""The measure of a clause: what is counted, tried on real records while it is typed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from guanbiao.modules.standards.drafting import counting
from guanbiao.modules.standards.drafting.counting import Trial
from guanbiao.modules.standards.drafting.executing import Unclear
from guanbiao.modules.standards.drafting.pages.desk import Desk
from rulebook.feel import types as t
from rulebook.measures import LABELS

KINDS = {t.NUMBER: "数", t.BOOLEAN: "是/否", t.DATE: "日期", t.STRING: "文字"}


def page(request: HttpRequest, key: int) -> HttpResponse:
    """The form of a measure (``?name=``), or an empty one for a clause (``?at=``)."""
    desk = Desk.of(request, key)
    posted = request.POST.dict()
    if request.method != "POST":
        measure = counting.stored(desk.files, request.GET.get("name", ""))
        return _shown(desk, counting.shown(measure), request.GET.get("at", ""), "")
    said, at = {name: str(value) for name, value in posted.items()}, str(posted.get("at", ""))
    try:
        measure = counting.typed(said, at)
        counting.tried(measure, desk.draft.standard, desk.actor)
        changes = counting.saved(desk.files, measure, said.get("old", ""))
    except Unclear as unclear:
        return _shown(desk, said, at, str(unclear))
    fresh = at not in desk.report.drift and at not in desk.draft.stamps
    outcome = desk.write(changes, f"指标 {measure.name}", confirm=at if fresh else "")
    if not outcome.ok:
        return _shown(desk, said, at, "没有保存，您填的内容还在。")
    return redirect(f"{reverse('standards.text', args=[key])}?at={at}#c-{at}")


def _shown(desk: Desk, said: dict[str, str], at: str, error: str) -> HttpResponse:
    context = desk.context(
        at=at, said=said, error=error, entities=counting.counted(), hows=LABELS,
        old=desk.request.POST.get("old", desk.request.GET.get("name", "")),
        **_tried(desk, said, at),
    )  # fmt: skip
    status = 422 if error else 200
    return render(desk.request, "standards/draft_measure.html", context, status=status)


def _tried(desk: Desk, said: dict[str, str], at: str) -> dict[str, object]:
    """What the preview shows: the numbers, or why there are none yet."""
    scope = counting.scope_of(said.get("entity", ""))
    facts = [(label, KINDS.get(kind, "")) for label, kind in scope.items()]
    trial: Trial | None = None
    doubt = ""
    if said.get("entity"):
        try:
            measure = counting.typed({**said, "name": said.get("name") or "指标"}, at)
            trial = counting.tried(measure, desk.draft.standard, desk.actor)
        except Unclear as unclear:
            doubt = str(unclear)
    return {"trial": trial, "doubt": doubt, "facts": facts}


def preview(request: HttpRequest, key: int) -> HttpResponse:
    """The same while it is typed; nothing is kept."""
    desk = Desk.of(request, key)
    if request.method != "POST":
        raise Http404
    said = {name: str(value) for name, value in request.POST.items()}
    context = {"said": said, **_tried(desk, said, said.get("at", ""))}
    return render(request, "standards/parts/measure_trial.html", context)
