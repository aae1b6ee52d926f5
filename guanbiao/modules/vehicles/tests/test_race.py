"""Many dispatchers at once: exactly one wins, nobody waits long, the others are told why."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from guanbiao.gate.passage import Outcome
from guanbiao.modules.vehicles.models import Driver, Request, Trip, Vehicle
from guanbiao.modules.vehicles.tests.makers import NOW, Fleet, a_driver, cars
from tests.gate.makers import passage

ATTEMPTS, HANDS = 1000, 16
LEAVE = dt.datetime(2026, 6, 5, 0, 30, tzinfo=dt.UTC)


@pytest.fixture
def crowd(committed_fleet: Fleet) -> tuple[Fleet, Vehicle, list[Request], list[Driver]]:
    """One car, a thousand requests that wait, forty drivers."""
    fleet = committed_fleet
    (car,) = cars(fleet)
    with passage():
        requests = Request.objects.bulk_create(_waiting(fleet, n) for n in range(ATTEMPTS))
        people = [fleet.persons[key] for key in ("clerk", "colleague", "head", "chief", "deputy")]
        drivers = [a_driver(person) for person in people]
    return fleet, car, requests, drivers


def _waiting(fleet: Fleet, number: int) -> Request:
    return Request(
        number=f"YC-{number:06d}", unit=fleet.units["office"], applicant=fleet.persons["clerk"],
        state="waiting", category="其他公务", purpose="前往会场保障会议服务工作", origin="政务中心",
        destination=f"会场 {number}", area="市区",
        depart_at=LEAVE + dt.timedelta(minutes=number % 7),
        return_at=LEAVE + dt.timedelta(hours=6), passengers=3, body="轿车", submitted_at=NOW,
        distance_km=42, on_holiday=False, off_hours=False, pool_willing=False,
    )  # fmt: skip


def test_a_thousand_dispatches_of_one_car(
    crowd: tuple[Fleet, Vehicle, list[Request], list[Driver]],
) -> None:
    fleet, car, requests, drivers = crowd
    fleet.actor("dispatcher").holdings(NOW.date())

    def attempt(number: int) -> tuple[Outcome, float]:
        draft = {
            "request": requests[number].pk,
            "vehicle": car.pk,
            "driver": drivers[number % len(drivers)].pk,
        }
        began = time.monotonic()
        try:
            return fleet.do("trip.dispatch", "dispatcher", **draft), time.monotonic() - began
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        results = list(pool.map(attempt, range(ATTEMPTS)))
    won = [outcome for outcome, _ in results if outcome.ok]
    lost = [outcome for outcome, _ in results if not outcome.ok]
    assert len(won) == 1 and Trip.objects.count() == 1
    assert all(each.stopped and each.findings[0].clause == "5.3.1" for each in lost)
    assert max(seconds for _, seconds in results) < 1
