"""Keeping units, persons and posts: one page an act."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from guanbiao.gate import authority
from guanbiao.kit import acting
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person, Post, Unit

SUGGESTED = 500


def _units() -> list[str]:
    """Names offered while one types; any other name is taken as well."""
    rows = Unit.objects.filter(closed_on=None).order_by("path")
    return list(rows.values_list("name", flat=True)[:SUGGESTED])


def _page(
    request: HttpRequest, act: str, subject: Model | None, back: str, **more: Any
) -> HttpResponse:
    return acting.page(
        request, f"organisation.{act}", subject, lambda _: back, listed={"units": _units()}, **more
    )


def unit_new(request: HttpRequest) -> HttpResponse:
    """Register a unit."""
    return _page(request, "unit.register", None, reverse("organisation.units"))


def unit_amend(request: HttpRequest, key: int) -> HttpResponse:
    """Change a unit's names or staff quota."""
    found = get_object_or_404(Unit, pk=key)
    return _page(request, "unit.amend", found, reverse("organisation.unit", args=[key]))


def unit_merge(request: HttpRequest, key: int) -> HttpResponse:
    """A unit goes into another."""
    found = get_object_or_404(Unit, pk=key)
    hint = "未办事项转到并入单位的同名岗位，在办办件随之划转，本单位随即关闭。"
    back = reverse("organisation.unit", args=[key])
    return _page(request, "unit.merge", found, back, hint=hint)


def person_new(request: HttpRequest) -> HttpResponse:
    """Register a person."""
    return _page(request, "person.register", None, reverse("organisation.people"))


def person_amend(request: HttpRequest, key: int) -> HttpResponse:
    """Change a person's rank, phone or unit."""
    found = get_object_or_404(Person, pk=key)
    return _page(request, "person.amend", found, reverse("organisation.person", args=[key]))


def person_leave(request: HttpRequest, key: int) -> HttpResponse:
    """Somebody leaves: name who takes over."""
    found = get_object_or_404(Person, pk=key)
    hint = "有未办事项的须填写接替人员；岗位、委托和账号随离岗一并终止。"
    back = reverse("organisation.person", args=[key])
    return _page(request, "person.leave", found, back, hint=hint)


def post_assign(request: HttpRequest, key: int) -> HttpResponse:
    """Give a person a post."""
    actor = Actor.of_request(request)
    seen = authority.visible(actor, "organisation.person.view", actor.today)
    found = get_object_or_404(Person.objects.filter(seen).select_related("unit"), pk=key)
    back = reverse("organisation.person", args=[key])
    initial = {"person": found.staff_no, "unit": found.unit.name}
    return _page(request, "post.assign", None, back, initial=initial)


def post_end(request: HttpRequest, key: int) -> HttpResponse:
    """End a post on a day."""
    found = get_object_or_404(Post.objects.select_related("person", "unit"), pk=key)
    return _page(request, "post.end", found, reverse("organisation.person", args=[found.person_id]))
