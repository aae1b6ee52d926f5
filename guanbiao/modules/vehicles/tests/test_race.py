"""Many dispatchers at once: one wins, the others are told why; ``bench/race.py`` times it."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import connection

from guanbiao.gate.passage import Outcome
from guanbiao.modules.vehicles.models import Driver, Request, Trip, Vehicle
from guanbiao.modules.vehicles.tests.makers import NOW, Fleet, a_driver, cars
from tests.gate.makers import passage

ATTEMPTS, HANDS = 1000, 16
LEAVE = dt.datetime(2026, 6, 5, 0, 30, tzinfo=dt.UTC)


@dataclass
class Crowd:
    """One car, a thousand requests that wait for it, five drivers."""

    fleet: Fleet
    car: Vehicle
    requests: list[Request]
    drivers: list[Driver]

    def rush(self) -> list[tuple[Outcome, float]]:
        """All dispatches, sixteen at a time: what came of each, and after how many seconds."""
        self.fleet.actor("dispatcher").holdings(NOW.date())
        with ThreadPoolExecutor(HANDS) as pool:
            return list(pool.map(self._attempt, range(ATTEMPTS)))

    def _attempt(self, number: int) -> tuple[Outcome, float]:
        draft = {
            "request": self.requests[number].pk,
            "vehicle": self.car.pk,
            "driver": self.drivers[number % len(self.drivers)].pk,
        }
        began = time.monotonic()
        try:
            return self.fleet.do("trip.dispatch", "dispatcher", **draft), time.monotonic() - began
        finally:
            connection.close()


def crowd(fleet: Fleet) -> Crowd:
    """Make it; the requests wait already."""
    (car,) = cars(fleet)
    with passage():
        requests = Request.objects.bulk_create(_waiting(fleet, n) for n in range(ATTEMPTS))
        people = [fleet.persons[key] for key in ("clerk", "colleague", "head", "chief", "deputy")]
        drivers = [a_driver(person) for person in people]
    return Crowd(fleet, car, requests, drivers)


def _waiting(fleet: Fleet, number: int) -> Request:
    return Request(
        number=f"YC-{number:06d}", unit=fleet.units["office"], applicant=fleet.persons["clerk"],
        state="waiting", category="其他公务", purpose="前往会场保障会议服务工作", origin="政务中心",
        destination=f"会场 {number}", area="市区",
        depart_at=LEAVE + dt.timedelta(minutes=number % 7),
        return_at=LEAVE + dt.timedelta(hours=6), passengers=3, body="轿车", submitted_at=NOW,
        distance_km=42, on_holiday=False, off_hours=False, pool_willing=False,
    )  # fmt: skip


def test_a_thousand_dispatches_of_one_car(committed_fleet: Fleet) -> None:
    outcomes = [outcome for outcome, _ in crowd(committed_fleet).rush()]
    lost = [outcome for outcome in outcomes if not outcome.ok]
    assert len(lost) == ATTEMPTS - 1 and Trip.objects.count() == 1
    assert all(each.stopped and each.findings[0].clause == "5.3.1" for each in lost)
