"""Unit tree, people, a person with her posts."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from guanbiao.gate import authority
from guanbiao.kit import answers
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person, Post, Unit, mark_of
from rulebook.grants import GrantScope

REVEAL = "security.access.reveal"
VERBS = ("person.amend", "person.leave", "post.assign", "post.end")
"""Acts that a person's page leads to, for those who may do them."""


def units(request: HttpRequest) -> HttpResponse:
    """The units one may see, as a tree."""
    actor = Actor.of_request(request)
    seen = authority.visible(actor, "organisation.unit.view", actor.today)
    rows = Unit.objects.filter(seen, closed_on=None).select_related("region").order_by("path")
    here = Paginator(rows, 100).get_page(request.GET.get("page"))
    lines = [(unit, unit.path.count("/") - 2) for unit in here.object_list]
    may = answers.may(actor, "organisation.unit.register")
    return render(request, "organisation/units.html", {"page": here, "lines": lines, "may": may})


def unit(request: HttpRequest, key: int) -> HttpResponse:
    """A unit with its people."""
    actor = Actor.of_request(request)
    seen = authority.visible(actor, "organisation.unit.view", actor.today)
    found = Unit.objects.filter(seen, pk=key).select_related("region", "parent").first()
    if found is None:
        raise Http404
    posts = Post.objects.in_force(actor.today).filter(unit=found).select_related("person")
    persons = found.persons.filter(active=True).order_by("sort_key")[:200]
    may = answers.may(actor, "organisation.unit.amend")
    context = {"unit": found, "posts": posts, "persons": persons, "may": may}
    return render(request, "organisation/unit.html", context)


def people(request: HttpRequest) -> HttpResponse:
    """The persons one may see, by pinyin."""
    actor = Actor.of_request(request)
    seen = authority.visible(actor, "organisation.person.view", actor.today)
    rows = Person.objects.filter(seen).select_related("unit").order_by("sort_key", "pk")
    text = request.GET.get("q", "").strip()[:30]
    if text:
        by_phone = Q(phone_mark=mark_of("phone", text)) if _reveals_others(actor) else Q()
        rows = rows.filter(Q(name__icontains=text) | Q(staff_no__icontains=text) | by_phone)
    here = Paginator(rows, 30).get_page(request.GET.get("page"))
    may = answers.may(actor, "organisation.person.register")
    return render(request, "organisation/people.html", {"page": here, "q": text, "may": may})


def _reveals_others(actor: Actor) -> bool:
    """Whether somebody may see numbers of other people in the clear, so may look for one too."""
    found = authority.titles(actor, REVEAL, actor.today)
    return any(title.grant.scope is not GrantScope.OWN for title in found)


def person(request: HttpRequest, key: int) -> HttpResponse:
    """A person: posts now and before, delegations."""
    actor = Actor.of_request(request)
    seen = authority.visible(actor, "organisation.person.view", actor.today)
    found = Person.objects.filter(seen, pk=key).select_related("unit").first()
    if found is None:
        raise Http404
    posts = found.posts.select_related("unit").order_by("-from_day")
    context = {
        "person": found, "posts": posts, "today": actor.today,
        "may_reveal": found.pk == actor.person_id or _reveals_others(actor),
        "may": {verb: answers.may(actor, f"organisation.{verb}") for verb in VERBS},
    }  # fmt: skip
    return render(request, "organisation/person.html", context)
