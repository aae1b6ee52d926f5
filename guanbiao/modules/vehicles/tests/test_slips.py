"""The slip a driver takes along: what it says, who may have it, and that its PDF can be proved."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from guanbiao.exchange import prints
from guanbiao.exchange.models import Export
from guanbiao.gate.models import Receipt
from guanbiao.modules.vehicles.tests.makers import Fleet, a_request, a_trip, a_waiting, cars
from guanbiao.modules.vehicles.tests.test_pages import read, signed_in


def test_the_slip_says_who_rides_and_who_agreed(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car, a_waiting(fleet, riders="王小满、李一"))
    page = read(signed_in(fleet, "driver"), "trip.print", trip.pk)
    assert "王小满、李一" in page and "陈志远" in page and "同意" in page
    assert f"/vehicles/trips/{trip.pk}/pdf/" in page


def test_its_pdf_leaves_room_for_the_driver_and_is_noted(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    (car,) = cars(fleet)
    trip, told = a_trip(fleet, car), list[dict[str, Any]]()
    monkeypatch.setattr(prints, "typeset", lambda _, data: told.append(data) or b"%PDF-1.7")
    answer = signed_in(fleet, "driver").get(reverse("vehicles.trip.pdf", args=[trip.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert Export.objects.get().label == f"公务用车派车单　{trip.number}"
    (data,) = told
    said = {c["label"]: c["value"] for part in data["sections"] for c in part["cells"]}
    assert said["车牌号码"] == car.plate and said["驾驶员"] == "蒋海涛"
    assert said["终止里程"].strip() == "km" and "月" in said["实际出车"]
    assert "陈志远" in [each["who"] for each in data["opinions"]]
    given = Receipt.objects.get(act="vehicles.trip.dispatch")
    assert data["receipt"] == given.number and "<svg" in data["code"]


def test_after_the_trip_it_says_what_was_driven(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    (car,) = cars(fleet, {"odometer": 36000})
    trip, told = a_trip(fleet, car), list[dict[str, Any]]()
    fleet.done("trip.depart", "driver", trip, odometer="36001")
    fleet.done("trip.come_back", "driver", trip, odometer="36080", parked_at_unit="on", fee="12")
    monkeypatch.setattr(prints, "typeset", lambda _, data: told.append(data) or b"%PDF-1.7")
    signed_in(fleet, "driver").get(reverse("vehicles.trip.pdf", args=[trip.pk]))
    said = {c["label"]: c["value"] for part in told[0]["sections"] for c in part["cells"]}
    assert said["行驶里程"] == "79 km" and said["通行停车"] == "12.00 元"


def test_there_is_one_slip_of_a_trip(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    manager = signed_in(fleet, "manager")
    assert reverse("vehicles.trip.print", args=[trip.pk]) == f"/vehicles/trips/{trip.pk}/print/"
    for poorer in ("print", "pdf"):
        assert manager.get(f"/vehicles/trip/{trip.pk}/{poorer}/").status_code == 404


def test_a_printed_request_says_its_day_in_words(fleet: Fleet) -> None:
    asked = a_request(fleet)
    page = read(signed_in(fleet, "clerk"), "request.print", asked.pk)
    assert "打印：王晓敏　2026年6月3日 09:30" in page
