"""Reads of evaluation: a clause's transactions and numbers, the clauses excepted most, equity."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from guanbiao.audit import usage
from guanbiao.gate import authority, registry, rights
from guanbiao.gate.describe import Entity
from guanbiao.gate.models import Receipt, Refusal, Waiver
from guanbiao.library import in_force
from guanbiao.library.in_force import Published
from guanbiao.modules.evaluation.models import Ask, AskState
from guanbiao.people.models import Unit
from rulebook.grants import GrantScope
from rulebook.rules import Verdict

VIEW = "evaluation.clause.view"
UNIT = Entity("evaluation.unit", "单位", Unit, "path", "name")
"""Units as rows of their own, to know whose records somebody may see."""
PER_PAGE = 30


def units_seen(actor: Any, view: str = VIEW) -> list[int] | None:
    """The units whose records somebody may see under a right; none: all."""
    titles = list(authority.titles(actor, view, actor.today))
    if any(title.grant.scope is GrantScope.ALL for title in titles):
        return None
    seen = authority.visible(actor, view, actor.today, UNIT)
    return list(Unit.objects.filter(seen).values_list("pk", flat=True))


def acts_of(edition: Published, number: str) -> list[str]:
    """The acts a clause judges, by rules of its own or as the clause of a table's row."""
    return sorted({
        rule.act for rule in edition.pack.rules
        if rule.judged and (rule.clause == number or _in_table(rule, number))
    })  # fmt: skip


def _in_table(rule: Any, number: str) -> bool:
    return rule.table is not None and any(row.clause == number for row in rule.table.rows)


def spoken(standard: str, number: str) -> Q:
    """Evidence in which the clause spoke: by a rule of its own, or as the row that decided."""
    name = re.escape(f"{standard}#{number}")
    single = rf'"rule":"{name}(~[0-9]+)?"'
    bulk = rf'"{name}(~[0-9]+)?":\{{'
    row = rf'"row":\[[0-9]+,"{re.escape(number)}"\],"rule":"{re.escape(standard)}#'
    return Q(content__regex=f"{single}|{bulk}|{row}")


@dataclass(frozen=True)
class Line:
    """One transaction of a clause: when, which, by whom, and what the clause said."""

    receipt: Receipt | Refusal
    act: str
    who: str
    unit: Unit | None
    said: Sequence[Mapping[str, Any]]
    rows: int

    @property
    def worst(self) -> str:
        """The gravest thing the clause said."""
        order = ("block", "unknown", "warn", "waived", "pass", "na")
        return min((each["verdict"] for each in self.said), key=order.index, default="na")


@dataclass(frozen=True)
class Slice:
    """A page of transactions; there may be more before and after it."""

    lines: list[Line]
    page: int
    more: bool


def transactions(
    edition: Published, number: str, units: Sequence[int] | None, page: int = 1,
    *, refused: bool = False,
) -> Slice:  # fmt: skip
    """The receipts (or refusals) that bear a clause of this edition, the latest first."""
    acts = acts_of(edition, number)
    model: Any = Refusal if refused else Receipt
    found = model.objects.filter(spoken(edition.head.number, number), act__in=acts)
    if refused:
        found = found.filter(day__gte=edition.from_day)
        found = found if edition.to_day is None else found.filter(day__lte=edition.to_day)
    else:
        found = found.filter(content__contains=edition.pack.digest)
    if units is not None:
        found = found.filter(unit_id__in=units)
    start = (page - 1) * PER_PAGE
    rows = list(found.order_by("-at", "-pk")[start : start + PER_PAGE + 1])
    known = Unit.objects.in_bulk({row.unit_id for row in rows if row.unit_id})
    lines = [_line(row, edition.head.number, number, known) for row in rows[:PER_PAGE]]
    return Slice(lines, page, len(rows) > PER_PAGE)


def _line(row: Any, standard: str, number: str, units: Mapping[int, Unit]) -> Line:
    content = json.loads(row.content)
    said = [each for each in content.get("findings", ()) if _is_of(each, standard, number)]
    if content.get("bulk"):
        said = [{"rule": rule, "verdict": verdict}
                for rule, count in content["counts"].items() for verdict in count
                if _is_of({"rule": rule}, standard, number)]  # fmt: skip
    unit = units.get(row.unit_id) if row.unit_id else None
    return Line(row, registry.act_label(row.act), content["actor"]["name"], unit, said,
                getattr(row, "rows", 1))  # fmt: skip


def masked(found: Slice, edition: Published, actor: Any) -> Slice:
    """Without the actual values of fields that clauses hide from this person."""
    fields = {rule.id: rule.field for rule in edition.pack.rules}
    return replace(found, lines=[_masked(line, fields, actor) for line in found.lines])


def _masked(line: Line, fields: Mapping[str, str], actor: Any) -> Line:
    entity = registry.entity(line.receipt.entity)
    hidden = rights.hidden_of_key(actor, entity, line.receipt.key, actor.today)
    if not hidden:
        return line
    said = [{name: value for name, value in each.items()
             if name != "actual" or fields.get(each["rule"]) not in hidden}
            for each in line.said]  # fmt: skip
    return replace(line, said=said)


