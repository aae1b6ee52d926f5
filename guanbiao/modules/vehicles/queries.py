"""Reads for the vehicle pages."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import TimestamptzRange

from guanbiao.gate import authority
from guanbiao.gate.days import morning
from guanbiao.gate.models import Task, TaskState
from guanbiao.gate.portal import Dated
from guanbiao.modules.desk.public import Message
from guanbiao.modules.vehicles.facts import FIT, REQUEST
from guanbiao.modules.vehicles.models import (
    Driver,
    Quota,
    Request,
    RequestState,
    State,
    Trip,
    TripState,
    Vehicle,
)


def requests(actor: Any, on: dt.date) -> QuerySet[Request]:
    """The requests this person may see, newest first."""
    rows = Request.objects.filter(authority.visible(actor, "vehicles.request.view", on))
    return rows.select_related("unit", "applicant").order_by("-pk")


def waiting(actor: Any, on: dt.date) -> QuerySet[Request]:
    """Requests that wait for a car, the earliest departure first."""
    rows = Request.objects.filter(
        authority.visible(actor, "vehicles.request.view", on), state=RequestState.WAITING
    )
    return rows.select_related("unit", "applicant").order_by("-urgent", "depart_at")


def queue(actor: Any, on: dt.date, most: int = 100) -> list[tuple[Request, dt.datetime | None]]:
    """What waits with its response deadline, urgent requests first, then the nearest deadline."""
    rows = list(waiting(actor, on)[:most])
    tasks = Task.objects.filter(
        state=TaskState.OPEN, case__entity=REQUEST.name, case__key__in=[str(r.pk) for r in rows]
    )
    due = dict(tasks.values_list("case__key", "due_at"))
    found = [(each, due.get(str(each.pk))) for each in rows]
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(found, key=lambda line: (not line[0].urgent, line[1] or last, line[0].pk))


def candidates(actor: Any, on: dt.date) -> QuerySet[Vehicle]:
    """Vehicles a dispatcher may send."""
    rows = Vehicle.objects.filter(authority.visible(actor, "vehicles.vehicle.view", on))
    return rows.exclude(state=State.DISPOSED).select_related("unit").order_by("plate")


def fillable(actor: Any, on: dt.date) -> QuerySet[Vehicle]:
    """Vehicles whose fillings this person may record: those she manages or was sent with."""
    managed = authority.visible(actor, "vehicles.vehicle.view", on)
    mine = Trip.objects.filter(
        Q(driver__person=actor.person) | Q(second_driver__person=actor.person)
    )
    driven = Q(pk__in=mine.exclude(state=TripState.CANCELLED).values("vehicle"))
    rows = Vehicle.objects.filter(managed | driven).exclude(state=State.DISPOSED)
    return rows.order_by("plate")


def free_drivers(actor: Any, on: dt.date, request: Request | None) -> QuerySet[Driver]:
    """Drivers without another trip at that time; without a request, those who may drive."""
    live = Trip.objects.exclude(state=TripState.CANCELLED)
    busy = live.none()
    if request is not None:
        busy = live.filter(planned__overlap=TimestamptzRange(request.depart_at, request.return_at))
    taken = set(busy.values_list("driver_id", flat=True))
    taken |= set(busy.exclude(second_driver=None).values_list("second_driver_id", flat=True))
    rows = Driver.objects.filter(authority.visible(actor, "vehicles.driver.view", on), active=True)
    return rows.exclude(pk__in=taken).select_related("person").order_by("person__sort_key")


@dataclass(frozen=True)
class Load:
    """A driver for a car and a day: hours planned that day and that week, and what speaks against.

    A trip counts on the day it begins, as clause 5.3.2 counts it; two drivers share the wheel.
    """

    driver: Driver
    day: float
    week: float
    against: str = ""


Hours = defaultdict[int, float]
FITTING = f"""
    SELECT d.id FROM vehicles_driver d, vehicles_vehicle v, LATERAL {FIT} fit
    WHERE v.id = %s AND d.id = ANY(%s) AND d.licence_class = ANY(fit.classes)"""  # noqa: S608 - ours


def loads(drivers: list[Driver], car: Vehicle | None, day: dt.date) -> list[Load]:
    """These drivers, who has least to do in front; whose licence does not do behind them."""
    keys = [each.pk for each in drivers]
    fits = set(keys)
    if car is not None:
        with connection.cursor() as cursor:
            cursor.execute(FITTING, [car.pk, keys])
            fits = {key for (key,) in cursor.fetchall()}
    days, weeks = _hours(day)
    found = [
        Load(each, days[each.pk], weeks[each.pk], _against(each, each.pk in fits, day))
        for each in drivers
    ]
    return sorted(found, key=lambda each: (bool(each.against), each.day, each.week))


def _against(driver: Driver, fits: bool, day: dt.date) -> str:
    if not fits:
        return "准驾车型不符"
    return "驾驶证到期" if driver.licence_to < day else ""


def _hours(day: dt.date) -> tuple[Hours, Hours]:
    """Planned hours of each driver on a day, and in the week it lies in."""
    monday = day - dt.timedelta(days=day.weekday())
    week = TimestamptzRange(morning(monday), morning(monday + dt.timedelta(days=7)))
    rows = Trip.objects.exclude(state=TripState.CANCELLED).filter(planned__overlap=week)
    days, weeks = Hours(float), Hours(float)
    for planned, *pair in rows.values_list("planned", "driver", "second_driver"):
        who = [key for key in pair if key]
        if planned.lower < week.lower:
            continue
        hours = (planned.upper - planned.lower).total_seconds() / 3600 / len(who)
        for key in who:
            weeks[key] += hours
            days[key] += hours if timezone.localdate(planned.lower) == day else 0
    return days, weeks


def trips_of_day(vehicles: list[int], day: dt.date) -> QuerySet[Trip]:
    """Live trips of these vehicles that touch a day."""
    start = dt.datetime.combine(day, dt.time()).astimezone()
    span = TimestamptzRange(start, start + dt.timedelta(days=1))
    rows = Trip.objects.exclude(state=TripState.CANCELLED)
    return rows.filter(vehicle_id__in=vehicles, planned__overlap=span).select_related("request")


def told_of(trip: Trip) -> list[str]:
    """Who was told of a trip just sent, as the inboxes have it: the driver by her task."""
    people = [trip.driver.person, trip.request.applicant]
    if trip.second_driver:
        people.insert(1, trip.second_driver.person)
    about = Q(entity="vehicles.trip", key=str(trip.pk))
    tasks = Task.objects.filter(
        case__entity=REQUEST.name, case__key=str(trip.request_id), state=TaskState.OPEN
    )
    about |= Q(event__in=[f"task:{task.case_id}:{task.pk}" for task in tasks])
    found = Message.objects.filter(about, person__in=people).values_list("person", flat=True)
    there = set(found)
    return list(dict.fromkeys(each.name for each in people if each.pk in there))


def my_trips(actor: Any) -> QuerySet[Trip]:
    """A driver's own trips: under way and to come, the earliest first, then past, latest first."""
    rows = Trip.objects.filter(
        Q(driver__person=actor.person) | Q(second_driver__person=actor.person)
    )
    live = When(state__in=(TripState.PLANNED, TripState.UNDERWAY), then=F("planned"))
    open_first = Case(live, default=None).asc(nulls_last=True)
    return rows.select_related("vehicle", "request").order_by(open_first, "-planned")


