"""Background work of publishing: rehearsals, those cut short, and who is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from guanbiao.audit.models import Rehearsal, RehearsalState
from guanbiao.audit.parts import AlreadyRunning
from guanbiao.audit.rehearsal import running
from guanbiao.gate.jobs import enqueue
from guanbiao.modules.desk.public import send
from guanbiao.modules.publishing.acts import REHEARSE
from guanbiao.modules.publishing.models import Release

RESUME = "publishing.resume"


def rehearse(key: int) -> None:
    """Carry out a rehearsal, unless somebody is at it."""
    try:
        running.carry_out(key)
    except AlreadyRunning:
        return


def resume() -> None:
    """Take up rehearsals that were cut short; one that is being done is left alone."""
    unfinished = (RehearsalState.WAITING, RehearsalState.RUNNING)
    for key in Rehearsal.objects.filter(state__in=unfinished).values_list("pk", flat=True):
        with transaction.atomic():
            enqueue(REHEARSE, key=key)


def published(event: Mapping[str, Any]) -> None:
    """Everybody who must read the edition hears of it."""
    release = Release.objects.get(pk=event["release"])
    for key, person in release.readings.values_list("pk", "person_id"):
        title = f"请签阅：{release.name}，{release.from_day} 起施行"
        send([person], f"reading:{key}", title, "publishing.reading", key)


JOBS: dict[str, Callable[..., Any]] = {REHEARSE: rehearse, RESUME: resume}
