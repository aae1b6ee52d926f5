"""A car leaves as it stands on that day; one that was sent is not taken away meanwhile."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from guanbiao.gate.cases import case_of
from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.modules.vehicles.models import Trip, Vehicle
from guanbiao.modules.vehicles.tests.makers import Fleet, a_trip, a_waiting, cars
from guanbiao.modules.vehicles.tests.test_pages import signed_in
from rulebook.rules import Verdict
from tests.gate.makers import passage


def leaves(fleet: Fleet, trip: Trip, **reasons: str) -> Outcome:
    """The driver registers that she leaves, at the still clock's hour."""
    draft = {"odometer": "36001"}
    return perform("vehicles.trip.depart", fleet.actor("driver"), trip, draft, reasons=reasons)


def test_a_car_sealed_after_it_was_sent_does_not_leave(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    with passage():  # as it may have been before sealing looked at trips
        Vehicle.objects.filter(pk=car.pk).update(state="封存")
    outcome = leaves(fleet, trip)
    assert "5.3.1" in {f.clause for f in outcome.findings if f.stops}
    trip.refresh_from_db()
    assert trip.state == "planned" and trip.vehicle_state == "在用"


def test_leaving_days_early_wants_a_reason(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    outcome = leaves(fleet, trip)
    assert [f.clause for f in outcome.findings if f.verdict is Verdict.WARN] == ["5.3.15"] and len(
        outcome.wanting
    ) == 1
    assert leaves(fleet, trip, **{outcome.wanting[0]: "用车单位改为今日出发"}).ok


def test_leaving_at_the_planned_hour_asks_nothing(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    monkeypatch.setattr(timezone, "now", lambda: trip.planned.lower - dt.timedelta(minutes=60))
    assert leaves(fleet, trip).ok


def test_leaving_early_takes_nobody_elses_car(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    today = {"depart_at": "2026-06-03 14:00", "return_at": "2026-06-03 17:00"}
    other = a_waiting(fleet, destination="江左区财政局", **today)
    second = fleet.drivers["second"].pk
    a_trip(fleet, car, other, driver=second)
    outcome = leaves(fleet, trip)
    assert "5.3.16" in {f.clause for f in outcome.findings if f.stops}


@pytest.mark.parametrize(
    ("verb", "draft"),
    [
        ("seal", {}),
        ("repair", {}),
        ("dispose", {"disposed_on": "2026-06-03", "disposal_mode": "拍卖",
                     "disposal_reason": "事故全损"}),
    ],
)  # fmt: skip
def test_a_car_that_was_sent_is_not_taken_away(
    fleet: Fleet, verb: str, draft: dict[str, str]
) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    planned = fleet.do(f"vehicle.{verb}", "manager", car, **draft)
    assert (
        trip.number in planned.errors["__all__"][0] and "取消派车" in planned.errors["__all__"][0]
    )
    fleet.done("trip.depart", "driver", trip, odometer="36001")
    away = fleet.do(f"vehicle.{verb}", "manager", car, **draft)
    assert "回场交车" in away.errors["__all__"][0]
    fleet.done("trip.come_back", "driver", trip, odometer="36080", parked_at_unit="on")
    fleet.done(f"vehicle.{verb}", "manager", car, **draft)


def test_the_driver_s_task_is_due_when_the_car_leaves(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    case = case_of(trip.request, "vehicles.request")
    assert case is not None
    leaving = case.tasks.get(act="vehicles.trip.depart")
    assert leaving.due_at == trip.planned.lower == trip.request.depart_at
    page = signed_in(fleet, "driver").get("/todo/").content.decode()
    assert "出车" in page and "不限时" not in page
    fleet.done("trip.depart", "driver", trip, odometer=str(car.odometer + 1))
    assert case.tasks.get(act="vehicles.trip.come_back").due_at is None
