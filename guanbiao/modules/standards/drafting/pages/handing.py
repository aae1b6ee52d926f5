"""Handing a draft over to publishing: registered and tried on last year's records in one step."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from guanbiao.gate import authority
from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.kit import acting, answers
from guanbiao.modules.publishing.public import VIEW, hand_in, rehearse_year, under_way
from guanbiao.modules.standards.drafting import acts
from guanbiao.modules.standards.drafting.facts import DRAFT
from guanbiao.modules.standards.drafting.files import draft_pack
from guanbiao.modules.standards.drafting.forms import PublishForm
from guanbiao.modules.standards.drafting.models import Draft, Procedure
from guanbiao.modules.standards.drafting.pages.desk import Desk

PUBLISH = "standards.draft.publish"
HINT = ("移交后，平台核对与施行中标准的冲突，并按过去一年的记录做修订仿真；"
        "由分管负责人在发布件上公示、发布。")  # fmt: skip


def page(request: HttpRequest, key: int) -> HttpResponse:
    """The form; posted, the draft becomes a release and its rehearsal begins."""
    desk = Desk.of(request, key)
    authority.require(desk.actor, PUBLISH, "移交发布", desk.draft, DRAFT, desk.actor.today)
    if request.method == "POST" and _lawful(desk):
        _register(desk)
    return acting.page(request, PUBLISH, desk.draft, lambda done: _back(desk, done), hint=HINT)


def _lawful(desk: Desk) -> bool:
    """Whether the gate would let the draft go; a release is only registered for one that may."""
    posted = desk.request.POST
    reasons = answers.reasons(posted)
    return perform(PUBLISH, desk.actor, desk.draft, posted, rehearse=True, reasons=reasons).ok


def _register(desk: Desk) -> None:
    """The release of exactly these files; one left from an interrupted attempt is taken up."""
    form = PublishForm(desk.request.POST)
    if not form.is_valid():
        return
    said, today = form.cleaned_data, desk.actor.today
    draft = Draft.objects.get(pk=desk.draft.pk)
    acts.planned(draft, said, today)
    pack = draft_pack(draft)
    if under_way(pack.digest) is not None:
        return
    outcome = hand_in(
        desk.actor, pack, [unit.pk for unit in said["units"]],
        answers.reasons(desk.request.POST), fast=draft.procedure == Procedure.FAST,
    )  # fmt: skip
    if outcome.ok:
        rehearse_year(desk.actor, outcome.subject, today)
    else:
        messages.error(desk.request, " ".join(answers.errors(outcome)) or "没有登记为发布件。")


def _back(desk: Desk, done: Outcome | None) -> str:
    """To the release for whoever may see it."""
    key = getattr(done.subject, "release", None) if done else None
    if key and authority.able(desk.actor, VIEW, desk.actor.today):
        return reverse("publishing.release", args=[key])
    return reverse("standards.draft", args=[desk.draft.pk])
