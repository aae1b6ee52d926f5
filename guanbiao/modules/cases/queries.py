"""Reads: cases one may see, what may be done on one, the drawing of its process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from guanbiao.gate import authority, flowing, offices, sight
from guanbiao.gate.cases import open_tasks
from guanbiao.gate.models import UNDONE, Case, CaseState, Task, TaskState
from rulebook import flow
from rulebook.flow import outside, returning
from rulebook.flow.diagram.marks import marks_of
from rulebook.flow.diagram.svg import draw
from rulebook.flow.model import Trigger

VIEW = "cases.case.view"
SERVICE = flow.TaskKind.SERVICE
LIVE = (CaseState.RUNNING, CaseState.RETURNED)
TABS = {
    "running": ("在办", Q(state__in=LIVE)),
    "vacant": ("无人可办", Q(state__in=LIVE, tasks__vacant=True, tasks__state__in=UNDONE)),
    "late": ("已超期", Q(state__in=LIVE, tasks__state__in=UNDONE)),
    "ended": ("已结束", ~Q(state__in=LIVE)),
}


def cases(actor: Any, on: dt.date, tab: str) -> QuerySet[Case]:
    """Cases within one's scope, with their nearest deadline and the tasks where they hang."""
    rows = Case.objects.filter(authority.visible(actor, VIEW, on))
    rows = rows.filter(TABS.get(tab, TABS["running"])[1])
    hanging = Task.objects.filter(state=TaskState.OPEN)
    nearest = hanging.filter(case=OuterRef("pk"), due_at__isnull=False).order_by("due_at")
    rows = rows.annotate(due_at=Subquery(nearest.values("due_at")[:1]))
    if tab == "late":
        rows = rows.filter(due_at__lt=timezone.now())
    here = hanging.select_related("assignee", "unit").order_by("number")
    rows = rows.select_related("applicant", "unit")
    return rows.prefetch_related(Prefetch("tasks", here, to_attr="hanging")).distinct()


@dataclass(frozen=True)
class Standing:
    """A case as its administrator lists it: at which step it hangs, with whom, until when."""

    case: Any
    stage: str
    who: str
    due: dt.datetime | None


def standing(cases: Iterable[Any]) -> list[Standing]:
    """Cases of `cases` with the step and the person or post each waits for."""
    found = []
    for case in cases:
        who = (t.assignee.name if t.assignee else _post(t) for t in case.hanging)
        stages = dict.fromkeys(t.label for t in case.hanging)
        ticking = case.due_at if not case.paused_at and not case.closed_at else None
        found.append(Standing(case, "、".join(stages), "、".join(dict.fromkeys(who)), ticking))
    return found


def _post(task: Task) -> str:
    """The post a task waits for; the platform itself where nobody does it."""
    if task.kind == SERVICE:
        return "系统"
    return f"{task.unit.short_name}{task.role}" if task.unit else task.role


def visible(actor: Any, on: dt.date, key: int) -> Case | None:
    """A case one may see: by grant, as its applicant, as one who has or had a task, or a copy."""
    if sight.record(actor, "cases.case", key, on) is None:
        return None
    return Case.objects.select_related("applicant", "unit").get(pk=key)


@dataclass(frozen=True)
class Desk:
    """What one person may do on a case now."""

    mine: Task | None
    returns: list[tuple[str, str]]
    signers: list[Task]
    applicant: bool
    administrator: bool
    retrievable: Task | None
    heard: list[tuple[bool, str]]
    """What the process waits to be told: whether it is a message, and its name."""


def desk(actor: Any, on: dt.date, case: Case, state: flow.State) -> Desk:
    """The actor's open task, where it may be returned to, who signs beside her."""
    tasks = case.tasks.select_related("assignee").order_by("number")
    mine = tasks.filter(open_tasks(actor, on), act="").exclude(kind=SERVICE).first()
    program = flowing.program_of(case)
    graphs = program.graphs
    passed = returning.targets(state, mine.number) if mine else []
    done = tasks.filter(state=TaskState.DONE, done_by=actor.person, act="").last()
    return Desk(
        mine=mine,
        returns=[
            (token.node, graphs[state.scopes[token.scope].process].nodes[token.node].title)
            for token in passed
        ],
        signers=[t for t in tasks.filter(state=TaskState.OPEN) if mine and t.pk != mine.pk],
        applicant=case.applicant_id == actor.person_id,
        administrator=offices.actor(actor, case.unit, on).administrator,
        retrievable=done if done is not None and case.state in LIVE else None,
        heard=[(kind is Trigger.MESSAGE, name) for kind, name in outside.heard(program, state)],
    )


def drawings(case: Case, state: flow.State) -> list[tuple[str, str]]:
    """The process and those it has called, each by its name as SVG, the current stages lit."""
    graphs = flowing.program_of(case).graphs
    names = dict.fromkeys(scope.process for scope in state.scopes.values())
    found = [graphs[name].process for name in names]
    return [
        (process.label, draw(process, marks_of(process, state), name=f"case-{case.pk}-{n}"))
        for n, process in enumerate(found)
    ]
