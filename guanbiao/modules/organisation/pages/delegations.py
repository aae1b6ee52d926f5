"""One's own delegations."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from guanbiao.gate.perform import perform
from guanbiao.kit import answers
from guanbiao.modules.organisation.forms import DelegationForm
from guanbiao.people.actor import Actor
from guanbiao.people.models import Delegation


def _fresh(actor: Actor) -> dict[str, str]:
    """What a form begins with, as its fields are written."""
    found = DelegationForm().prefill(actor, None, actor.today)
    return {name: f"{value:%Y-%m-%dT%H:%M}" for name, value in found.items()}


def delegations(request: HttpRequest) -> HttpResponse:
    """My delegations; POST grants or takes one back."""
    actor = Actor.of_request(request)
    outcome = None
    if request.method == "POST":
        key = request.POST.get("revoke", "")
        if key:
            outcome = perform("organisation.delegation.revoke", actor, key)
        else:
            outcome = perform("organisation.delegation.grant", actor, draft=request.POST)
        if outcome.ok:
            return redirect("organisation.delegations")
    mine = Delegation.objects.filter(Q(from_person=actor.person) | Q(to_person=actor.person))
    context = {
        "rows": mine.select_related("from_person", "to_person").order_by("-from_at")[:50],
        **answers.told(outcome),
        "draft": request.POST if outcome is not None else _fresh(actor),
        "known": DelegationForm().known(actor),
        "now": timezone.now(),
        "me": actor.person,
    }
    status = 422 if outcome is not None else 200
    return render(request, "organisation/delegations.html", context, status=status)
