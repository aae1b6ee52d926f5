"""Where requests to the API come in; the API itself is put together by the first of them.

Its shapes take seconds to build, and most processes (commands, workers, tests) never need them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, URLResolver
from django.urls.resolvers import RoutePattern
from django.views.decorators.csrf import csrf_exempt

from guanbiao.exchange.api import problems
from guanbiao.gate import registry

if TYPE_CHECKING:
    from guanbiao.exchange.api.mount import Api

ROOT = "/api/v1/"


@cache
def built() -> tuple[Api, URLResolver]:
    """The API of the modules that were discovered, and its addresses."""
    from guanbiao.exchange.api import mount  # noqa: PLC0415 - only where somebody asks

    api = mount.built(registry.modules())
    return api, URLResolver(RoutePattern(ROOT), api.urls[0])


@csrf_exempt
def enter(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001 - read from the path
    """Any request below the root; no session counts here, so none can be abused."""
    _, addresses = built()
    try:
        match = addresses.resolve(request.path_info)
    except Resolver404:
        return problems.problem(404, "接口没有这个地址，见 /api/v1/openapi.json。")
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer


enter.public = True  # type: ignore[attr-defined] # whoever comes shows a token, not a session
