"""The clock of cases: tasks past their deadline are marked, and treated as the process says."""

from __future__ import annotations

from django.utils import timezone

from guanbiao.gate.models import CaseState, Task, TaskState
from guanbiao.gate.passage import Forbidden
from guanbiao.gate.perform import perform
from guanbiao.modules.cases.acts import CLOCK
from guanbiao.people.actor import Actor

EXPIRE = "cases.expire"


def expire() -> int:
    """Let every deadline that has passed take effect; returns how many did."""
    clock = Actor.feed("办件时钟", (CLOCK,))
    late = Task.objects.filter(
        due_at__lte=timezone.now(), state__in=(TaskState.OPEN, TaskState.WAITING), overdue=False,
        case__state__in=(CaseState.RUNNING, CaseState.RETURNED), case__paused_at=None,
    )  # fmt: skip
    found = list(late.order_by("case_id", "number").values_list("case_id", "number"))
    return sum(_passed(clock, case, task) for case, task in found)


def _passed(clock: Actor, case: int, task: int) -> bool:
    """False when somebody was faster."""
    try:
        return perform(CLOCK, clock, case, {"task": task}).ok
    except Forbidden:
        return False


JOBS = {EXPIRE: expire}
