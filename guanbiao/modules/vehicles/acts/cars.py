"""The ledger: register, amend, seal, check, service, dispose; quota; fuel."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Model

from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.modules.vehicles import facts, forms
from guanbiao.modules.vehicles.models import Fuel, Quota, State, TripState, Vehicle

HELD = (State.IN_USE, State.REPAIR, State.SEALED, State.STOPPED)
"""States of a vehicle that has not left the fleet."""
LIVE = (TripState.PLANNED, TripState.UNDERWAY)
"""States of a trip that still needs its car."""
FACT_ONLY = "只登记事实：状态或读数，没有条款限制这一步本身"


def register(passage: Passage) -> Vehicle:
    """Enter a vehicle into the ledger."""
    plate = passage.draft["plate"]
    if plate and Vehicle.objects.filter(plate=plate).exists():
        raise Invalid(plate=f"车牌 {plate} 已在台账中：请核对，或改用“变更车辆信息”。")
    return Vehicle.objects.create(**passage.draft)


def register_many(_: Passage, drafts: list[dict[str, Any]]) -> list[Model]:
    """Enter many vehicles at once."""
    with transaction.atomic():
        return [*Vehicle.objects.bulk_create([Vehicle(**draft) for draft in drafts])]


def amend(passage: Passage) -> Vehicle:
    """Change what the ledger says of a vehicle."""
    vehicle: Vehicle = passage.subject
    for name, value in passage.draft.items():
        setattr(vehicle, name, value)
    vehicle.save()
    return vehicle


def refuse_sent(vehicle: Vehicle) -> None:
    """A car sent for somebody stays in use until she is back or another one was found.

    The gate holds the car's row, and so does whoever sends it: none is sent meanwhile.
    """
    trip = vehicle.trips.filter(state__in=LIVE).order_by("planned").first()
    if trip is not None:
        underway = trip.state == TripState.UNDERWAY
        first = "驾驶员回场交车" if underway else "由调度员取消派车"
        raise Invalid(
            __all__=f"{vehicle} 有未完成的派车单 {trip.number}（{trip.get_state_display()}），"
            f"{first}后才能办理。"
        )


def _into(passage: Passage, state: State) -> Vehicle:
    vehicle: Vehicle = passage.subject
    vehicle.state = state
    vehicle.save(update_fields=["state"])
    return vehicle


def seal(passage: Passage) -> Vehicle:
    """Seal a vehicle: it is not sent until unsealed."""
    refuse_sent(passage.subject)
    return _into(passage, State.SEALED)


def unseal(passage: Passage) -> Vehicle:
    """Put a sealed or repaired vehicle back to use."""
    return _into(passage, State.IN_USE)


def to_repair(passage: Passage) -> Vehicle:
    """Send a vehicle to the workshop."""
    refuse_sent(passage.subject)
    return _into(passage, State.REPAIR)


def check(passage: Passage) -> Vehicle:
    """Record the monthly check."""
    vehicle: Vehicle = passage.subject
    vehicle.checked_on = passage.draft["checked_on"]
    vehicle.save(update_fields=["checked_on"])
    return vehicle


def service(passage: Passage) -> Vehicle:
    """Record a service at an odometer reading."""
    vehicle: Vehicle = passage.subject
    at_km = passage.draft["odometer"]
    if at_km < vehicle.serviced_at_km:
        raise Invalid(odometer=f"读数小于上次保养时的 {vehicle.serviced_at_km} km，请核对。")
    vehicle.serviced_at_km, vehicle.serviced_on = at_km, passage.draft["serviced_on"]
    vehicle.odometer = max(vehicle.odometer, at_km)
    vehicle.save(update_fields=["serviced_at_km", "serviced_on", "odometer"])
    return vehicle


def dispose(passage: Passage) -> Vehicle:
    """Dispose of a vehicle; it stays in the ledger as 已处置."""
    vehicle: Vehicle = passage.subject
    refuse_sent(vehicle)
    for name, value in passage.draft.items():
        setattr(vehicle, name, value)
    vehicle.state = State.DISPOSED
    vehicle.save()
    return vehicle


def set_quota(passage: Passage) -> Quota:
    """Set a unit's quota of a category from a day on."""
    return Quota.objects.create(**passage.draft)


def record_fuel(passage: Passage) -> Fuel:
    """Record a filling."""
    draft = passage.draft
    vehicle = draft["vehicle"]
    card = draft.pop("card_plate") or vehicle.fuel_card or vehicle.plate
    return Fuel.objects.create(**draft, card_plate=card, recorded_by=passage.actor.person)


ACTS = (
    Act("vehicles.vehicle.register", "车辆入编登记", facts.VEHICLE, forms.VehicleForm, register,
        facts.VEHICLE_FACTS, Kind.CREATE, register_many),
    Act("vehicles.vehicle.amend", "变更车辆信息", facts.VEHICLE, forms.VehicleForm, amend,
        facts.VEHICLE_FACTS, at=HELD),
    Act("vehicles.vehicle.seal", "封存车辆", facts.VEHICLE, NoDraft, seal, facts.VEHICLE_FACTS,
        unjudged=FACT_ONLY, at=(State.IN_USE,),
        weighs="封存的车辆不能派出，再用须先启用。"),
    Act("vehicles.vehicle.unseal", "启用车辆", facts.VEHICLE, NoDraft, unseal,
        facts.VEHICLE_FACTS, unjudged=FACT_ONLY, at=(State.SEALED, State.REPAIR, State.STOPPED)),
    Act("vehicles.vehicle.repair", "送修", facts.VEHICLE, NoDraft, to_repair,
        facts.VEHICLE_FACTS, unjudged=FACT_ONLY, at=(State.IN_USE, State.SEALED)),
    Act("vehicles.vehicle.check", "月度例检", facts.VEHICLE, forms.CheckForm, check,
        facts.VEHICLE_FACTS, unjudged=FACT_ONLY, at=HELD, many=True),
    Act("vehicles.vehicle.service", "保养登记", facts.VEHICLE, forms.ServiceForm, service,
        facts.VEHICLE_FACTS, unjudged=FACT_ONLY, at=HELD),
    Act("vehicles.vehicle.dispose", "车辆处置", facts.VEHICLE, forms.DisposalForm, dispose,
        facts.VEHICLE_FACTS, at=HELD, many=True),
    Act("vehicles.quota.set", "核定编制", facts.QUOTA, forms.QuotaForm, set_quota,
        facts.QUOTA_FACTS, Kind.CREATE, unjudged="编制按批复登记，数额由核定文号为准"),
    Act("vehicles.fuel.record", "加油登记", facts.FUEL, forms.FuelForm, record_fuel,
        facts.FUEL_FACTS, Kind.CREATE, outdoors=True),
)  # fmt: skip
