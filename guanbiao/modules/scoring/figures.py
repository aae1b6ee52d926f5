"""The figures of the platform that fill a sheet, and the rows each of them counts.

Every measure of a module or of a standard is one; three more are not numbers over rows of an
entity: how many clauses are bound, how often clauses were kept, how many audits were run. A figure
is read by a person, of a unit with all below it, for a span of days: only what she may see counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from guanbiao.audit import measuring, ruled, usage
from guanbiao.audit.models import AuditRun, RunState
from guanbiao.gate import authority
from guanbiao.gate.days import morning
from guanbiao.gate.describe import Entity, Measure
from guanbiao.kit import details
from guanbiao.kit.shown import clause_href
from guanbiao.library import in_force
from guanbiao.people.models import Unit
from rulebook.rules import Verdict

CENT = Decimal("0.01")
UNIT = Entity("scoring.unit", "单位", Unit, "path", "name")
"""Units as rows, to know of whose records somebody may read the tallies."""
CLAUSES, AUDITS = "evaluation.clause.view", "evaluation.audit.view"


@dataclass(frozen=True)
class Asked:
    """Who reads, of which unit, from which day to which."""

    actor: Any
    unit: Unit
    first: dt.date
    last: dt.date

    @property
    def period(self) -> measuring.Period:
        """The days as moments."""
        start, end = morning(self.first), morning(self.last + dt.timedelta(days=1))
        return measuring.Period("", f"{self.first} 至 {self.last}", start, end)


@dataclass(frozen=True)
class Row:
    """Something a figure counts: what it is, what is said of it, where it is seen."""

    title: str
    words: str
    href: str = ""


@dataclass(frozen=True)
class Figure:
    """A number with its unit and its formula; ``right`` the grant without which it is not read."""

    label: str
    unit: str
    formula: str
    right: str
    value: Callable[[Asked], float | None]
    rows: Callable[[Asked], Sequence[Any] | QuerySet[Any]]
    tell: Callable[[Any], Row]

    def readable(self, actor: Any, unit: Unit) -> bool:
        """Whether this person sees the rows of the whole unit, not only some of her own."""
        if not self.right:
            return True
        seen = authority.visible(actor, self.right, actor.today, UNIT)
        return Unit.objects.filter(seen, pk=unit.pk).exists()

    def read(self, asked: Asked) -> Decimal | None:
        """The number to two decimals; none where nothing can be said."""
        found = self.value(asked)
        return None if found is None else Decimal(str(found)).quantize(CENT)


def every(unit: Unit, on: dt.date) -> dict[str, Figure]:
    """Label → figure; of two measures with one label the module's own stands."""
    measures = [*ruled.measures(unit, on), *measuring.every()]
    return {**{each.label: _of(each) for each in measures}, **{own.label: own for own in OWN}}


def _of(measure: Measure) -> Figure:
    return Figure(
        measure.label, measure.unit, measure.formula, measure.right,
        partial(_number, measure), partial(_rows, measure), partial(_told, measure),
    )  # fmt: skip


def _rows(measure: Measure, asked: Asked) -> QuerySet[Any]:
    below = {f"{measure.entity.unit_path}__startswith": asked.unit.path}
    return measuring.rows(measure, asked.actor, asked.period).filter(**below).order_by("-pk")


def _number(measure: Measure, asked: Asked) -> float | None:
    period = asked.period
    found = _rows(measure, asked).order_by()
    told = found.aggregate(value=measure.value(period.start, period.end))["value"]
    return None if told is None else float(told)


def _told(measure: Measure, row: Any) -> Row:
    return Row(str(row), measure.entity.label, details.behind(measure.entity, row.pk))


def _editions(asked: Asked) -> list[tuple[Any, Any]]:
    """Each normative clause in force for the unit, with its edition."""
    return [
        (edition, clause)
        for edition in in_force.standards_in_force(asked.unit, asked.last)
        for clause in edition.pack.clauses
        if clause.normative
    ]


def _bound(asked: Asked) -> float | None:
    clauses = _editions(asked)
    bound = sum(clause.number in edition.pack.executed for edition, clause in clauses)
    return 100 * bound / len(clauses) if clauses else None


def _clause(told: tuple[Any, Any]) -> Row:
    edition, clause = told
    head = edition.head
    words = "已绑定" if clause.number in edition.pack.executed else "未绑定"
    reason = next((bind.reason for bind in edition.pack.binds_of(clause.number) if bind.reason), "")
    return Row(f"{head.number} {clause.number} {clause.title}", f"{words}　{reason}".strip(),
               clause_href(head.number, head.edition, clause.number))  # fmt: skip


def _tallies(asked: Asked) -> list[tuple[str, str, int, int]]:
    """Standard, clause, judgements to which it applied, of them plain passes."""
    usage.up_to_date(usage.STALE)
    seen = Unit.objects.filter(authority.visible(asked.actor, CLAUSES, asked.actor.today, UNIT))
    units = list(seen.filter(path__startswith=asked.unit.path).values_list("pk", flat=True))
    wanted = usage.Wanted(unit_ids=units, from_month=f"{asked.first:%Y-%m}",
                          to_month=f"{asked.last:%Y-%m}")  # fmt: skip
    counts = "sum(n)::BIGINT, (sum(n) FILTER (WHERE verdict = 'pass'))::BIGINT"
    rest = f"AND verdict <> '{Verdict.NA.value}' GROUP BY 1, 2 ORDER BY 1, 2"
    rows = usage.ask(f"standard, clause, {counts}", wanted, rest)
    return [(standard, clause, n, kept or 0) for standard, clause, n, kept in rows]


def _kept(asked: Asked) -> float | None:
    rows = _tallies(asked)
    judged = sum(n for _, _, n, _ in rows)
    return 100 * sum(kept for *_, kept in rows) / judged if judged else None


def _tally(told: tuple[str, str, int, int]) -> Row:
    standard, clause, n, kept = told
    known = [each for each in in_force.everything() if each.head.number == standard]
    newest = max(known, key=lambda each: each.from_day, default=None)
    href = reverse("evaluation.records", args=[newest.id, clause]) if newest else ""
    return Row(f"{standard} {clause}", f"适用 {n:,} 次，符合 {kept:,} 次", href)


def _runs(asked: Asked) -> QuerySet[AuditRun]:
    period = asked.period
    return AuditRun.objects.filter(
        state=RunState.DONE, finished_at__gte=period.start, finished_at__lt=period.end
    )


def _run(told: AuditRun) -> Row:
    return Row(str(told), f"{told.rows:,} 条记录，问题 {told.findings:,} 个",
               reverse("evaluation.audit", args=[told.pk]))  # fmt: skip


OWN = (
    Figure("条款绑定率", "%",
           "已绑定到业务动作或权限的规范性条款 ÷ 评价截止日现行标准的全部规范性条款 × 100",
           "", _bound, _editions, _clause),
    Figure("条款符合率", "%",
           "评价期间各月判定“符合”的次数 ÷ 条款适用的次数（被拦截的计入）× 100",
           CLAUSES, _kept, _tallies, _tally),
    Figure("贯标审计次数", "次", "评价期间完成的贯标审计次数",
           AUDITS, lambda asked: float(_runs(asked).count()), _runs, _run),
)  # fmt: skip
"""Figures that no entity's rows tell."""
