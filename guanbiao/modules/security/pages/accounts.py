"""Accounts: the list, one account with its sessions and orders, and what may be ordered of it."""

from __future__ import annotations

from dataclasses import replace

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from guanbiao.gate import authority
from guanbiao.kit import acting, answers
from guanbiao.modules.security.acts.accounts import Order
from guanbiao.modules.security.facts import ACCOUNT
from guanbiao.people import sessions
from guanbiao.people.actor import Actor
from guanbiao.people.models import Account, Person, Post

PER_PAGE = 50
OWNER = replace(ACCOUNT, unit_path="person__unit__path")
"""Accounts themselves, where the entity is what was ordered of them."""
VERBS = tuple(kind for kind in Order if kind is not Order.OPEN)


def _seen(actor: Actor) -> QuerySet[Account]:
    mine = authority.visible(actor, "security.account.view", actor.today, OWNER)
    return Account.objects.filter(mine).select_related("person__unit")


def listed(request: HttpRequest) -> HttpResponse:
    """The accounts one may see, by login."""
    actor = Actor.of_request(request)
    rows, text = _seen(actor).order_by("login"), request.GET.get("q", "").strip()[:30]
    if text:
        rows = rows.filter(Q(login__icontains=text) | Q(person__name__icontains=text))
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")), "q": text,
        "may_open": answers.may(actor, "security.account.open"),
    }  # fmt: skip
    return render(request, "security/accounts.html", context)


def opened(request: HttpRequest) -> HttpResponse:
    """Open an account for somebody at work who has none."""
    hint = "账号开通后还不能登录：由安全管理员发放一次性密码，本人首次登录时更换。"
    waiting = Person.objects.filter(active=True, account=None).order_by("staff_no")[:500]
    return acting.page(
        request, "security.account.open", None, lambda _: reverse("security.accounts"),
        initial={"person": request.GET.get("person", "")}, hint=hint,
        listed={"people": [person.staff_no for person in waiting]},
    )  # fmt: skip


def account(request: HttpRequest, key: int) -> HttpResponse:
    """One account: who, which posts, where signed in, what was ordered."""
    return _shown(request, _found(request, key))


def _found(request: HttpRequest, key: int) -> Account:
    found = _seen(Actor.of_request(request)).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _shown(
    request: HttpRequest, found: Account, attempt: object = None, secret: str = ""
) -> HttpResponse:
    actor = Actor.of_request(request)
    posts = Post.objects.in_force(actor.today).filter(person=found.person)
    context = {
        "account": found,
        "posts": posts.select_related("unit"),
        "sessions": sessions.live(found),
        "orders": found.orders.select_related("ordered_by").order_by("-ordered_at")[:30],
        "verbs": [kind for kind in VERBS if answers.may(actor, f"security.account.{kind.value}")],
        "secret": secret,
        **answers.told(attempt),  # type: ignore[arg-type] # an outcome or none
    }  # fmt: skip
    return render(request, "security/account.html", context, status=422 if attempt else 200)


@require_POST
def order(request: HttpRequest, key: int, verb: str) -> HttpResponse:
    """Order something of an account; a password given out is shown once, on this answer only."""
    if verb not in {kind.value for kind in VERBS}:
        raise Http404
    found = _found(request, key)
    outcome = acting.attempt(request, f"security.account.{verb}", account=found.pk)
    assert outcome is not None
    if not outcome.ok:
        return _shown(request, found, outcome)
    secret = getattr(outcome.subject, "secret", "")
    if secret:
        answer = _shown(request, found, secret=secret)
        answer.headers["Cache-Control"] = "no-store"
        return answer
    return redirect("security.account", key)
