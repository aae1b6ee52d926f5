"""The clocks of cases: what the calendar, a deadline or a new edition brings about by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone

from guanbiao.gate import flowing
from guanbiao.gate.models import Case, CaseState, Task, TaskState
from guanbiao.gate.passage import Forbidden
from guanbiao.gate.perform import perform
from guanbiao.library import in_force
from guanbiao.modules.cases import serving
from guanbiao.modules.cases.acts import CLOCKS
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit

EXPIRE, RING, REMIND = "cases.expire", "cases.ring", "cases.remind"
RECKON, RENEW, SERVE = "cases.reckon", "cases.renew", "cases.serve"
RUNNING = Q(state__in=(CaseState.RUNNING, CaseState.RETURNED))


def expire() -> int:
    """Let every deadline that has passed take effect; returns how many did."""
    late = _ticking().filter(due_at__lte=timezone.now(), overdue=False)
    late = late.filter(state__in=(TaskState.OPEN, TaskState.WAITING))
    found = list(late.order_by("case_id", "number").values_list("case_id", "number"))
    return sum(_done("expire", case, task=task) for case, task in found)


def remind() -> int:
    """Tell whoever has a task that its deadline is near; returns how many were told."""
    near = _ticking().filter(remind_at__lte=timezone.now(), state=TaskState.OPEN)
    found = list(near.order_by("case_id", "number").values_list("case_id", "number"))
    return sum(_done("remind", case, task=task) for case, task in found)


def _ticking() -> Any:
    """Tasks whose clock is running."""
    return Task.objects.filter(
        case__state__in=(CaseState.RUNNING, CaseState.RETURNED), case__paused_at=None
    )


def ring() -> int:
    """Let every boundary timer that is due ring; returns how many did."""
    now, rung = timezone.now(), 0
    for case in Case.objects.filter(RUNNING, ring_at__lte=now).order_by("pk"):
        timers = flowing.state_of(case).timers.values()
        due = [t.number for t in timers if t.running and t.due_at and t.due_at <= now]
        rung += sum(_done("ring", case.pk, timer=number) for number in due)
    return rung


def reckon() -> int:
    """Reckon the deadlines of cases anew whose calendar was published or changed since."""
    running = Case.objects.filter(RUNNING, paused_at=None)
    units = Unit.objects.filter(pk__in=running.values("unit")).select_related("region")
    found: list[int] = []
    for unit in units:
        stale = running.filter(unit=unit).exclude(calendar=in_force.calendar_mark(unit))
        found += stale.order_by("pk").values_list("pk", flat=True)
    return sum(_done("reckon", case) for case in found)


def renew(on: dt.date | None = None) -> int:
    """Carry running cases over to a new edition that says so; returns how many were."""
    day, moved = on or timezone.localdate(), 0
    bound = Case.objects.filter(RUNNING).order_by("edition_digest", "act", "unit")
    kinds = list(bound.values_list("edition_digest", "act", "unit").distinct())
    units = Unit.objects.in_bulk([unit for _, _, unit in kinds])
    for digest, act, unit in kinds:
        if in_force.successor(digest, act, units[unit], day) is not None:
            same = Case.objects.filter(RUNNING, edition_digest=digest, act=act, unit=unit)
            keys = list(same.order_by("pk").values_list("pk", flat=True))
            moved += sum(_done("renew", case, on=day) for case in keys)
    return moved


def _done(verb: str, case: int, on: dt.date | None = None, **draft: int) -> bool:
    """False when somebody was faster, or the process does not allow it now."""
    clock = Actor.feed("办件时钟", CLOCKS)
    try:
        return perform(f"cases.case.{verb}", clock, case, draft, on=on).ok
    except Forbidden:
        return False


JOBS = {
    EXPIRE: expire,
    RING: ring,
    REMIND: remind,
    RECKON: reckon,
    RENEW: renew,
    SERVE: serving.again,
}
CLOCK = {EXPIRE: 1, RING: 1, REMIND: 1, RECKON: 60, RENEW: 60, SERVE: 1}
