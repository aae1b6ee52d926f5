"""Forms somebody began and has not sent."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanbiao.gate import registry
from guanbiao.kit import drafts
from guanbiao.people.actor import Actor

PER_PAGE = 20


def page(request: HttpRequest) -> HttpResponse:
    """One's own drafts, the latest first; a posted key throws that one away."""
    rows = drafts.mine(Actor.of_request(request))
    if request.method == "POST":
        key = request.POST.get("key", "")
        if key.isdecimal() and int(key) < 2**63:
            rows.filter(pk=int(key)).delete()
        return redirect("desk.drafts")
    known = {act.name: act for act in registry.acts()}
    here = Paginator(rows.filter(act__in=known), PER_PAGE).get_page(request.GET.get("page"))
    lines = [
        (each, known[each.act], drafts.hint(each.act, each.values),
         drafts.address(each.act, each.key))
        for each in here.object_list
    ]  # fmt: skip
    return render(request, "desk/drafts.html", {"page": here, "lines": lines})
