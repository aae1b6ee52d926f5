"""Service tasks: what a process has the platform do by itself, tried at once and then again.

The task names an act; the platform does it on the case's record through the gate like anybody
else, and the case moves on in the same passage. What the gate refuses is kept in the trace; the
task is tried again, less and less often, and the administrator of processes is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.utils import timezone

from guanbiao.gate import flowing, registry
from guanbiao.gate.models import Case, CaseState, Task, TaskState
from guanbiao.gate.passage import Forbidden, NotFound, Outcome, Step, Verb
from guanbiao.gate.perform import perform
from guanbiao.kit import answers, shown
from guanbiao.people.actor import Actor
from rulebook import flow

FAIL = "cases.case.fail"
TRIES = 12
"""After so many the task waits for the administrator of processes."""
LONGEST = 120
"""Minutes between two tries at most; the first wait is a minute, each next one twice as long."""


def due(event: Mapping[str, Any]) -> None:
    """A task of the platform's own was opened: go about it."""
    serve(event["case"], event["number"])


def again() -> int:
    """Try what failed before and is due now, or was cut short; returns how many were done."""
    waiting = Task.objects.filter(
        kind=flow.TaskKind.SERVICE, state=TaskState.OPEN, case__paused_at=None,
        case__state__in=(CaseState.RUNNING, CaseState.RETURNED),
    )  # fmt: skip
    found = list(waiting.order_by("case_id", "number").values_list("case_id", "number"))
    return sum(serve(case, number) for case, number in found)


def serve(case_key: int, number: int) -> bool:
    """Try one task whose time has come; whether it was done."""
    case = Case.objects.select_related("unit").get(pk=case_key)
    task = flowing.state_of(case).tasks[number]
    if task.state is not flow.TaskState.OPEN or not _timely(task):
        return False
    why = _attempt(case, task)
    if why:
        clock = Actor.feed("流程服务", (FAIL,))
        with suppress(Forbidden):  # somebody else has done it meanwhile
            perform(FAIL, clock, case.pk, {"task": number, "opinion": why[:500]})
    return not why


def _timely(task: flow.Task) -> bool:
    if task.failed_at is None:
        return True
    wait = dt.timedelta(minutes=min(2 ** (task.failures - 1), LONGEST))
    return task.failures < TRIES and timezone.now() >= task.failed_at + wait


def _attempt(case: Case, task: flow.Task) -> str:
    """Empty when it was done, else why not."""
    robot = Actor.feed("流程服务", (task.act,))
    step = Step(Verb.COMPLETE, case, task=task.number)
    try:
        outcome = perform(task.act, robot, case.key, steps=(step,))
    except registry.UnknownName:
        return f"平台没有业务动作“{task.act}”，请由人工办理后继续流程"
    except (Forbidden, NotFound) as refusal:
        return str(refusal)
    return "" if outcome.ok else _told(outcome)


def _told(outcome: Outcome) -> str:
    stops = [view.gist for view in shown.findings(outcome.findings) if view.stops]
    return "；".join([*stops, *answers.errors(outcome)]) or "业务动作没有通过"
