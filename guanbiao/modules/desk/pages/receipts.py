"""A receipt checked anew by whoever may read it, and for anybody the proof that a paper is one."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from guanbiao.exchange import prints
from guanbiao.gate import evidence, recomputing, registry, sight
from guanbiao.gate.models import Case, Receipt
from guanbiao.kit import shown
from guanbiao.modules.desk import queries
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit


def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """A receipt checked anew: digest, mark, place in the chain; and what it was written for."""
    actor = Actor.of_request(request)
    found = queries.receipt(actor, actor.today, number)
    if found is None:
        raise Http404
    context = {
        "slip": shown.slip(found, actor, prints.proof(request, found)), "r": found,
        "again": recomputing.recompute(found), "behind": _behind(found, actor),
    }  # fmt: skip
    return render(request, "desk/receipt.html", context)


def _behind(found: Receipt, actor: Actor) -> list[tuple[str, str]]:
    """Label and address of the record and of the case, as far as this person may open them."""
    links = []
    row = sight.readable(actor, found.entity, found.key or None, actor.today)
    href = registry.entity(found.entity).address(found.key) if row is not None else ""
    if href:
        links.append((f"{registry.entity(found.entity).label}　{row}", href))
    case = Case.objects.filter(pk=found.case_id or 0).first()
    if case is not None and sight.readable(actor, "cases.case", case.pk, actor.today):
        links.append((f"办件　{case.title}", reverse("cases.case", args=[case.pk])))
    return links


@never_cache
def proof(request: HttpRequest, number: str, digest: str) -> HttpResponse:
    """Whether a paper says what the platform holds: its number and day, no name and no content.

    Only who holds the paper knows the digest. Whoever may read the receipt is led to it.
    """
    found = Receipt.objects.filter(number=number).first()
    if found is None or not evidence.printed(found, digest):
        return render(request, "desk/proof.html", {"contact": settings.CONTACT}, status=404)
    person = getattr(request.user, "person", None)
    if person is not None and person.active:
        actor = Actor.of_request(request)
        if queries.receipt(actor, actor.today, number) is not None:
            return redirect("desk.receipt", number)
    unit = Unit.objects.filter(pk=found.unit_id or 0).first()
    context = {
        "r": found, "act": registry.act_label(found.act), "unit": unit,
        "genuine": evidence.genuine(found), "contact": settings.CONTACT,
    }  # fmt: skip
    return render(request, "desk/proof.html", context)
