"""Drivers: the list, registering one, changing one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanbiao.gate import authority
from guanbiao.gate.perform import perform
from guanbiao.kit import answers
from guanbiao.modules.vehicles.forms import DriverAmendForm, DriverForm
from guanbiao.modules.vehicles.models import Driver
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person

PER_PAGE = 50
POST = "驾驶员"


def drivers(request: HttpRequest) -> HttpResponse:
    """Drivers and their licences."""
    actor = Actor.of_request(request)
    rows = _seen(actor).order_by("person__sort_key", "pk")
    text = request.GET.get("q", "").strip()[:30]
    if text:
        rows = rows.filter(person__name__icontains=text)
    here = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": here, "today": actor.today, "q": text,
        "may_register": answers.may(actor, "vehicles.driver.register"),
        "may_amend": answers.may(actor, "vehicles.driver.amend"),
    }  # fmt: skip
    return render(request, "vehicles/drivers.html", context)


def _seen(actor: Actor) -> Any:
    rows = Driver.objects.filter(authority.visible(actor, "vehicles.driver.view", actor.today))
    return rows.select_related("person__unit")


def register(request: HttpRequest) -> HttpResponse:
    """Enter a driver; offered are those who hold the post and are not entered yet."""
    actor = Actor.of_request(request)
    form = DriverForm(data=request.POST or None, initial={"active": True})
    prefix = actor.unit.region_prefix if actor.unit else ""
    fresh = Person.objects.filter(
        active=True, driver=None, unit__region__code__startswith=prefix, posts__role=POST
    )
    form.fields["person"].queryset = fresh.order_by("sort_key").distinct()  # type: ignore[attr-defined]
    return _filled(request, actor, "vehicles.driver.register", None, form)


def amend(request: HttpRequest, key: int) -> HttpResponse:
    """Change a driver's licence, health check or standing."""
    actor = Actor.of_request(request)
    found = _seen(actor).filter(pk=key).first()
    if found is None:
        raise Http404
    initial = {name: getattr(found, name) for name in DriverAmendForm.base_fields}
    form = DriverAmendForm(data=request.POST or None, initial=initial)
    return _filled(request, actor, "vehicles.driver.amend", found, form)


def _filled(
    request: HttpRequest, actor: Actor, act: str, found: Driver | None, form: DriverAmendForm
) -> HttpResponse:
    outcome = None
    if request.method == "POST":
        reasons = answers.reasons(request.POST)
        outcome = perform(act, actor, found, request.POST, reasons=reasons)
        if outcome.ok:
            messages.success(request, f"已{outcome.act.label}，凭条 {outcome.receipt_number}。")
            return redirect("vehicles.drivers")
    context = {"form": form, "d": found, **answers.told(outcome)}
    return render(request, "vehicles/driver_form.html", context, status=422 if outcome else 200)
