"""The bureau of the vehicles' tests with one car, at the same still hour."""

from __future__ import annotations

import pytest

from guanbiao.modules.vehicles.models import Vehicle
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.conftest import fleet, still_clock

__all__ = ["car", "fleet", "still_clock"]


@pytest.fixture
def car(fleet: makers.Fleet) -> Vehicle:
    """The one car, with 1,000 km on its clock."""
    (found,) = makers.cars(fleet, {"odometer": 1000})
    return found
