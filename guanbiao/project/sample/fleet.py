"""Vehicles, quotas, drivers, trips and fillings of the sample."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

from django.utils import timezone

from guanbiao.gate.bulk import Row
from guanbiao.modules.vehicles.models import SEATS, Category, Driver, Request, Vehicle
from guanbiao.people.models import Person, Unit
from guanbiao.project.sample import names
from guanbiao.project.sample.plan import Plan

LEAVING = ((8, 30), (9, 0), (9, 30), (10, 0), (10, 30), (14, 0), (14, 30), (15, 0), (15, 30))
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
BODIES = {
    Category.CONFIDENTIAL: ("轿车",),
    Category.EMERGENCY: ("轿车", "商务车", "越野车", "中型客车"),
    Category.ENFORCEMENT: ("轿车", "越野车"),
    Category.OTHER: ("轿车", "商务车", "中型客车"),
}
MODELS = {
    "轿车": "示例牌 1.5T",
    "商务车": "示例牌 M7",
    "越野车": "示例牌 X5",
    "中型客车": "示例牌 C19",
}


def make(plan: Plan) -> None:
    """Everything about cars."""
    cars = list(vehicles(plan.dice, plan.size.vehicles, _holders(plan)))
    counted = Counter((car["unit"], car["category"]) for car in cars)
    plan.take("vehicles.quota.set", list(_quotas(plan, counted)))
    plan.take("vehicles.vehicle.register", cars)
    plan.take("vehicles.vehicle.service", list(_services(plan)))
    plan.take("vehicles.vehicle.check", list(_checks(plan)))
    plan.take("vehicles.driver.register", list(_drivers(plan)))
    if plan.size.trips:
        _trips(plan)
        plan.take("vehicles.fuel.record", list(_fuels(plan)), tolerated=True)


def _services(plan: Plan) -> Iterator[Row]:
    """Most cars were serviced in time, a few are due."""
    today = timezone.localdate()
    for index, car in enumerate(Vehicle.objects.order_by("pk").iterator(2000)):
        since = min(plan.dice.randrange(200, 5400), int(car.odometer))
        on = today - dt.timedelta(days=plan.dice.randrange(20, 150))
        yield Row(index, {"serviced_on": on, "odometer": car.odometer - since}, car.pk)


def _checks(plan: Plan) -> Iterator[Row]:
    """Most cars were looked over within the month; a few were forgotten."""
    today = timezone.localdate()
    for index, key in enumerate(Vehicle.objects.order_by("pk").values_list("pk", flat=True)):
        ago = plan.dice.choices((plan.dice.randrange(1, 28), 45), (95, 5))[0]
        yield Row(index, {"checked_on": today - dt.timedelta(days=ago)}, key)


def _holders(plan: Plan) -> list[Unit]:
    """A third of the cars belong to the bureau's common fleet."""
    assert plan.bureau is not None
    return [plan.bureau] * max(len(plan.units) // 2, 1) + plan.units


def _quotas(plan: Plan, counted: Counter[tuple[int, str]]) -> Iterator[dict[str, Any]]:
    """What each unit holds, and some to spare."""
    for unit in Unit.objects.filter(kind__in=["organ", "bureau"]).order_by("pk"):
        for category in BODIES:
            number = counted[unit.pk, str(category.value)] + plan.size.spare
            yield {"unit": unit.pk, "category": str(category.value), "number": number,
                   "basis": "云机管函〔2019〕样例号", "from_day": "2019-12-01"}  # fmt: skip


def plate(number: int, green: bool) -> str:
    """示A·10001 for petrol, 示A·D10001 for new energy; unique by number."""
    letter = LETTERS[number // 90000 % len(LETTERS)]
    digits = 10000 + number % 90000
    return f"示{letter}·D{digits}" if green else f"示{letter}·{digits}"


def vehicles(dice: Random, count: int, holders: list[Unit]) -> Iterator[dict[str, Any]]:
    """Drafts of lawful vehicles, most of them ready to go."""
    today = timezone.localdate()
    kinds = list(BODIES)
    for number in range(count):
        category = dice.choices(kinds, (2, 4, 2, 2))[0]
        body = dice.choice(BODIES[category])
        green = body in ("轿车", "商务车") and dice.random() < 0.35
        unit = dice.choice(holders)
        km = dice.randrange(2_000, 90_000)
        yield {
            "plate": plate(number, green), "unit": unit.pk, "category": str(category.value),
            "body": body, "model": MODELS[body] + (" 新能源" if green else ""),
            "new_energy": "on" if green else "", "domestic": "on",
            "special_case": "on" if body in ("越野车", "中型客车") else "",
            "price": _price(dice, category, body, green), "seats": SEATS[body],
            "displacement": "0" if green else _litres(category, body),
            "purchased_on": today - dt.timedelta(days=dice.randrange(200, 2600)),
            "registered_to": unit.name, "odometer": str(km),
            "inspection_to": today + dt.timedelta(days=dice.randrange(-15, 500)),
            "insurance_to": today + dt.timedelta(days=dice.randrange(-10, 360)),
            "month_quota": "" if green else "180", "quota_100km": "" if green else "10",
        }  # fmt: skip


def _price(dice: Random, category: str, body: str, green: bool) -> str:
    if body in ("越野车", "中型客车"):
        return str(dice.randrange(180, 245) * 1000)
    narrow = category in (Category.CONFIDENTIAL, Category.ENFORCEMENT) and not green
    return str(dice.randrange(90, 119 if narrow else 178) * 1000)


def _litres(category: str, body: str) -> str:
    if body in ("越野车", "中型客车"):
        return "2.0"
    return "1.5" if category in (Category.CONFIDENTIAL, Category.ENFORCEMENT) else "1.8"


def _drivers(plan: Plan) -> Iterator[dict[str, Any]]:
    today = timezone.localdate()
    persons = Person.objects.filter(rank="工勤").order_by("pk").values_list("pk", flat=True)
    for place, person in enumerate(persons):
        yield {
            "person": person, "active": "on",
            "licence_class": ("A1", "B1", "C1", "C1", "A1")[place % 5],
            "licence_to": today + dt.timedelta(days=plan.dice.randrange(200, 2000)),
            "born_on": today - dt.timedelta(days=plan.dice.randrange(27, 54) * 365),
            "health_check_on": today - dt.timedelta(days=plan.dice.randrange(10, 330)),
        }  # fmt: skip


def _trips(plan: Plan) -> None:
    """A year of trips: requests first, then the trips that answered them, day after day."""
    plan.take("vehicles.request.record", list(_requests(plan)))
    requests = list(Request.objects.order_by("depart_at", "pk"))
    plan.take("vehicles.trip.record", _answers(plan, requests), tolerated=True)


def _requests(plan: Plan) -> Iterator[dict[str, Any]]:
    people = list(
        Person.objects.exclude(rank="工勤").filter(unit__kind__in=["organ", "section"])
        .values_list("pk", flat=True)
    )  # fmt: skip
    for _ in range(plan.size.trips):
        leave = _moment(plan.dice)
        hours = plan.dice.randint(1, 7)
        far = plan.dice.random()
        area = "市区" if far < 0.6 else "跨县" if far < 0.9 else "跨市"
        yield {
            "applicant": plan.dice.choice(people), "category": plan.dice.choice(
                ("调研核查", "会议活动", "其他公务", "机要通信", "应急保障")),
            "purpose": names.purpose(plan.dice), "origin": "市政务中心 1 号门",
            "destination": plan.dice.choice(names.PLACES), "area": area,
            "depart_at": leave, "return_at": leave + dt.timedelta(hours=hours),
            "passengers": plan.dice.randint(1, 4), "body": "轿车",
            "distance_km": plan.dice.randint(3, 25 if area == "市区" else 160),
            "pool_willing": "on" if plan.dice.random() < 0.7 else "",
            "submitted_at": leave - dt.timedelta(hours=plan.dice.randint(2, 72)),
            "rating": plan.dice.choices((5, 4, 3, 2), (70, 24, 5, 1))[0],
        }  # fmt: skip


def _moment(dice: Random) -> dt.datetime:
    """A moment of the past year, mostly on weekdays in office hours."""
    day = timezone.localdate() - dt.timedelta(days=dice.randrange(3, 360))
    if day.weekday() > 4 and dice.random() < 0.97:
        day -= dt.timedelta(days=2)
    hour, minute = dice.choice(LEAVING)
    at = dt.datetime.combine(day, dt.time(hour, minute))
    return at.astimezone()


def _answers(plan: Plan, requests: list[Request]) -> Iterator[dict[str, Any]]:
    cars = list(Vehicle.objects.filter(body="轿车").order_by("pk"))
    drivers = list(Driver.objects.order_by("pk").values_list("pk", flat=True))
    reading = {car.pk: car.odometer for car in cars}
    free: dict[tuple[str, int], dt.datetime] = {}
    for turn, request in enumerate(requests):
        assert request.depart_at and request.return_at and request.distance_km
        car = _idle(plan, cars, request.depart_at, free)
        driver = drivers[(turn * 7) % len(drivers)]
        if free.get(("driver", driver), request.depart_at) > request.depart_at:
            continue
        free["car", car.pk] = free["driver", driver] = request.return_at
        out = reading[car.pk]
        reading[car.pk] = out + request.distance_km * 2 + plan.dice.randint(0, 4)
        yield _answer(plan, request, car, driver, out, reading[car.pk])


def _idle(
    plan: Plan, cars: list[Vehicle], at: dt.datetime, free: dict[tuple[str, int], dt.datetime]
) -> Vehicle:
    for _ in range(20):
        car = plan.dice.choice(cars)
        if free.get(("car", car.pk), at) <= at:
            return car
    return car


def _answer(
    plan: Plan, request: Request, car: Vehicle, driver: int, out: Any, back: Any
) -> dict[str, Any]:
    day = timezone.localtime(request.depart_at).date()
    assert request.submitted_at is not None
    late = plan.dice.choices((8, 20, 45), (70, 25, 5))[0]
    return {
        "request": request.pk, "vehicle": car.pk, "driver": driver,
        "dispatched_at": request.submitted_at + dt.timedelta(minutes=late),
        "departed_at": request.depart_at, "returned_at": request.return_at,
        "odometer_out": out, "odometer_in": back,
        "serviced_at_km": max(out - plan.dice.randint(100, 5200), 0),
        "checked_on": day - dt.timedelta(days=plan.dice.randint(1, 34)),
        "inspection_to": day + dt.timedelta(days=plan.dice.randint(-5, 300)),
        "insurance_to": day + dt.timedelta(days=plan.dice.randint(-3, 300)),
        "parked_at_unit": "on" if plan.dice.random() < 0.97 else "",
        "fee": plan.dice.choice((0, 0, 10, 25)),
    }  # fmt: skip


def _fuels(plan: Plan) -> Iterator[dict[str, Any]]:
    cars = list(Vehicle.objects.filter(new_energy=False).order_by("pk"))
    rounds = plan.size.fuels // len(cars) + 1
    first = timezone.localtime() - dt.timedelta(days=350)
    for turn in range(plan.size.fuels):
        car, nth = cars[turn % len(cars)], turn // len(cars)
        at = first + dt.timedelta(days=340 * nth / rounds + plan.dice.random() * 3)
        litres = plan.dice.randint(25, 48)
        yield {
            "vehicle": car.pk, "card_plate": car.plate, "station": "云川市定点加油站（城东）",
            "fixed_point": "on", "at": at, "litres": litres,
            "amount": round(litres * 7.6, 2),
            "odometer": car.odometer + nth * 450,
        }  # fmt: skip
