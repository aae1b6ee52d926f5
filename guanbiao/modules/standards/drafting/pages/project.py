"""The page of a drafting project: where it stands, who was asked, what was said, who read it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guanbiao.gate import authority
from guanbiao.kit import acting, answers, details, names
from guanbiao.modules.publishing.public import Standing, standing
from guanbiao.modules.standards.drafting.forms import STEPS
from guanbiao.modules.standards.drafting.models import Opinion, State
from guanbiao.modules.standards.drafting.pages.desk import Desk
from guanbiao.modules.standards.drafting.tables import CONSULTS, DRAFTS

ROAD = (
    State.DRAFTING,
    State.CONSULTING,
    State.REVIEWING,
    State.APPROVED,
    State.HANDED,
    State.PUBLISHED,
)
BY_HAND = {"standards.draft.write", "standards.draft.confirm", "standards.draft.settle",
           "standards.draft.conclude"}  # fmt: skip
"""Acts that have their own place on these pages, or happen by themselves."""
SETTLE = "standards.draft.settle"


def _release(desk: Desk) -> Standing | None:
    """How the release of this draft stands, for whoever may see releases."""
    key = desk.draft.release
    return standing(desk.actor, pk=key) if key else None


def page(request: HttpRequest, key: int) -> HttpResponse:
    """Everything about one project; opinions are settled here."""
    desk = Desk.of(request, key)
    outcome = acting.attempt(request, SETTLE, desk.draft) if request.method == "POST" else None
    if outcome is not None:
        desk.draft.refresh_from_db()
    draft, today = desk.draft, desk.actor.today
    opinions = Opinion.objects.filter(consult__draft=draft).select_related("consult__unit", "by")
    readings = draft.reviews.select_related("person").order_by("pk")
    passed = [each for each in readings if each.version == draft.version]
    offers = details.offers(DRAFTS, desk.actor, draft)
    context = desk.context(
        outcome=outcome, release=_release(desk), road=ROAD, steps=STEPS,
        offers=[each for each in offers if each.act.name not in BY_HAND],
        consults=draft.consults.select_related("unit", "answered_by").order_by("round", "pk"),
        opinions=opinions.order_by("consult__round", "pk"),
        reviews={review.step: review for review in passed}, readings=readings, today=today,
        may_settle=authority.may(desk.actor, SETTLE, draft, DRAFTS.entity, today),
        may_ask=authority.able(desk.actor, "standards.consult.ask", today) and desk.may_write,
        ask=names.of(CONSULTS).to("new"), members=draft.members.select_related("person"),
        history=details.history(DRAFTS.entity, draft),
        **{name: value for name, value in answers.told(outcome).items()
           if name != "outcome"},
    )  # fmt: skip
    status = 422 if outcome is not None and not outcome.ok else 200
    return render(request, "standards/draft.html", context, status=status)
