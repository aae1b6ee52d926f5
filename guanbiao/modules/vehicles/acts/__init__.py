"""Every write of the vehicles business, one act a verb."""

from __future__ import annotations

from guanbiao.modules.vehicles.acts import cars, drivers, history, requests, trips

ACTS = (*cars.ACTS, *drivers.ACTS, *requests.ACTS, *trips.ACTS, *history.ACTS)
