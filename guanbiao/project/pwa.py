"""The platform as an installed app: manifest, icon, service worker, the page shown offline."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import typst
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path

ASSETS = Path(__file__).resolve().parent / "assets"
BRAND, GROUND = "#0f5c70", "#f4f6f6"
SIDE = 192
"""Pixels of the emblem as a picture of points; ``icon.typ`` says the same."""


def manifest(_: HttpRequest) -> JsonResponse:
    """What the app is called and where it begins (W3C Web Application Manifest)."""
    icons = [
        {"src": "/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
        {"src": "/icon.png", "sizes": f"{SIDE}x{SIDE}", "type": "image/png", "purpose": "any"},
    ]
    told = {
        "name": f"{settings.SITE_NAME} 贯标", "short_name": "贯标", "lang": "zh-Hans",
        "start_url": "/", "scope": "/", "display": "standalone", "theme_color": BRAND,
        "background_color": GROUND, "icons": icons,
        "shortcuts": [
            {"name": "待办", "url": "/todo/"}, {"name": "办事大厅", "url": "/hall/"},
            {"name": "扫一扫", "url": "/scan/"},
        ],
    }  # fmt: skip
    return JsonResponse(told, content_type="application/manifest+json")


@cache
def _text(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def icon(_: HttpRequest) -> HttpResponse:
    """The emblem on its ground."""
    return HttpResponse(_text("icon.svg"), content_type="image/svg+xml")


@cache
def _points() -> bytes:
    drawn: bytes = typst.compile(str(ASSETS / "icon.typ"), format="png", ppi=72.0)
    return drawn


def touch_icon(_: HttpRequest) -> HttpResponse:
    """The emblem for home screens that draw no SVG (iOS); they round its corners themselves."""
    return HttpResponse(_points(), content_type="image/png")


def worker(_: HttpRequest) -> HttpResponse:
    """The service worker; it is served from the root, so that it sees every page."""
    answer = HttpResponse(_text("worker.js"), content_type="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def offline(request: HttpRequest) -> HttpResponse:
    """What waits on this device, and what is shown when a page cannot be reached."""
    return render(request, "offline.html")


def _public(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Seen without signing in."""
    view.public = True  # type: ignore[attr-defined] # read by the sign-in middleware
    return view


urls = [
    path("app.webmanifest", _public(manifest), name="app.manifest"),
    path("icon.svg", _public(icon), name="app.icon"),
    path("icon.png", _public(touch_icon), name="app.touch_icon"),
    path("worker.js", _public(worker), name="app.worker"),
    path("offline/", _public(offline), name="app.offline"),
]
