"""Where pages live: each module under its own name, the desk at the front door."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_safe

from guanbiao.exchange import routes
from guanbiao.exchange.api import door
from guanbiao.gate.describe import Module, Page
from guanbiao.people import pages as people
from guanbiao.project import discover, pwa

FRONT = "desk"


def _view(page: Page) -> Callable[..., HttpResponseBase]:
    """The view with its page's description, which the sign-in middleware reads."""
    answer = page.view if page.posts else require_safe(page.view)

    @wraps(page.view)
    def view(*args: object, **kwargs: object) -> HttpResponseBase:
        return answer(*args, **kwargs)

    view.page = page  # type: ignore[attr-defined]
    return view


def _routes(module: Module) -> list[URLPattern]:
    return [path(page.path, _view(page), name=page.name) for page in routes.pages(module)]


def _mounted() -> list[URLResolver]:
    found = discover.load(settings.MODULE_PACKAGES)
    return [
        path("" if module.name == FRONT else f"{module.name}/", include(_routes(module)))
        for module in found
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    *people.urls,
    *pwa.urls,
    path("api/v1/<path:rest>", door.enter, name="api"),
    *_mounted(),
]

handler400 = "guanbiao.project.errors.bad_request"
handler403 = "guanbiao.project.errors.forbidden"
handler404 = "guanbiao.project.errors.not_found"
handler500 = "guanbiao.project.errors.server_error"
