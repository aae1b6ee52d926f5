"""A person's own subscriptions: which system hears of what, and what came of each notice."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from guanbiao.exchange import hooks
from guanbiao.exchange.models import Delivery, Hook
from guanbiao.people.actor import Actor

MOST, SHOWN = 10, 20


def mine(request: HttpRequest) -> HttpResponse:
    """One's subscriptions; POST makes one, its secret on this answer only, or stops one."""
    actor, posted = Actor.of_request(request), request.POST
    own = Hook.objects.filter(person=actor.me, stopped_at=None)
    if posted.get("stop", "").isdecimal():
        if own.filter(pk=int(posted["stop"])).update(stopped_at=timezone.now()):
            messages.success(request, "已停用该订阅，不再发送通知。")
        return redirect("security.hooks")
    secret, words = _made(request, actor, own.count()) if request.method == "POST" else ("", "")
    log = Delivery.objects.filter(hook__person=actor.me).select_related("hook").order_by("-pk")
    context = {
        "rows": own.order_by("-pk"), "log": log[:SHOWN], "secret": secret, "words": words,
        "offered": hooks.offered(actor), "kept": posted if words else {},
    }  # fmt: skip
    answer = render(request, "security/hooks.html", context, status=422 if words else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _made(request: HttpRequest, actor: Actor, number: int) -> tuple[str, str]:
    """The secret of a new subscription, or why there is none."""
    label, url = (request.POST.get(name, "").strip() for name in ("label", "url"))
    entities = [name for name in request.POST.getlist("entity") if name in hooks.offered(actor)]
    if not label or not entities:
        return "", "请写明用途，并至少勾选一类记录。"
    if len(url) > 300 or not hooks.allowed(url):
        return "", "地址须以 https:// 开头，且主机在系统管理员允许的名单内。"
    if number >= MOST:
        return "", f"每人最多 {MOST} 个订阅：请先停用不再使用的。"
    return hooks.subscribe(actor, label[:50], url, entities)[1], ""
