"""What every request passes: content policy, sign-in, and the gate's answers as pages."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from guanbiao.gate import authority
from guanbiao.gate.describe import Page
from guanbiao.gate.passage import Forbidden, NotFound
from guanbiao.people import consents, factor
from guanbiao.people.actor import Actor
from guanbiao.people.models import Account
from guanbiao.project import errors

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none';"
    " base-uri 'none'; manifest-src 'self'; worker-src 'self'"
)
DEVICES = "camera=(self), geolocation=(), microphone=()"
"""Our own pages may ask for the camera, to scan codes; for nothing else, and no page of others."""


class ContentPolicy:
    """Nothing inline, nothing from elsewhere."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers."""
        response = self.answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", DEVICES)
        return response


class PlainText:
    """The null character is no text: no field means it, and the database cannot hold it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Turned away before anything looks it up."""
        return errors.bad_request(request) if _holds_null(request) else self.answer(request)


def _holds_null(request: HttpRequest) -> bool:
    """Whether address, query or form hold it; files may."""
    sent = (request.GET, request.POST)
    texts = (text for data in sent for _, kept in data.lists() for text in kept)
    return "\0" in request.path or any("\0" in text for text in texts)


class SignedIn:
    """Only a page that calls itself public is seen without signing in; a page may need a grant."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing but what the hook below does."""
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: object
    ) -> HttpResponse | None:
        """Decide before the view runs; whoever is turned away has done nothing (`project.once`)."""
        answer = self._turned_away(request, view)
        if answer is not None:
            answer.turned_away = True  # type: ignore[attr-defined] # read by `project.once`
        return answer

    def _turned_away(
        self, request: HttpRequest, view: Callable[..., HttpResponse]
    ) -> HttpResponse | None:
        page: Page | None = getattr(view, "page", None)
        if getattr(view, "public", False) or (page is not None and page.public):
            return None
        if not request.user.is_authenticated:
            return _to_the_door(request)
        if request.user.must_change and not getattr(view, "before_change", False):
            return errors.must_change(request)
        if not getattr(view, "before_change", False) and (first := _first_of_all(request)):
            return redirect(f"{reverse(first)}?{urlencode({'next': request.get_full_path()})}")
        if page is not None and page.act:
            return self._granted(request, page)
        return None

    def _granted(self, request: HttpRequest, page: Page) -> HttpResponse | None:
        if authority.able(Actor.of_request(request), page.act, timezone.localdate()):
            return None
        return errors.forbidden(request, Forbidden("您的岗位没有打开这个页面的权限。"))


def _to_the_door(request: HttpRequest) -> HttpResponse:
    """Sign in first. A part of a page has no room for the sign-in page: the page itself tells."""
    if request.headers.get("HX-Request"):
        return HttpResponse("登录已过期，请重新登录。", status=401, content_type="text/plain")
    return redirect_to_login(errors.sent_from(request) or request.get_full_path())


def _first_of_all(request: HttpRequest) -> str:
    """Name of the page that must be dealt with before any work; empty when none must.

    What was found in order is noted in the session, so that it is asked once a sign-in.
    """
    account = request.user
    if request.session.get("cleared") or not isinstance(account, Account):
        return ""
    if consents.wanting(account):
        return "people.consent"
    if factor.demanded(account) and not factor.enrolled(account):
        return "people.factor"
    request.session["cleared"] = True
    return ""


class GateAnswers:
    """`Forbidden` and `NotFound` of the gate become pages that say why and what to do."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing but what the hook below does."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        """Anything else stays an error for the server's log."""
        if isinstance(failure, Forbidden):
            return errors.forbidden(request, failure)
        if isinstance(failure, NotFound):
            return errors.not_found(request, failure)
        return None
