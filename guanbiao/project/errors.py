"""Error pages: what happened, why, what to do."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme


def _page(request: HttpRequest, status: int, words: str = "") -> HttpResponse:
    return render(request, f"{status}.html", {"words": words}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the gate's words."""
    return _page(request, 403, str(exception or ""))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; the same words whether the record is absent or merely not yours to see."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; nothing was written, since every write is one transaction."""
    return _page(request, 500)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere."""
    return render(request, "stale.html", {"words": "", "back": sent_from(request)}, status=403)


def sent_from(request: HttpRequest) -> str:
    """The page of ours on which a form was filled in; empty for what is no form."""
    page = request.headers.get("Referer", "") if request.method == "POST" else ""
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return ""
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def must_change(request: HttpRequest) -> HttpResponse:
    """First the password, then the work."""
    return redirect("people.password")
