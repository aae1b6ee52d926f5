"""Pages: one's own ways of being reached, and the log of those who look after the platform."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from guanbiao.gate import authority
from guanbiao.modules.channels import adapters, own, rules
from guanbiao.modules.channels.measures import LOG, OUT, SENDING
from guanbiao.modules.channels.models import Address, Sending, State, Way
from guanbiao.people.actor import Actor

PER_PAGE = 30
MONTH = dt.timedelta(days=30)


def page(request: HttpRequest) -> HttpResponse:
    """Addresses, codes, switches; each change is one button."""
    actor = Actor.of_request(request)
    if request.method == "POST":
        _changed(request, actor)
        return redirect("channels.own")
    return render(request, "channels/own.html", _context(actor))


def _context(actor: Actor) -> dict[str, Any]:
    kept = {each.way: each for each in own.kept().filter(person=actor.me)}
    lines = []
    for way in adapters.offered():
        address = kept.get(way)
        good, asked = (own.shown(each) for each in _sealed(address))
        lines.append(
            (way, address, good, asked, "" if own.agreed(actor.me, way) else own.told(way))
        )
    unit, today = actor.me.unit, actor.today
    sent = Sending.objects.exclude(way=Way.INBOX).filter(message__person=actor.me)
    return {
        "lines": lines, "names": own.NAMES, "listed": rules.listed(unit, today),
        "urgent": sorted(rules.items(rules.URGENT, unit, today)),
        "rest": own.rests_of({actor.me.pk}).get(actor.me.pk),
        "quiet": rules.quiet(unit, today), "cap": rules.cap(unit, today),
        "few": _few(actor, len([each for each in kept.values() if each.confirmed_at])),
        "sent": sent.select_related("message").order_by("-pk")[:20],
    }  # fmt: skip


def _few(actor: Actor, own_ways: int) -> int:
    """How many ways urgent messages must take here, for one who has fewer; else 0."""
    unit, today = actor.me.unit, actor.today
    urgent = rules.items(rules.URGENT, unit, today)
    most = max((rules.Said.of(kind, unit, today).least for kind in urgent), default=0)
    wanted = min(most, len(adapters.offered()))
    return wanted if own_ways < wanted else 0


def _sealed(address: Address | None) -> tuple[str, str]:
    """The good one and the one that waits for its code."""
    return (address.value_sealed, address.asked_sealed) if address else ("", "")


def _changed(request: HttpRequest, actor: Actor) -> None:
    """One of ask, confirm, keep, on, off, remove, for the way named."""
    posted = request.POST
    verb, way = posted.get("do", ""), posted.get("way", "")
    if verb in ("rest", "wake"):
        _rested(request, actor)
        return
    if way not in {each.value for each in adapters.offered()}:
        return
    chosen = Way(way)
    try:
        if verb == "ask":
            if posted.get("agree"):
                own.agree(actor.me, chosen, request.META.get("REMOTE_ADDR") or None)
            own.ask(actor.me, chosen, posted.get("address", "")[:500])
            messages.success(request, f"验证码已发到您的{chosen.label}，请在下面填写。")
        elif verb == "confirm":
            own.confirm(actor.me, chosen, posted.get("code", "")[:10])
            messages.success(request, f"{chosen.label}已验证，符合条件的消息会同时发到这里。")
        elif verb == "keep":
            own.keep(actor.me, chosen)
        elif verb in ("on", "off"):
            own.want(actor.me, chosen, verb == "on")
        elif verb == "remove":
            own.remove(actor.me, chosen)
            messages.success(request, f"已撤回同意，不再保存您的{own.NAMES[chosen]}。")
    except own.Refused as refusal:
        messages.warning(request, str(refusal))


def _rested(request: HttpRequest, actor: Actor) -> None:
    """Quiet hours of one's own, set or given up."""
    posted = request.POST
    if posted["do"] == "wake":
        own.wake(actor.me)
        return
    try:
        own.rest(actor.me, posted.get("begin", "")[:8], posted.get("end", "")[:8])
    except own.Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "已设置您的免打扰时段，紧急消息不受影响。")


def log(request: HttpRequest) -> HttpResponse:
    """What was sent and what was not, with the share that went out in the last thirty days."""
    state, way = request.GET.get("state", ""), request.GET.get("way", "")
    actor = Actor.of_request(request)
    seen = Sending.objects.filter(authority.visible(actor, LOG, actor.today, SENDING))
    rows = seen.exclude(way=Way.INBOX).select_related("message__person__unit")
    rates = _rates(rows)
    if state in State.values:
        rows = rows.filter(state=state)
    if way in Way.values:
        rows = rows.filter(way=way)
    here = Paginator(rows.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": here, "rates": rates, "state": state, "way": way,
               "states": State.choices, "ways": Way.choices[1:]}  # fmt: skip
    return render(request, "channels/log.html", context)


def _rates(seen: QuerySet[Sending]) -> list[tuple[str, int, int, float | None]]:
    """Way, sent, not delivered, and the share sent (%) of both."""
    since = timezone.now() - MONTH
    counted = (
        seen.select_related(None)
        .filter(at__gte=since)
        .values("way")
        .annotate(
            done=Count("pk", filter=OUT),
            failed=Count("pk", filter=Q(state=State.FAILED)),
        )
    )
    found = {each["way"]: (each["done"], each["failed"]) for each in counted}
    made: list[tuple[str, int, int, float | None]] = []
    for way in (each for each in Way if each in adapters.offered() or each.value in found):
        done, failed = found.get(way, (0, 0))
        ended = done + failed
        made.append((str(way.label), done, failed, round(100 * done / ended, 1) if ended else None))
    return made
