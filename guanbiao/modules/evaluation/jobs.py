"""The clocks of evaluation: tallies, sweeps asked for, reviews that fall due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from guanbiao.audit import usage
from guanbiao.audit.parts import AlreadyRunning
from guanbiao.audit.sweep import sweep
from guanbiao.modules.desk.public import send
from guanbiao.modules.evaluation.models import Ask, Review
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person, Post

COUNT = "evaluation.count"
AUDIT = "evaluation.audit"
REMIND = "evaluation.remind"
KEEPER = "标准管理员"
AHEAD = (60, 30, 7, 0)
"""Days before a review is due on which its keeper is told; then every 30 days."""


def count() -> None:
    """Bring the tallies of clauses up to date."""
    usage.refresh()


def audit(entities: list[str] | None, from_day: str, to_day: str, by: int | None = None) -> None:
    """A sweep somebody asked for on the page."""
    days = (dt.date.fromisoformat(from_day), dt.date.fromisoformat(to_day))
    person = Person.objects.filter(pk=by or 0).first()
    asked = Actor.of(person) if person else None
    try:
        sweep(entities, *days, by=asked)
    except AlreadyRunning:
        return


def remind() -> int:
    """Tell the keepers of standards of reviews that fall due; returns how many were told of."""
    today = timezone.localdate()
    told = 0
    for review in Review.objects.filter(concluded_on=None).select_related("unit"):
        left = (review.due_on - today).days
        if left not in AHEAD and not (left < 0 and -left % 30 == 0):
            continue
        keepers = Post.objects.in_force(today).filter(
            role=KEEPER, unit__region_id=review.unit.region_id
        )
        words = f"复审已超期 {-left} 天" if left < 0 else f"还有 {left} 天应复审"
        title = f"{words}：{review.standard} {review.title}"
        mark = f"review:{review.pk}:{left}"
        send(set(keepers.values_list("person_id", flat=True)), mark, title, "evaluation.review",
             review.pk)  # fmt: skip
        told += 1
    return told


def decided(event: Mapping[str, Any]) -> None:
    """Whoever asked for an exception hears what became of it."""
    ask = Ask.objects.get(pk=event["ask"])
    title = f"例外申请{ask.get_state_display()}：{ask.standard} {ask.clause}"
    send([ask.asked_by_id], f"ask:{ask.pk}", title, "evaluation.exception", ask.pk)


JOBS: dict[str, Callable[..., Any]] = {COUNT: count, AUDIT: audit, REMIND: remind}
