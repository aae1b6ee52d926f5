"""The owner, the colleague, the stranger and whoever is not signed in try every door."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guanbiao.gate.describe import Act
from guanbiao.gate.passage import Forbidden
from guanbiao.gate.perform import perform
from guanbiao.modules.vehicles.acts import ACTS
from guanbiao.modules.vehicles.forms import VehicleForm
from guanbiao.modules.vehicles.models import Request, Trip
from guanbiao.modules.vehicles.module import MODULE
from guanbiao.modules.vehicles.tests.makers import (
    NOW,
    Fleet,
    a_car,
    a_driver,
    a_request,
    a_trip,
    a_waiting,
    cars,
)
from guanbiao.people.models import Person, Region, Unit
from guanbiao.people.uscc import with_check_digit
from tests.gate.makers import passage

ARGUMENT = re.compile(r"<(\w+):(\w+)>")
PATHS = [
    f"/vehicles/{ARGUMENT.sub(lambda found: '1' if found[1] == 'int' else 'agree', page.path)}"
    for page in MODULE.pages
]
OPEN_TO_ALL = {"vehicles.request.submit"}
"""Everybody may ask for a car; what is written is her own."""


@pytest.fixture
def trip(fleet: Fleet) -> Trip:
    """The clerk's trip, planned."""
    (car,) = cars(fleet)
    return a_trip(fleet, car)


def signed_in(fleet: Fleet, key: str) -> Client:
    client = Client()
    client.force_login(fleet.account(key))
    return client


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_is_not_signed_in_sees_the_door_only(
    db: None, client: Client, path: str, method: str
) -> None:
    answer = getattr(client, method)(path)
    assert answer.status_code == 302 and answer["Location"].startswith("/login")


@pytest.mark.parametrize("act", [act for act in ACTS if act.name not in OPEN_TO_ALL],
                         ids=lambda act: act.name)  # fmt: skip
@pytest.mark.parametrize("who", ["stranger", "colleague"])
def test_an_act_needs_the_post_for_it(trip: Trip, fleet: Fleet, act: Act, who: str) -> None:
    rows = {
        "vehicles.request": trip.request, "vehicles.trip": trip, "vehicles.vehicle": trip.vehicle,
        "vehicles.driver": trip.driver,
    }  # fmt: skip
    subject = rows.get(act.entity.name) if act.kind.value != "create" else None
    draft = {"opinion": "同意", "to_person": fleet.persons["clerk"].pk, "rating": "5"}
    with pytest.raises(Forbidden):
        perform(act, fleet.actor(who), subject, draft)


@pytest.mark.parametrize(
    ("page", "who", "status"),
    [
        ("request", "clerk", 200), ("request", "head", 200), ("request", "dispatcher", 200),
        ("request", "auditor", 200), ("request", "colleague", 404), ("request", "stranger", 404),
        ("request", "other_head", 404), ("request", "driver", 200), ("request", "second", 404),
        ("trip", "clerk", 200), ("trip", "driver", 200), ("trip", "dispatcher", 200),
        ("trip", "colleague", 404), ("trip", "stranger", 404), ("trip", "second", 404),
        ("trip.print", "clerk", 200), ("trip.print", "stranger", 404),
        ("trip.pdf", "driver", 200), ("trip.pdf", "colleague", 404), ("trip.pdf", "stranger", 404),
        ("vehicle", "manager", 200), ("vehicle", "dispatcher", 200), ("vehicle", "clerk", 404),
        ("vehicle", "stranger", 404), ("vehicle", "other_head", 404),
    ],
)  # fmt: skip
def test_a_record_is_seen_by_those_it_concerns(
    trip: Trip, fleet: Fleet, page: str, who: str, status: int
) -> None:
    keys = {"request": trip.request_id, "vehicle": trip.vehicle_id}
    path = reverse(f"vehicles.{page}", args=[keys.get(page, trip.pk)])
    assert signed_in(fleet, who).get(path).status_code == status


READERS = {"dispatcher", "manager", "auditor", "head", "chief", "deputy", "other_head"}


