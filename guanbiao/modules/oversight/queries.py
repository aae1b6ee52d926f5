"""Reads: matters one may see, and how fast cases are handled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Count, F, FloatField, Q, QuerySet

from guanbiao.gate import authority
from guanbiao.gate.describe import Entity
from guanbiao.gate.models import Case, CaseEvent, CaseState, Task, TaskState
from guanbiao.gate.passage import Verb
from guanbiao.modules.oversight.models import RUNNING, Matter, State

EFFICIENCY = "oversight.efficiency.view"
CASE = Entity("oversight.efficiency", "办件", Case, "unit__path", "title", "applicant")
"""What the numbers are about; cases are governed by the gate itself, so no act names them."""

VIEWS = {
    "open": ("在办", Q(state__in=RUNNING)),
    "late": ("已超期", Q(state__in=RUNNING)),
    "closing": ("待销号", Q(state=State.CLOSING)),
    "ended": ("已办结", ~Q(state__in=RUNNING)),
}


def matters(actor: Any, on: dt.date) -> QuerySet[Matter]:
    """Matters within one's scope, the most urgent first."""
    seen = authority.visible(actor, "oversight.matter.view", on)
    rows = Matter.objects.filter(seen).select_related("unit", "owner")
    return rows.order_by("ended_on", "due_on", "pk")


def chosen(rows: QuerySet[Matter], view: str, text: str, on: dt.date) -> QuerySet[Matter]:
    """Narrowed to a tab and to words of title or number."""
    if view in VIEWS:
        rows = rows.filter(VIEWS[view][1])
    if view == "late":
        rows = rows.filter(due_on__lt=on)
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(number__icontains=text))
    return rows


class Percentile(Aggregate):
    """``percentile_cont(at)`` of PostgreSQL: interpolated, as medians usually are."""

    function = "percentile_cont"
    template = "%(function)s(%(at)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, expression: str, at: float) -> None:
        super().__init__(F(expression), at=at, output_field=FloatField())


@dataclass(frozen=True)
class Line:
    """Handled steps of one stage, approver or unit; minutes are working minutes."""

    key: str
    label: str
    count: int
    median: float | None
    p90: float | None
    returned: int
    late: int

    @property
    def return_rate(self) -> float:
        """退回 ÷ 办理, per cent."""
        return 100 * self.returned / self.count

    @property
    def on_time_rate(self) -> float:
        """1 − 超期办理 ÷ 办理, per cent."""
        return 100 - 100 * self.late / self.count


@dataclass(frozen=True)
class Whole:
    """All cases closed in a time: how many, how many of them without any return."""

    closed: int
    at_once: int

    @property
    def at_once_rate(self) -> float | None:
        """一次办结 ÷ 办结, per cent; none without cases."""
        return 100 * self.at_once / self.closed if self.closed else None


@dataclass(frozen=True)
class Grouping:
    """By what steps are counted: columns of the event and of the task that mean the same."""

    label: str
    event: str
    task: str
    shown: str


GROUPINGS = {
    "stage": Grouping("环节", "stage", "label", "stage"),
    "person": Grouping("办理人", "actor_id", "done_by_id", "actor__name"),
    "unit": Grouping("申请单位", "case__unit_id", "case__unit_id", "case__unit__name"),
}


def steps(actor: Any, start: dt.datetime, end: dt.datetime) -> QuerySet[CaseEvent]:
    """Steps handled from ``start`` until before ``end``, of the cases one may count."""
    cases = Case.objects.filter(authority.visible(actor, EFFICIENCY, start.date(), CASE))
    return CaseEvent.objects.filter(
        case__in=cases, at__gte=start, at__lt=end, minutes__isnull=False
    )


def lines(found: QuerySet[CaseEvent], by: str) -> list[Line]:
    """Efficiency by stage, approver or unit, the slowest first."""
    grouping = GROUPINGS[by]
    late = _late(found, grouping)
    rows = found.values(grouping.event, grouping.shown).annotate(
        count=Count("pk"),
        median=Percentile("minutes", 0.5),
        p90=Percentile("minutes", 0.9),
        returned=Count("pk", filter=Q(verb=Verb.RETURN.value)),
    )
    return [
        Line(
            str(row[grouping.event]), row[grouping.shown] or "系统", row["count"], row["median"],
            row["p90"], row["returned"], late.get(row[grouping.event], 0),
        )
        for row in rows.order_by("-median", grouping.event)
    ]  # fmt: skip


def _late(found: QuerySet[CaseEvent], grouping: Grouping) -> dict[Any, int]:
    """How many of these steps were finished after their deadline."""
    tasks = Task.objects.filter(
        state=TaskState.DONE, done_at__gt=F("due_at"), case__events__in=found,
        done_at=F("case__events__at"), label=F("case__events__stage"),
    )  # fmt: skip
    counted = tasks.values(grouping.task).annotate(count=Count("pk", distinct=True))
    return {row[grouping.task]: row["count"] for row in counted}


def whole(actor: Any, start: dt.datetime, end: dt.datetime) -> Whole:
    """Cases done in a time, and those among them that nobody ever sent back."""
    seen = authority.visible(actor, EFFICIENCY, start.date(), CASE)
    done = Case.objects.filter(
        seen, state=CaseState.DONE, closed_at__gte=start, closed_at__lt=end
    )  # fmt: skip
    returned = CaseEvent.objects.filter(verb=Verb.RETURN.value).values("case")
    return Whole(done.count(), done.exclude(pk__in=returned).count())
