"""A person's own tokens: issued for chosen rights and days, shown once, stopped at any time."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from guanbiao.exchange import tokens
from guanbiao.people.actor import Actor

DAYS = {"30": "30 天", "90": "90 天", "180": "180 天", "365": "一年"}


def mine(request: HttpRequest) -> HttpResponse:
    """One's tokens; POST issues one, whose text stands on this answer only, or stops one."""
    actor = Actor.of_request(request)
    posted = request.POST
    if posted.get("revoke", "").isdecimal():
        stopped = tokens.held(actor).filter(pk=int(posted["revoke"]))
        if stopped.update(revoked_at=timezone.now()):
            messages.success(request, "已停用该令牌，用它的程序立即失去权限。")
        return redirect("security.tokens")
    text, words = _issued(request, actor) if request.method == "POST" else ("", "")
    context = {
        "rows": tokens.held(actor), "text": text, "words": words, "offered": tokens.offered(actor),
        "days": DAYS, "label": posted.get("label", "") if words else "",
        "chosen": posted.getlist("scope") if words else [],
    }  # fmt: skip
    answer = render(request, "security/tokens.html", context, status=422 if words else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _issued(request: HttpRequest, actor: Actor) -> tuple[str, str]:
    """The text of a new token, or why there is none."""
    label = request.POST.get("label", "").strip()[:50]
    scopes, days = request.POST.getlist("scope"), request.POST.get("days", "")
    if not label or not scopes or days not in DAYS:
        return "", "请写明用途，至少勾选一项权限，并选择有效期。"
    if tokens.held(actor).count() >= tokens.MOST:
        return "", f"每人最多持有 {tokens.MOST} 个有效令牌：请先停用不再使用的。"
    return tokens.issue(actor, label, scopes, int(days))[1], ""
