"""Which cars may go: every candidate judged by the clauses of dispatch, before anything is sent.

The facts a trip would have are computed for all candidates by one query and judged by the same
compiled rules the gate uses, so the board shows what the gate would say. The gate still judges
the dispatch itself, from what is then stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from guanbiao.gate import judging, registry
from guanbiao.kit import shown
from guanbiao.modules.vehicles import queries
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
    findings: list[shown.FindingView]
    busy: str

    @property
    def may(self) -> bool:
        """Whether it may be sent."""
        return not self.busy and not any(view.stops for view in self.findings)

    @property
    def kind(self) -> str:
        """The gravest verdict."""
        if self.busy:
            return "block"
        return self.findings[0].kind if self.findings else "pass"

    @property
    def words(self) -> str:
        """In a few words why, or why not."""
        if self.busy:
            return f"此时段已有 {self.busy}"
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
    found = _judged(actor, request, cars)
    needed = (request.passengers or 0) + 1
    return sorted(
        found,
        key=lambda o: (not o.may, shown.ORDER[::-1].index(o.kind) if o.may else 0,
                       abs(o.vehicle.seats - needed), not o.vehicle.new_energy, o.vehicle.plate),
    )  # fmt: skip


def option_for(actor: Actor, request: Request, vehicle: int) -> Option | None:
    """One candidate."""
    cars = list(queries.candidates(actor, actor.today).filter(pk=vehicle))
    return next(iter(_judged(actor, request, cars)), None)


def _judged(actor: Actor, request: Request, cars: Sequence[Vehicle]) -> list[Option]:
    act = registry.act(DISPATCH)
    busy = _busy(request, [car.pk for car in cars])
    common = _request_facts(request)
    found = []
    for car in cars:
        rules = judging.rules_for(act, car.unit, actor.today)
        values = {**common, **_car_facts(request, car)}
        findings = [f for f in rules.judge(values) if not of_driver(f)]
        found.append(Option(car, shown.findings(findings), busy.get(car.pk, "")))
    return found


def of_driver(finding: Finding) -> bool:
    """What only the driver decides is judged once one is chosen."""
    return bool(finding.missing) and set(finding.missing) <= DRIVER_LABELS


def _busy(request: Request, keys: list[int]) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(BUSY, [keys, request.depart_at, request.return_at])
        return dict(cursor.fetchall())


def _request_facts(request: Request) -> dict[str, Any]:
    """What the request alone decides, under the labels of the trip's facts."""
    (facts,) = judging.read_facts(registry.act("vehicles.request.submit").facts, [request.pk])
    shared = (
        "用车类别", "法定节假日用车", "特殊工作需要", "单程里程", "紧急", "愿意拼车",
        "同向待派单数", "车内人数",
    )  # fmt: skip
    distance = facts.values["单程里程"]
    return {
        **{label: facts.values[label] for label in shared},
        "业务日期": request.depart_at.date() if request.depart_at else None,
        "计划里程": None if distance is None else distance * 2,
        "响应用时": Decimal(0),
    }


def _car_facts(request: Request, car: Vehicle) -> dict[str, Any]:
    """What the car decides."""
    leave = request.depart_at.date() if request.depart_at else None
    ago = (leave - car.checked_on).days if leave and car.checked_on else None
    return {
        "车辆类别": car.category,
        "车型": car.body,
        "核定载客": Decimal(car.seats),
        "车辆状态": car.state,
        "年检有效期至": car.inspection_to,
        "交强险有效期至": car.insurance_to,
        "出车日期": leave,
        "计划返回日期": request.return_at.date() if request.return_at else None,
        "距上次保养里程": car.odometer - car.serviced_at_km,
        "最近例检日期": car.checked_on,
        "距例检天数": None if ago is None else Decimal(ago),
        "节假日封存": car.holiday_sealed,
        "上次里程表读数": car.odometer,
        "新能源": car.new_energy,
    }
