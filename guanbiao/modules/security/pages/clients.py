"""Systems that sign in through us: the list, registering one, disabling one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from guanbiao.gate import authority
from guanbiao.kit import acting, answers
from guanbiao.modules.security.forms import ClientForm
from guanbiao.modules.security.models import Client
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit

VIEW, SUGGESTED = "security.client.view", 500


def clients(request: HttpRequest) -> HttpResponse:
    """Registered systems; POST registers one and shows its secret, on this answer only."""
    actor = Actor.of_request(request)
    outcome = acting.attempt(request, "security.client.register")
    made = outcome.subject if outcome is not None and outcome.ok else None
    rows = Client.objects.filter(authority.visible(actor, VIEW, actor.today)).order_by("client_id")
    failed = None if made else outcome
    context = {
        "rows": rows.select_related("unit", "registered_by"), "made": made,
        "form": ClientForm(data=request.POST if failed else None),
        "may": answers.may(actor, "security.client.register"),
        "units": Unit.objects.filter(closed_on=None).order_by("path")[:SUGGESTED],
        **answers.told(failed),
    }  # fmt: skip
    status = 422 if failed else 200
    answer = render(request, "security/clients.html", context, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
def disabled(request: HttpRequest, key: int) -> HttpResponse:
    """Disable a system."""
    acting.attempt(request, "security.client.disable", get_object_or_404(Client, pk=key))
    return redirect("security.clients")
