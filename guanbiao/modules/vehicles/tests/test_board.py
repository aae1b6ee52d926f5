"""The dispatch board, and a trip on the desk of those it is about."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanbiao.modules.vehicles import queries
from guanbiao.modules.vehicles.tests.makers import Fleet, a_trip, a_waiting, cars
from guanbiao.modules.vehicles.tests.test_pages import read, signed_in
from tests.gate.makers import passage


def test_the_board_says_of_every_car_why_and_why_not(fleet: Fleet) -> None:
    good, worn, sealed = cars(fleet, {}, {"serviced_at_km": 30000}, {"state": "封存"})
    a_waiting(fleet)
    page = read(signed_in(fleet, "dispatcher"), "dispatch")
    for words in (good.plate, worn.plate, sealed.plate, "5.3.5", "5.3.1", "6,000 km"):
        assert words in page, words


def test_the_board_does_not_ask_the_database_for_every_car(fleet: Fleet) -> None:
    a_waiting(fleet)
    dispatcher = signed_in(fleet, "dispatcher")
    counts = []
    for more in (3, 30):
        cars(fleet, *({} for _ in range(more)))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            read(dispatcher, "dispatch")
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 1


def test_a_trip_stands_on_the_desk_of_its_driver_and_of_whoever_asked(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    driver = signed_in(fleet, "driver").get("/todo/").content.decode()
    assert f"{car.plate} 赴{trip.request.destination}，{trip.request.applicant.name}等" in driver
    assert f'<a class="clip" href="/vehicles/trips/{trip.pk}/">' in driver and ">出车<" in driver
    assert ">用车<" in signed_in(fleet, "clerk").get("/todo/").content.decode()
    assert (
        trip.request.destination not in signed_in(fleet, "stranger").get("/todo/").content.decode()
    )
    fleet.done("trip.depart", "driver", trip, odometer="36001")
    assert ">回场<" in signed_in(fleet, "driver").get("/todo/").content.decode()


def test_the_board_shows_the_fleet_and_its_day_while_nothing_waits(fleet: Fleet) -> None:
    car, sealed = cars(fleet, {}, {"state": "封存"})
    trip = a_trip(fleet, car)
    dispatcher = signed_in(fleet, "dispatcher")
    today = read(dispatcher, "dispatch")
    assert car.plate in today and "封存" in today and 'href="#side"' in today
    bar = f'title="{trip.request.destination}"'
    assert bar not in today and "?on=2026-06-04" in today
    assert bar in read(dispatcher, "dispatch", on="2026-06-05")
    assert read(dispatcher, "dispatch", on="不是日子").count(sealed.plate) == 1


def test_the_board_turns_days_for_a_request_too(fleet: Fleet) -> None:
    cars(fleet)
    request = a_waiting(fleet)
    dispatcher = signed_in(fleet, "dispatcher")
    there = read(dispatcher, "dispatch", request=request.pk)
    assert "gbar gbar-pick" in there and f"?on=2026-06-06&amp;request={request.pk}" in there
    away = read(dispatcher, "dispatch", request=request.pk, on="2026-06-08")
    assert "gbar gbar-pick" not in away and "选这辆" in away


def test_drivers_with_least_to_do_stand_in_front_and_whose_licence_does_not_do_behind(
    fleet: Fleet,
) -> None:
    car, bus = cars(fleet, {}, {"body": "大型客车", "seats": 45})
    hours = {"depart_at": "2026-06-05 17:00", "return_at": "2026-06-05 18:30"}
    a_trip(fleet, car, a_waiting(fleet, **hours))
    driver, second = fleet.drivers["driver"], fleet.drivers["second"]
    day = dt.date(2026, 6, 5)
    found = queries.loads([driver, second], car, day)
    assert [(load.driver, load.day, load.week) for load in found] == [
        (second, 0, 0), (driver, 1.5, 1.5),
    ]  # fmt: skip
    later = queries.loads([driver, second], car, day + dt.timedelta(days=3))
    assert [load.week for load in later] == [0, 0]
    with passage():
        type(second).objects.filter(pk=second.pk).update(licence_class="C1")
    second.refresh_from_db()
    found = queries.loads([second, driver], bus, day)
    assert [load.against for load in found] == ["", "准驾车型不符"] and found[0].driver == driver


def test_the_board_proposes_a_driver_and_says_the_hours_of_each(fleet: Fleet) -> None:
    car, other = cars(fleet, {}, {})
    hours = {"depart_at": "2026-06-05 17:00", "return_at": "2026-06-05 18:30"}
    a_trip(fleet, other, a_waiting(fleet, **hours))
    asked = a_waiting(fleet)
    page = read(signed_in(fleet, "dispatcher"), "dispatch", request=asked.pk, vehicle=car.pk)
    second = fleet.drivers["second"].pk
    assert f'<option value="{second}" selected>吕明（A1） 当日 0、本周 0 小时' in page
    assert "蒋海涛（A1） 当日 1.5、本周 1.5 小时" in page
    assert page.index('aria-label="派车"') < page.index('aria-label="车辆时间轴"')
