"""Sign-in, sign-out, password, own sessions, elder view."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout as close_session
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST, require_safe

from guanbiao.people import consents, factor, federation, offering, passwords, sessions, signin
from guanbiao.people.actor import Actor
from guanbiao.people.models import Account, LoginEvent

ELDER = "elder"
"""Cookie: how the device shows pages to whoever is not signed in yet."""

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
        if answer.waits:
            return _asked(following)
        words = answer.words
    context = {"words": words, "login": name, "next": following, "ways": _ways()}
    return render(request, "people/login.html", context, status=401 if words else 200)


def _asked(following: str) -> HttpResponse:
    return redirect(f"{reverse('people.code')}?{urlencode({'next': following})}")


@public
@never_cache
def elsewhere(request: HttpRequest, way: str) -> HttpResponse:
    """Leave for the other system that signs people in."""
    if way not in _ways():
        raise Http404
    begin = federation.begin_oidc if way == "oidc" else federation.begin_cas
    try:
        return redirect(begin(request, _following(request)))
    except federation.Stranger as stranger:
        return _refused(request, stranger)


@public
@never_cache
def back(request: HttpRequest, way: str) -> HttpResponse:
    """Come back from there."""
    if way not in _ways():
        raise Http404
    finish = federation.finish_oidc if way == "oidc" else federation.finish_cas
    try:
        account, following = finish(request)
    except federation.Stranger as stranger:
        signin.turned_away(request)
        return _refused(request, stranger)
    answer = signin.vouched(request, account)
    return _asked(following) if answer.waits else redirect(following)


def _ways() -> dict[str, str]:
    """The other ways to sign in that settings allow, with their labels."""
    ways = {"oidc": settings.OIDC_ISSUER, "cas": settings.CAS_URL}
    labels = {"oidc": "统一身份登录", "cas": "CAS 统一登录"}
    return {way: labels[way] for way, address in ways.items() if address}


def _refused(request: HttpRequest, stranger: Exception) -> HttpResponse:
    context = {"words": str(stranger), "login": "", "next": "/", "ways": _ways()}
    return render(request, "people/login.html", context, status=401)


@public
@never_cache
@csrf_protect
def code(request: HttpRequest) -> HttpResponse:
    """The second door, for accounts with a one-time code."""
    following, words = _following(request), ""
    if signin.awaited(request) is None:
        return redirect("people.login")
    if request.method == "POST":
        answer = signin.second(request, request.POST.get("code", ""))
        if answer.account is not None:
            return redirect(following)
        words = answer.words
    context = {"words": words, "next": following}
    return render(request, "people/code.html", context, status=401 if words else 200)


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
        sessions.end(request.user.sessions.filter(session_key=request.session.session_key))
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
            before = request.session.session_key
            sessions.end_all(account, before)
            update_session_auth_hash(request, account)
            sessions.renamed(before, request.session.session_key)
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


def mine(request: HttpRequest) -> HttpResponse:
    """Where one is signed in, and the last sign-ins; POST ends one session or all the others."""
    account, here = request.user, request.session.session_key
    assert isinstance(account, Account)
    if request.method == "POST":
        key = request.POST.get("end", "")
        if key.isdecimal():
            sessions.end(account.sessions.filter(pk=key).exclude(session_key=here))
        else:
            sessions.end_all(account, here)
        return redirect("people.sessions")
    context = {
        "sessions": sessions.live(account),
        "here": here,
        "events": LoginEvent.objects.filter(account=account).order_by("-at")[:20],
    }
    return render(request, "people/sessions.html", context)


@before_change
@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """Enrol a one-time code, see that it is there, or ask for new recovery codes."""
    account = request.user
    assert isinstance(account, Account)
    kept, codes, words = factor.enrolled(account), [], signin.locked_words(account)
    if request.method == "POST" and not words:
        typed = request.POST.get("code", "").replace(" ", "")
        if kept is None:
            codes = factor.confirm(factor.begin(account), typed)
        elif factor.accepts(kept, typed):
            codes = factor.renew(account)
        words = "" if codes else signin.mistaken(request, account)
        kept = factor.enrolled(account)
    context = {
        "kept": kept, "codes": codes, "words": words, "forced": factor.demanded(account),
        "left": account.recovery_codes.filter(used_at=None).count(),
        **({} if kept else _enrolment(account)),
    }  # fmt: skip
    return render(request, "people/factor.html", context, status=422 if words else 200)


def _enrolment(account: Account) -> dict[str, str]:
    begun = factor.begin(account)
    return {"secret": factor.secret_of(begun), "qr": factor.picture(begun)}


@before_change
def consent(request: HttpRequest) -> HttpResponse:
    """How personal data is handled; POST agrees."""
    account = request.user
    assert isinstance(account, Account)
    if request.method == "POST" and request.POST.get("agree"):
        consents.agree(request, account)
        return redirect(_following(request))
    context = {
        "notice": consents.notice(), "given": consents.given(account), "next": _following(request),
        "others": account.consents.exclude(purpose="").order_by("-at"),
    }  # fmt: skip
    return render(request, "people/consent.html", context)


@public
@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Switch the elder view on or off: with the account, and for the sign-in page of the device."""
    wanted = request.COOKIES.get(ELDER) != "1"
    if isinstance(request.user, Account):
        wanted = request.user.elder_view = not request.user.elder_view
        request.user.save(update_fields=["elder_view"])
    answer = redirect(_following(request))
    year, secure = 365 * 86_400, settings.SESSION_COOKIE_SECURE
    answer.set_cookie(ELDER, str(int(wanted)), year, secure=secure, httponly=True, samesite="Lax")
    return answer


@require_safe
def offered(request: HttpRequest) -> HttpResponse:
    """People to choose from while one types; of a row of names the last is looked for."""
    actor, within = Actor.of_request(request), request.GET.get("within", "")
    typed = str(next((text for name, text in request.GET.items() if name != "within"), ""))[:200]
    last = offering.parts(typed)[-1]
    before = typed[: len(typed) - len(last)]
    found = offering.like(offering.colleagues(actor, within), actor, last)
    lines = [(f"{before}{offering.written(each)}", offering.label(each)) for each in found]
    return render(request, "people/offered.html", {"lines": lines})


urls = [
    path("login/", login, name="people.login"),
    path("login/code/", code, name="people.code"),
    path("login/<slug:way>/", elsewhere, name="people.elsewhere"),
    path("login/oidc/back/", back, {"way": "oidc"}, name="people.oidc_back"),
    path("login/cas/back/", back, {"way": "cas"}, name="people.cas_back"),
    path("logout/", logout, name="people.logout"),
    path("password/", password, name="people.password"),
    path("me/sessions/", mine, name="people.sessions"),
    path("me/factor/", second_factor, name="people.factor"),
    path("me/consent/", consent, name="people.consent"),
    path("me/elder/", elder, name="people.elder"),
    path("people/offered/", offered, name="people.offered"),
]
