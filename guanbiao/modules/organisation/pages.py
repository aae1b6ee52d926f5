"""Unit tree, people, a person's posts, one's own delegations."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from guanbiao.gate import authority
from guanbiao.gate.perform import perform
from guanbiao.people.actor import Actor
from guanbiao.people.models import Delegation, Person, Post, Unit


def units(request: HttpRequest) -> HttpResponse:
    """The units one may see, as a tree."""
    actor = Actor.of_request(request)
    seen = authority.visible(actor, "organisation.unit.view", actor.today)
    rows = Unit.objects.filter(seen, closed_on=None).select_related("region").order_by("path")
    here = Paginator(rows, 100).get_page(request.GET.get("page"))
    lines = [(unit, unit.path.count("/") - 2) for unit in here.object_list]
    return render(request, "organisation/units.html", {"page": here, "lines": lines})


def unit(request: HttpRequest, key: int) -> HttpResponse:
    """A unit with its people."""
    actor = Actor.of_request(request)
    seen = authority.visible(actor, "organisation.unit.view", actor.today)
    found = Unit.objects.filter(seen, pk=key).select_related("region", "parent").first()
    if found is None:
        raise Http404
    posts = Post.objects.in_force(actor.today).filter(unit=found).select_related("person")
    persons = found.persons.filter(active=True).order_by("sort_key")[:200]
    context = {"unit": found, "posts": posts, "persons": persons}
    return render(request, "organisation/unit.html", context)


def people(request: HttpRequest) -> HttpResponse:
    """The persons one may see, by pinyin."""
    actor = Actor.of_request(request)
    seen = authority.visible(actor, "organisation.person.view", actor.today)
    rows = Person.objects.filter(seen).select_related("unit").order_by("sort_key", "pk")
    text = request.GET.get("q", "").strip()[:30]
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(staff_no__icontains=text))
    here = Paginator(rows, 30).get_page(request.GET.get("page"))
    return render(request, "organisation/people.html", {"page": here, "q": text})


def person(request: HttpRequest, key: int) -> HttpResponse:
    """A person: posts now and before, delegations."""
    actor = Actor.of_request(request)
    seen = authority.visible(actor, "organisation.person.view", actor.today)
    found = Person.objects.filter(seen, pk=key).select_related("unit").first()
    if found is None:
        raise Http404
    posts = found.posts.select_related("unit").order_by("-from_day")
    context = {"person": found, "posts": posts, "today": actor.today}
    return render(request, "organisation/person.html", context)


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
    colleagues = Person.objects.filter(unit__path__startswith=actor.unit.path, active=True)  # type: ignore[union-attr]
    context = {
        "rows": mine.select_related("from_person", "to_person").order_by("-from_at")[:50],
        "colleagues": colleagues.exclude(pk=actor.me.pk).order_by("sort_key")[:300],
        "outcome": outcome,
        "draft": request.POST,
        "now": timezone.now(),
        "me": actor.person,
    }
    status = 422 if outcome is not None else 200
    return render(request, "organisation/delegations.html", context, status=status)
