"""The inbox: what was told, what of it was opened, and where it leads."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from guanbiao.modules.desk import queries
from guanbiao.people.actor import Actor

PER_PAGE = 20


def messages(request: HttpRequest) -> HttpResponse:
    """The inbox, newest first; ``?show=unread`` leaves out what was opened."""
    actor, unread = Actor.of_request(request), request.GET.get("show") == "unread"
    rows = queries.inbox(actor)
    if unread:
        rows = rows.filter(read_at=None)
    here = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": here, "unread": unread, "waiting": queries.unread(actor)}
    return render(request, "desk/messages.html", context)


def message(request: HttpRequest, key: int) -> HttpResponse:
    """One of one's own: opened from now on, it leads to what it is about."""
    found = get_object_or_404(queries.inbox(Actor.of_request(request)), pk=key)
    if found.read_at is None:
        found.read_at = timezone.now()
        found.save(update_fields=["read_at"])
    return redirect(queries.href(found.entity, found.key) or "desk.messages")


@require_POST
def messages_read(request: HttpRequest) -> HttpResponse:
    """Mark the whole inbox as read."""
    queries.inbox(Actor.of_request(request)).filter(read_at=None).update(read_at=timezone.now())
    return redirect("desk.messages")