def _is_of(finding: Mapping[str, Any], standard: str, number: str) -> bool:
    name, _, clause = finding["rule"].partition("#")
    row = finding.get("row")
    return name == standard and (clause.partition("~")[0] == number
                                 or (row is not None and row[1] == number))  # fmt: skip


@dataclass
class Counted:
    """How often a clause spoke, and how: attempts are receipts and refusals together."""

    verdicts: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    told: int = 0
    total: float = 0.0

    def add(self, source: str, verdict: str, n: int, told: int, total: float) -> None:
        """Add a tally."""
        self.verdicts[verdict] = self.verdicts.get(verdict, 0) + n
        self.refused += n if source == "refusal" and verdict in STOPPING else 0
        self.told += told
        self.total += total

    @property
    def judged(self) -> int:
        """Judgements to which the clause applied."""
        return sum(n for verdict, n in self.verdicts.items() if verdict != Verdict.NA.value)

    @property
    def loud(self) -> int:
        """Judgements that were not a plain pass."""
        return self.judged - self.verdicts.get(Verdict.PASS.value, 0)

    @property
    def rate(self) -> float | None:
        """Of those, per cent that were not a plain pass; none without any."""
        return 100 * self.loud / self.judged if self.judged else None

    @property
    def mean(self) -> float | None:
        """Mean of the actual values; none where the clause states none."""
        return self.total / self.told if self.told else None


STOPPING = (Verdict.BLOCK.value, Verdict.UNKNOWN.value)
TALLY = "source, verdict, sum(n)::BIGINT, sum(told)::BIGINT, sum(total)"


def by_month(wanted: usage.Wanted) -> dict[str, Counted]:
    """Month → what a clause said."""
    found: dict[str, Counted] = {}
    for month, *rest in usage.ask(f"month, {TALLY}", wanted, "GROUP BY 1, 2, 3 ORDER BY 1"):
        found.setdefault(month, Counted()).add(*rest)
    return found


def by_clause(wanted: usage.Wanted) -> dict[tuple[str, str], Counted]:
    """(standard, clause) → what it said."""
    found: dict[tuple[str, str], Counted] = {}
    rows = usage.ask(f"standard, clause, {TALLY}", wanted, "GROUP BY 1, 2, 3, 4 ORDER BY 1, 2")
    for standard, clause, *rest in rows:
        found.setdefault((standard, clause), Counted()).add(*rest)
    return found


@dataclass(frozen=True)
class Excepted:
    """A clause with the exceptions granted from it in a time."""

    standard: str
    clause: str
    title: str
    count: int
    units: int
    uses: int
    edition: Published | None
    price: Decimal = Decimal(0)


def most_excepted(actor: Any, since: dt.date, counted: Mapping[Any, Counted]) -> list[Excepted]:
    """Clauses by how many exceptions were granted from them, the most first."""
    seen = units_seen(actor)
    rows = Waiver.objects.filter(to_day__gte=since)
    rows = rows if seen is None else rows.filter(unit_id__in=seen)
    grouped = rows.values("standard", "clause").annotate(
        count=Count("pk"), units=Count("unit", distinct=True)
    )
    prices = _prices(since, seen)
    return [
        replace(
            _excepted(row, actor.today, counted),
            price=prices.get((row["standard"], row["clause"]), Decimal(0)),
        )
        for row in grouped.order_by("-count", "standard")[:20]
    ]


def _prices(since: dt.date, seen: list[int] | None) -> dict[tuple[str, str], Decimal]:
    """(standard, clause) → yuan that granted exceptions cost."""
    rows = Ask.objects.filter(state=AskState.GRANTED, to_day__gte=since)
    rows = rows if seen is None else rows.filter(unit_id__in=seen)
    summed = rows.values_list("standard", "clause").annotate(total=Sum("price"))
    return {(standard, clause): total or Decimal(0) for standard, clause, total in summed}


def _excepted(row: Mapping[str, Any], on: dt.date, counted: Mapping[Any, Counted]) -> Excepted:
    edition = current(row["standard"], on)
    clause = edition.pack.clause(row["clause"]) if edition else None
    told = counted.get((row["standard"], row["clause"]))
    uses = told.verdicts.get(Verdict.WAIVED.value, 0) if told else 0
    return Excepted(row["standard"], row["clause"], clause.title if clause else "", row["count"],
                    row["units"], uses, edition)  # fmt: skip


def current(standard: str, on: dt.date) -> Published | None:
    """The edition of a standard in force on a day, else its latest."""
    found = [each for each in in_force.everything() if each.head.number == standard]
    now = [each for each in found if each.holds_on(on)]
    return max(now or found, key=lambda each: (each.from_day, each.number), default=None)


def earlier(edition: Published) -> Iterator[Published]:
    """The editions of the same standard that began before this one."""
    for each in in_force.everything():
        if each.head.number == edition.head.number and each.from_day < edition.from_day:
            yield each
