"""Sign-in, sign-out, password, own sessions, elder view."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth import logout as close_session
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from guanbiao.people import passwords, signin
from guanbiao.people.models import Account, LoginEvent

View = TypeVar("View", bound=Callable[..., HttpResponse])


def public(view: View) -> View:
    """Mark a view that needs no sign-in."""
    view.public = True  # type: ignore[attr-defined]
    return view


def before_change(view: View) -> View:
    """Mark a view that is reachable while the password must be changed."""
    view.before_change = True  # type: ignore[attr-defined]
    return view


@public
@never_cache
@csrf_protect
def login(request: HttpRequest) -> HttpResponse:
    """The door: form on GET, check on POST."""
    following = _following(request)
    if request.user.is_authenticated:
        return redirect(following)
    words, name = "", ""
    if request.method == "POST":
        name = request.POST.get("login", "")
        answer = signin.sign_in(request, name, request.POST.get("password", ""))
        if answer.account is not None:
            return redirect(following)
        words = answer.words
    context = {"words": words, "login": name, "next": following}
    return render(request, "people/login.html", context, status=401 if words else 200)


def _following(request: HttpRequest) -> str:
    """Where to go afterwards, never to another site."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if safe else "/"


@public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Close the session."""
    if isinstance(request.user, Account):
        signin.note_logout(request, request.user)
    close_session(request)
    return redirect("people.login")


@before_change
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; every other session of the account ends."""
    account = request.user
    assert isinstance(account, Account)
    words: list[str] = []
    if request.method == "POST":
        words = _password_faults(account, request)
        if not words:
            passwords.change(account, request.POST["new"])
            update_session_auth_hash(request, account)
            return redirect("desk.portal")
    context = {"words": words, "forced": account.must_change}
    return render(request, "people/password.html", context, status=422 if words else 200)


def _password_faults(account: Account, request: HttpRequest) -> list[str]:
    fresh = request.POST.get("new", "")
    if not account.check_password(request.POST.get("old", "")):
        return ["原密码不正确"]
    if fresh != request.POST.get("again", ""):
        return ["两次输入的新密码不一致"]
    return passwords.faults(account, fresh)


def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in, and the last sign-ins; POST ends all the others."""
    mine = _own_sessions(request)
    if request.method == "POST":
        others = [each.session_key for each in mine if each.session_key != _key(request)]
        Session.objects.filter(session_key__in=others).delete()
        return redirect("people.sessions")
    rows = [
        {
            "here": each.session_key == _key(request),
            "address": each.get_decoded().get("address") or "—",
            "until": each.expire_date,
        }
        for each in mine
    ]
    events = LoginEvent.objects.filter(account=request.user).order_by("-at")[:20]  # type: ignore[misc]
    return render(request, "people/sessions.html", {"sessions": rows, "events": events})


def _key(request: HttpRequest) -> str | None:
    return request.session.session_key


def _own_sessions(request: HttpRequest) -> list[Session]:
    live = Session.objects.filter(expire_date__gt=timezone.now())
    me = str(request.user.pk)
    return [each for each in live if each.get_decoded().get("_auth_user_id") == me]


@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Switch the elder view on or off; it stays with the account."""
    assert isinstance(request.user, Account)
    request.user.elder_view = not request.user.elder_view
    request.user.save(update_fields=["elder_view"])
    return redirect(_following(request))


urls = [
    path("login/", login, name="people.login"),
    path("logout/", logout, name="people.logout"),
    path("password/", password, name="people.password"),
    path("me/sessions/", sessions, name="people.sessions"),
    path("me/elder/", elder, name="people.elder"),
]
