"""Trips: dispatch, cancel, depart, return."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from psycopg.types.range import TimestamptzRange

from guanbiao.gate.cases import case_of
from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import ReasonForm
from guanbiao.gate.passage import Invalid, Passage, Verb
from guanbiao.modules.vehicles import facts, forms
from guanbiao.modules.vehicles.acts.requests import next_number
from guanbiao.modules.vehicles.models import (
    Driver,
    Request,
    RequestState,
    Trip,
    TripState,
    Vehicle,
)

VEHICLE_ONCE, DRIVERS_ONCE = "vehicles_trip_vehicle_once", "vehicles_trip_drivers_once"
BUSY = "Q/YCJG 203#5.3.1"
"""The clause that speaks when the database finds a car or a driver sent twice at once."""


def dispatch(passage: Passage) -> Trip:
    """Send a car and a driver for a request.

    Rows are locked in one order everywhere – request, vehicle, driver – so that many
    dispatchers at once stand in line instead of in each other's way.
    """
    draft = passage.draft
    request = Request.objects.select_for_update().get(pk=draft["request"].pk)
    if request.state != RequestState.WAITING:
        words = f"申请 {request.number} 现为“{request.get_state_display()}”，不能派车。"
        raise Invalid(request=words)
    vehicle = Vehicle.objects.select_for_update().get(pk=draft["vehicle"].pk)
    drivers = lock_drivers(draft["driver"], draft["second_driver"])
    driver = draft["driver"]
    planned = TimestamptzRange(request.depart_at, request.return_at)
    refuse_busy(passage, vehicle, drivers, planned)
    trip = Trip.objects.create(
        **sent(vehicle), number=next_number("PC", passage.now), request=request, driver=driver,
        second_driver=draft["second_driver"], dispatcher=passage.actor.person,
        state=TripState.PLANNED, planned=planned, dispatched_at=passage.now, note=draft["note"],
    )  # fmt: skip
    _request_into(request, RequestState.DISPATCHED)
    case = case_of(request, facts.REQUEST.name)
    if case is not None:
        words = f"派 {vehicle.plate}，驾驶员 {driver}"
        passage.step(Verb.FINISH, case, opinion=words, to=driver.person, by=planned.lower)
    return trip


def lock_drivers(*drivers: Driver | None) -> list[Driver]:
    """The drivers of a trip, locked in the order of their keys."""
    keys = [driver.pk for driver in drivers if driver is not None]
    return list(Driver.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def refuse_busy(
    passage: Passage, vehicle: Vehicle, drivers: list[Driver], planned: TimestamptzRange
) -> None:
    """Look before writing, so that the clause can say what stands in the way."""
    live = Trip.objects.exclude(state=TripState.CANCELLED).filter(planned__overlap=planned)
    at_the_wheel = Q(driver__in=drivers) | Q(second_driver__in=drivers)
    for constraint, taken, who in (
        (VEHICLE_ONCE, live.filter(vehicle=vehicle), "车辆"),
        (DRIVERS_ONCE, live.filter(at_the_wheel), "驾驶员"),
    ):
        other = taken.first()
        if other is not None:
            passage.clash(constraint, f"{who}在此时段已有派车单 {other.number}")


def sent(vehicle: Vehicle) -> dict[str, Any]:
    """What a trip keeps of its vehicle as it was when it was sent."""
    return {
        "vehicle": vehicle,
        "odometer_last": vehicle.odometer,
        "serviced_at_km": vehicle.serviced_at_km,
        "checked_on": vehicle.checked_on,
        "vehicle_state": vehicle.state,
        "inspection_to": vehicle.inspection_to,
        "insurance_to": vehicle.insurance_to,
    }


def _request_into(request: Request, state: RequestState) -> None:
    request.state = state
    request.save(update_fields=["state"])


def _finish_stage(passage: Passage, trip: Trip, words: str, **more: Any) -> None:
    case = case_of(trip.request, facts.REQUEST.name)
    if case is not None:
        passage.step(Verb.FINISH, case, opinion=words, **more)


def cancel(passage: Passage) -> Trip:
    """Cancel a trip that has not departed; the request waits for a car again."""
    trip: Trip = passage.subject
    if trip.state != TripState.PLANNED:
        raise Invalid(__all__="只有待出车的派车单可以取消。")
    trip.state, trip.note = TripState.CANCELLED, passage.draft["opinion"][:200]
    trip.save(update_fields=["state", "note"])
    _request_into(trip.request, RequestState.WAITING)
    case = case_of(trip.request, facts.REQUEST.name)
    if case is not None:
        passage.step(Verb.RETRIEVE, case, opinion=passage.draft["opinion"])
    return trip


def depart(passage: Passage) -> Trip:
    """The driver leaves with a reading; the car is judged as it stands now, not as it was sent.

    Its row is locked until then: whoever seals it meanwhile waits, and finds it under way.
    """
    trip: Trip = passage.subject
    if trip.state != TripState.PLANNED:
        raise Invalid(__all__=f"派车单现为“{trip.get_state_display()}”，不能出车。")
    trip.vehicle_state = Vehicle.objects.select_for_update().get(pk=trip.vehicle_id).state
    trip.state, trip.departed_at = TripState.UNDERWAY, passage.now
    trip.odometer_out = passage.draft["odometer"]
    trip.save(update_fields=["state", "departed_at", "odometer_out", "vehicle_state"])
    _request_into(trip.request, RequestState.UNDERWAY)
    _finish_stage(passage, trip, f"出车读数 {trip.odometer_out} km", to=trip.driver.person)
    return trip


def come_back(passage: Passage) -> Trip:
    """The driver is back with a reading; the vehicle's odometer follows."""
    trip: Trip = passage.subject
    if trip.state != TripState.UNDERWAY:
        raise Invalid(__all__=f"派车单现为“{trip.get_state_display()}”，不能交车。")
    draft = passage.draft
    trip.state, trip.returned_at = TripState.DONE, passage.now
    trip.odometer_in, trip.parked_at_unit = draft["odometer"], draft["parked_at_unit"]
    trip.fee = draft["fee"]
    trip.save()
    if trip.odometer_in is not None:
        Vehicle.objects.filter(pk=trip.vehicle_id).update(odometer=trip.odometer_in)
    _request_into(trip.request, RequestState.RETURNED)
    _finish_stage(passage, trip, f"回场读数 {trip.odometer_in} km")
    return trip


def _act(name: str, label: str, form: Any, apply: Any, **more: Any) -> Act:
    return Act(f"vehicles.trip.{name}", label, facts.TRIP, form, apply, facts.TRIP_FACTS, **more)


NO_LIMIT = "取消未出车的派车单不受条款限制，须写明理由"
ACTS = (
    _act("dispatch", "派车", forms.DispatchForm, dispatch, kind=Kind.CREATE,
         conflicts={VEHICLE_ONCE: BUSY, DRIVERS_ONCE: BUSY}),
    _act("cancel", "取消派车", ReasonForm, cancel, unjudged=NO_LIMIT, many=True),
    _act("depart", "出车", forms.DepartForm, depart),
    _act("come_back", "回场交车", forms.ReturnForm, come_back),
)  # fmt: skip