@pytest.mark.parametrize(
    ("page", "allowed"),
    [
        ("dispatch", {"dispatcher"}),
        (
            "vehicle.list",
            {"dispatcher", "manager", "auditor", "head", "chief", "deputy", "other_head"},
        ),
        (
            "vehicle.export",
            {"dispatcher", "manager", "auditor", "head", "chief", "deputy", "other_head"},
        ),
        ("vehicle.new", {"manager"}),
        ("vehicle.import", {"manager"}),
        ("vehicle.template", {"manager"}),
        ("driver.list", READERS),
        ("quota.list", READERS),
    ],
)
def test_a_page_opens_for_its_posts_only(fleet: Fleet, page: str, allowed: set[str]) -> None:
    path = reverse(f"vehicles.{page}")
    opened = {key for key in fleet.persons if signed_in(fleet, key).get(path).status_code == 200}
    assert opened == allowed


def test_a_list_shows_ones_own_only(fleet: Fleet) -> None:
    mine, other = a_request(fleet), a_request(fleet, "colleague", destination="江左区财政局")
    page = signed_in(fleet, "clerk").get(reverse("vehicles.request.list")).content.decode()
    assert mine.number in page and other.number not in page


def test_the_head_of_another_unit_sees_no_car_of_ours(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    page = signed_in(fleet, "other_head").get(reverse("vehicles.vehicle.list")).content.decode()
    assert car.plate not in page


@pytest.fixture
def neighbour(fleet: Fleet) -> dict[str, Any]:
    """A request, a car and a driver of another city, and the region they belong to."""
    with passage():
        city = Region.objects.create(code="990200", name="江左市", level="city")
        code = with_check_digit("11990200000000001")
        unit = Unit.objects.create(
            name="江左市机关事务管理局", short_name="江左局", kind="bureau", uscc=code,
            level="city", region=city,
        )  # fmt: skip
        person = Person.objects.create(staff_no="JZ1", name="方明", rank="工勤", unit=unit)
        theirs = {"vehicle": a_car(fleet, unit=unit), "driver": a_driver(person)}
        mine = Request.objects.create(
            number="YC-JZ", unit=unit, applicant=person, state="waiting", category="其他公务",
            depart_at=NOW, return_at=NOW + dt.timedelta(hours=2), passengers=2, body="轿车",
        )  # fmt: skip
    return {**theirs, "request": mine, "unit": unit}


@pytest.mark.parametrize("foreign", ["request", "vehicle", "driver"])
def test_a_dispatcher_takes_nothing_of_another_city(
    fleet: Fleet, neighbour: dict[str, Any], foreign: str
) -> None:
    (car,) = cars(fleet)
    own = {"request": a_waiting(fleet), "vehicle": car, "driver": fleet.drivers["driver"]}
    draft = {name: row.pk for name, row in {**own, foreign: neighbour[foreign]}.items()}
    outcome = fleet.do("trip.dispatch", "dispatcher", **draft)
    assert "数据范围" in outcome.errors[foreign][0] and not Trip.objects.exists()


def test_a_car_is_neither_pushed_to_another_city_nor_drawn_from_it(
    fleet: Fleet, neighbour: dict[str, Any]
) -> None:
    (car,) = cars(fleet)
    theirs = neighbour["vehicle"]
    for row, unit in ((car, neighbour["unit"]), (theirs, fleet.units["bureau"])):
        draft = {name: getattr(row, name) for name in VehicleForm.base_fields}
        with pytest.raises(Forbidden):
            perform("vehicles.vehicle.amend", fleet.actor("manager"), row, {**draft, "unit": unit})
        row.refresh_from_db()
        assert row.unit != unit


def test_a_stranger_cannot_push_a_verb_through_its_address(trip: Trip, fleet: Fleet) -> None:
    stranger = signed_in(fleet, "stranger")
    for path in (
        reverse("vehicles.request.act", args=[trip.request_id, "withdraw"]),
        reverse("vehicles.trip_act", args=[trip.pk, "depart"]),
        reverse("vehicles.vehicle.act", args=[trip.vehicle_id, "seal"]),
    ):
        assert stranger.post(path, {"odometer": "36001"}).status_code in (403, 404)
    trip.refresh_from_db()
    assert trip.state == "planned"


def test_a_visitor_changes_nothing_by_only_looking(trip: Trip, fleet: Fleet) -> None:
    path = reverse("vehicles.trip_act", args=[trip.pk, "depart"])
    assert signed_in(fleet, "driver").get(path).status_code == 302
    trip.refresh_from_db()
    assert trip.state == "planned"


def test_a_form_from_another_site_is_turned_away(trip: Trip, fleet: Fleet) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(fleet.account("driver"))
    path = reverse("vehicles.trip_act", args=[trip.pk, "depart"])
    assert client.post(path, {"odometer": "36001"}).status_code == 403
