"""What neighbours may know of vehicles."""

from __future__ import annotations

from guanbiao.modules.vehicles.facts import TRIP, VEHICLE
from guanbiao.modules.vehicles.models import Vehicle
from guanbiao.modules.vehicles.queries import Holding, holdings

__all__ = ["TRIP", "VEHICLE", "Holding", "Vehicle", "holdings"]
