"""Personal data: looking at it with a reason, and who looked at whose."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from guanbiao.gate import authority
from guanbiao.kit import acting, answers
from guanbiao.modules.security.facts import ACCESS
from guanbiao.modules.security.models import AccessRecord
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person

REVEAL, VIEW = "security.access.reveal", "security.access.view"
PER_PAGE = 50


def reveal(request: HttpRequest, key: int) -> HttpResponse:
    """Ask to see a person's number: masked until a purpose is written and the gate lets it pass."""
    actor = Actor.of_request(request)
    found = Person.objects.filter(pk=key).select_related("unit").first()
    if found is None or not authority.may(
        actor, REVEAL, AccessRecord(person=found), ACCESS, actor.today
    ):
        raise Http404
    outcome = acting.attempt(request, REVEAL, person=found.pk)
    record = outcome.subject if outcome is not None and outcome.ok else None
    told = answers.told(None if record else outcome)
    context = {"person": found, "record": record, "fields": AccessRecord.Field, **told}
    status = 422 if outcome is not None and record is None else 200
    answer = render(request, "security/reveal.html", context, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def accesses(request: HttpRequest) -> HttpResponse:
    """Who looked at whose data; everybody sees who looked at hers."""
    actor = Actor.of_request(request)
    rows = AccessRecord.objects.filter(authority.visible(actor, VIEW, actor.today))
    if text := request.GET.get("q", "").strip()[:30]:
        rows = rows.filter(Q(person__name__icontains=text) | Q(seen_by__name__icontains=text))
    rows = rows.select_related("person__unit", "seen_by__unit").order_by("-seen_at", "-pk")
    here = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "security/accesses.html", {"page": here, "q": text})
