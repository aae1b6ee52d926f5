"""Which cars may go: every candidate judged by the clauses of dispatch, before anything is sent.

The facts a trip would have are computed for all candidates by one query and judged by the same
compiled rules the gate uses, so the board shows what the gate would say. The gate still judges
the dispatch itself, from what is then stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from django.db import connection
from django.utils import timezone

from guanbiao.gate import judging, registry
from guanbiao.kit import shown
from guanbiao.modules.vehicles import queries
from guanbiao.modules.vehicles.facts import REQUEST_FACTS
from guanbiao.modules.vehicles.models import Request, Vehicle
from guanbiao.people.actor import Actor
from rulebook.rules import Finding

DISPATCH = "vehicles.trip.dispatch"
BUSY = """
SELECT vehicle_id, min(number) FROM vehicles_trip
WHERE state <> 'cancelled' AND vehicle_id = ANY(%s)
  AND planned && tstzrange(%s, %s) GROUP BY vehicle_id
"""
DRIVER_LABELS = {"驾驶员人数", "准驾车型相符", "驾驶证有效期至", "驾驶员当日驾驶时长"}


@dataclass(frozen=True)
class Option:
    """A car for a request, and what the clauses say of it."""

    vehicle: Vehicle
    found: tuple[Finding, ...]
    busy: str

    @cached_property
    def findings(self) -> list[shown.FindingView]:
        """The findings as pages show them, made only for those that are shown."""
        return shown.findings(self.found)

    @property
    def may(self) -> bool:
        """Whether it may be sent."""
        return not self.busy and not any(finding.stops for finding in self.found)

    @property
    def kind(self) -> str:
        """The gravest verdict."""
        if self.busy:
            return "block"
        kinds = {finding.verdict.value for finding in self.found}
        return next((kind for kind in shown.ORDER if kind in kinds), "pass")

    @property
    def words(self) -> str:
        """In a few words why, or why not."""
        if self.busy:
            return f"此时段已有派车单 {self.busy}"
        first = next((v for v in self.findings if v.stops), None)
        if first is not None:
            return f"{first.clause} {first.title}：{first.gist}"
        warned = next((v for v in self.findings if v.asks_reason), None)
        if warned is not None:
            return f"可派，{warned.clause} {warned.title}"
        return f"可派，{self.vehicle.seats} 座"


def options(actor: Actor, request: Request) -> list[Option]:
    """All candidates, those that may go first, the best fitting in front."""
    cars = list(queries.candidates(actor, actor.today))
    needed = (request.passengers or 0) + 1

    def rank(option: Option) -> tuple[Any, ...]:
        gravity = shown.ORDER[::-1].index(option.kind) if option.may else 0
        spare = abs(option.vehicle.seats - needed)
        green = option.vehicle.new_energy
        return (not option.may, gravity, spare, not green, option.vehicle.plate)

    return sorted(_judged(actor, request, cars), key=rank)


def option_for(actor: Actor, request: Request, vehicle: int) -> Option | None:
    """One candidate."""
    cars = list(queries.candidates(actor, actor.today).filter(pk=vehicle))
    return next(iter(_judged(actor, request, cars)), None)


def _judged(actor: Actor, request: Request, cars: Sequence[Vehicle]) -> list[Option]:
    act = registry.act(DISPATCH)
    busy = _busy(request, [car.pk for car in cars])
    common = request_facts(request)
    found = []
    for car in cars:
        rules = judging.rules_for(act, car.unit, actor.today)
        values = {**common, **car_facts(request, car)}
        findings = tuple(f for f in rules.judge(values) if not of_driver(f))
        found.append(Option(car, findings, busy.get(car.pk, "")))
    return found


def of_driver(finding: Finding) -> bool:
    """What only the driver decides is judged once one is chosen."""
    return bool(finding.missing) and set(finding.missing) <= DRIVER_LABELS


def _busy(request: Request, keys: list[int]) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(BUSY, [keys, request.depart_at, request.return_at])
        return dict(cursor.fetchall())


SHARED = (
    "用车类别", "法定节假日用车", "特殊工作需要", "单程里程", "紧急", "愿意拼车", "同向待派单数",
    "车内人数",
)  # fmt: skip
"""Labels that mean the same of a request and of the trip that answers it."""


def request_facts(request: Request) -> dict[str, Any]:
    """What the request alone decides, under the labels of the trip's facts."""
    (facts,) = judging.read_facts(REQUEST_FACTS, [request.pk])
    distance, leave = facts.values["单程里程"], _day(request.depart_at)
    return {
        **{label: facts.values[label] for label in SHARED},
        "业务日期": leave,
        "出车日期": leave,
        "计划返回日期": _day(request.return_at),
        "计划里程": None if distance is None else distance * 2,
        "响应用时": _minutes_since(request.submitted_at),
    }


def _day(moment: dt.datetime | None) -> dt.date | None:
    """The local date of a moment, as the clauses count days."""
    return None if moment is None else timezone.localtime(moment).date()


def _minutes_since(moment: dt.datetime | None) -> Decimal | None:
    """Whole minutes from a moment until now, rounded as the database does."""
    if moment is None:
        return None
    seconds = Decimal((timezone.now() - moment).total_seconds())
    return (seconds / 60).quantize(Decimal(1), ROUND_HALF_UP)


def car_facts(request: Request, car: Vehicle) -> dict[str, Any]:
    """What the car decides."""
    leave = _day(request.depart_at)
    ago = (leave - car.checked_on).days if leave and car.checked_on else None
    return {
        "车辆类别": car.category,
        "车型": car.body,
        "核定载客": Decimal(car.seats),
        "车辆状态": car.state,
        "年检有效期至": car.inspection_to,
        "交强险有效期至": car.insurance_to,
        "距上次保养里程": car.odometer - car.serviced_at_km,
        "最近例检日期": car.checked_on,
        "距例检天数": None if ago is None else Decimal(ago),
        "节假日封存": car.holiday_sealed,
        "上次里程表读数": car.odometer,
        "新能源": car.new_energy,
    }
