"""Pages of papers: attach, look, open, remove. Who may not see the record finds no file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from guanbiao.exchange import marks
from guanbiao.gate import papers, registry, sight
from guanbiao.gate.models import Attachment
from guanbiao.kit import acting, answers, attaching
from guanbiao.modules.papers import leaves, previews
from guanbiao.people.actor import Actor

REMOVE = "papers.paper.remove"
SEALED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A file never becomes a page of ours: it runs nothing and sends nothing."""


@require_POST
def attach(request: HttpRequest) -> HttpResponse:
    """Attach files to a record, and go back to it."""
    actor = Actor.of_request(request)
    entity, key = request.POST.get("entity", ""), request.POST.get("key", "")
    if sight.record(actor, entity, key, actor.today) is None:
        raise Http404
    files = request.FILES.getlist("sent")
    attaching.attach(request, entity, key, files)
    if not files:
        messages.warning(request, "请先选择文件，再点“上传附件”。")
    return redirect(registry.entity(entity).address(key) or "desk.portal")


def _seen(request: HttpRequest, key: int) -> tuple[Actor, Attachment]:
    actor = Actor.of_request(request)
    found = Attachment.objects.select_related("person").filter(pk=key).first()
    if found is None or sight.readable(actor, found.entity, found.key, actor.today) is None:
        raise Http404
    return actor, found


def view(request: HttpRequest, key: int) -> HttpResponse:
    """A file without opening it elsewhere, as far as it can be shown."""
    actor, found = _seen(request, key)
    request.about = found.entity  # type: ignore[attr-defined] # read for the watermark
    content = papers.content_of(found)
    words, cells = previews.asked(found.kind, content)
    context: dict[str, Any] = {
        "a": found,
        "leaves": leaves.of(found.kind, content),
        "picture": found.kind in papers.PICTURES,
        "paragraphs": words,
        "sheet": cells,
        "record": registry.entity(found.entity).label,
        "back": registry.entity(found.entity).address(found.key),
        "may_remove": found.state == "在册" and found.person_id == actor.person_id,
    }
    return render(request, "papers/view.html", context)


def content(request: HttpRequest, key: int) -> HttpResponse:
    """The bytes; shown within the browser only where they are a picture or a PDF."""
    _, found = _seen(request, key)
    inside = (
        found.kind in papers.PICTURES or found.kind == papers.PDF
    ) and "save" not in request.GET
    answer = _inert(papers.content_of(found), found.kind)
    answer.headers["Content-Disposition"] = content_disposition_header(not inside, found.name) or ""
    return answer


def leaf(request: HttpRequest, key: int, number: int) -> HttpResponse:
    """A page of a PDF as a picture, under the watermark of whoever looks."""
    actor, found = _seen(request, key)
    if found.kind != papers.PDF or not 1 <= number <= leaves.MOST:
        raise Http404
    mark = marks.of(actor, "papers.view", found.entity)
    drawn = leaves.picture(papers.content_of(found), number, mark)
    if drawn is None:
        raise Http404
    return _inert(drawn, "image/png")


def _inert(content: bytes, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Security-Policy"] = SEALED
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def remove(request: HttpRequest, key: int) -> HttpResponse:
    """Take one's own file off the record."""
    _, found = _seen(request, key)
    outcome = acting.attempt(request, REMOVE, found)
    if outcome is not None and not outcome.ok:
        messages.error(request, " ".join(answers.errors(outcome)))
    return redirect(registry.entity(found.entity).address(found.key) or "desk.portal")