def dated(actor: Any, first: dt.datetime, last: dt.datetime) -> list[Dated]:
    """What trips want of a person: to set out and to come back, or to be there when it leaves."""
    driving = Q(driver__person=actor.person) | Q(second_driver__person=actor.person)
    rows = Trip.objects.filter(
        driving | Q(request__applicant=actor.person),
        state__in=(TripState.PLANNED, TripState.UNDERWAY),
        planned__overlap=TimestamptzRange(first, last),
    ).select_related("vehicle", "driver", "second_driver", "request__applicant")
    return [_dated(trip, actor) for trip in rows]


def _dated(trip: Trip, actor: Any) -> Dated:
    second = trip.second_driver
    drives = actor.person_id in (trip.driver.person_id, second.person_id if second else None)
    away = trip.state == TripState.UNDERWAY
    kind = ("回场" if away else "出车") if drives else "用车"
    at = trip.planned.upper if drives and away else trip.planned.lower
    who = f"，{trip.request.applicant.name}等 {trip.request.passengers} 人" if drives else ""
    label = f"{trip.vehicle.plate} 赴{trip.request.destination}{who}"
    return Dated(label, kind, at, reverse("vehicles.trip", args=[trip.pk]), due=drives)


def with_held(quotas: QuerySet[Quota]) -> QuerySet[Quota]:
    """Quotas with the vehicles the unit holds of that category, and how many are still free."""
    same = Vehicle.objects.filter(unit=OuterRef("unit"), category=OuterRef("category"))
    number = same.exclude(state=State.DISPOSED).order_by().values("unit").annotate(n=Count("pk"))
    return quotas.annotate(
        held=Coalesce(Subquery(number.values("n")), 0), free=F("number") - F("held")
    )


@dataclass(frozen=True)
class Holding:
    """Vehicles a unit has and may have; none where no quota was set."""

    unit_id: int
    held: int
    quota: int | None


def holdings(on: dt.date) -> list[Holding]:
    """Every unit with vehicles in the books, or with a quota in force on a day."""
    quotas: dict[int, int] = {}
    latest = Quota.objects.filter(from_day__lte=on).order_by("unit_id", "category", "-from_day")
    for quota in latest.distinct("unit_id", "category"):
        quotas[quota.unit_id] = quotas.get(quota.unit_id, 0) + quota.number
    cars = Vehicle.objects.exclude(state=State.DISPOSED).values_list("unit_id")
    held = dict(cars.annotate(n=Count("pk")))
    return [Holding(unit, held.get(unit, 0), quotas.get(unit)) for unit in {*held, *quotas}]


def with_service(vehicles: QuerySet[Vehicle]) -> QuerySet[Vehicle]:
    """Vehicles with the distance since their last service, in km."""
    return vehicles.annotate(since_service=F("odometer") - F("serviced_at_km"))
