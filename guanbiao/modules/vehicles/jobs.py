"""What those on a trip are told after the commit, in words of the business itself.

The driver has a task and is told of it by the desk; these are for whoever waits for the car, for
a second driver, and for all of them where a car that was sent does not come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from guanbiao.kit import words
from guanbiao.modules.desk.public import send
from guanbiao.modules.vehicles.models import Request, Trip

REQUEST, TRIP = "vehicles.request", "vehicles.trip"


def sent(event: Mapping[str, Any]) -> None:
    """Which car, who drives it, when and where it waits; and to a second driver her trip."""
    trip = _trip(event)
    wish, car = trip.request, trip.vehicle
    when, where = words.moment(trip.planned.lower), wish.origin or "出发地"
    title = f"已派车：{car.plate}，驾驶员{trip.driver}，{when} 在{where}上车，赴{wish.destination}"
    _tell("sent", trip, [wish.applicant_id], title)
    if trip.second_driver:
        title = f"出车任务（副驾驶员）：{car.plate}，{when} 从{where}出发，赴{wish.destination}"
        _tell("sent", trip, [trip.second_driver.person_id], title)


def cancelled(event: Mapping[str, Any]) -> None:
    """The car does not come, and why; the request waits for another one."""
    trip = _trip(event)
    why = f"，原因：{trip.note}" if trip.note else ""
    title = f"取消派车：{trip.vehicle.plate} {words.moment(trip.planned.lower)} 赴"
    title += f"{trip.request.destination}{why}"
    drivers = [each.person_id for each in (trip.driver, trip.second_driver) if each]
    _tell("cancelled", trip, drivers, title)
    _tell("cancelled", trip, [trip.request.applicant_id], f"{title}。派了别的车另行通知")


def departed(event: Mapping[str, Any]) -> None:
    """The car is on its way."""
    trip = _trip(event)
    left = words.time(trip.departed_at)
    title = f"已出车：{trip.vehicle.plate} {left} 出车，驾驶员{trip.driver}"
    _tell("departed", trip, [trip.request.applicant_id], f"{title}，赴{trip.request.destination}")


def adjusted(event: Mapping[str, Any]) -> None:
    """What somebody else changed of her request."""
    wish = Request.objects.get(pk=event["request"])
    if wish.applicant_id != event["by"]:
        title = f"申请已调整：{event['fields']}——赴{wish.destination}用车"
        send([wish.applicant_id], f"{_kind(wish)}:{event['receipt']}", title, REQUEST, wish.pk)


def _trip(event: Mapping[str, Any]) -> Trip:
    known = ("vehicle", "driver__person", "second_driver", "request")
    return Trip.objects.select_related(*known).get(pk=event["trip"])


def _kind(wish: Request) -> str:
    """First word of a message's source: what is urgent travels by other ways (`channels`)."""
    return "car-now" if wish.urgent else "car"


def _tell(what: str, trip: Trip, persons: Iterable[int], title: str) -> None:
    mark = f"{_kind(trip.request)}:{trip.pk}:{what}"
    send(persons, mark, title, TRIP, trip.pk)
