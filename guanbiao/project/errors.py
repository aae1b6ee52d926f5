"""Error pages: what happened, why, what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render


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
    return _page(request, 403, "页面停留太久或来源不明，为保护您的账号没有提交。请刷新页面后重试。")


def must_change(request: HttpRequest) -> HttpResponse:
    """First the password, then the work."""
    return redirect("people.password")
