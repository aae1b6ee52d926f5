"""Who is told of a trip: the applicant how her request fares, the drivers what they drive."""

from __future__ import annotations

import pytest
from django.test import Client

from guanbiao.gate.events import deliver_waiting
from guanbiao.modules.channels import rules
from guanbiao.modules.desk.models import Message
from guanbiao.modules.security.models import AccessRecord
from guanbiao.modules.vehicles import queries
from guanbiao.modules.vehicles.models import Trip
from guanbiao.modules.vehicles.tests.makers import (
    TODAY,
    Fleet,
    a_request,
    a_trip,
    a_waiting,
    cars,
    wish,
)


def told(fleet: Fleet, who: str) -> list[str]:
    deliver_waiting()
    rows = Message.objects.filter(person=fleet.persons[who]).order_by("pk")
    return list(rows.values_list("title", flat=True))


@pytest.fixture
def trip(fleet: Fleet) -> Trip:
    (car,) = cars(fleet)
    return a_trip(fleet, car, second_driver=fleet.drivers["second"].pk)


def test_the_applicant_hears_what_was_decided_and_where_her_request_is(fleet: Fleet) -> None:
    a_request(fleet)
    assert told(fleet, "clerk") == []
    a_waiting(fleet)
    (title,) = told(fleet, "clerk")
    assert title.startswith("进展：单位负责人审批同意，现到“派车”——")


def test_at_dispatch_she_hears_of_car_driver_time_and_place(fleet: Fleet, trip: Trip) -> None:
    _, title = told(fleet, "clerk")
    car, waits = f"已派车：{trip.vehicle.plate}，驾驶员蒋海涛", "6月5日 08:30 在市政务中心 1 号门"
    assert title == f"{car}，2026年{waits}上车，赴南屏县政务中心"
    message = Message.objects.get(title__startswith="已派车")
    assert (message.entity, message.key) == ("vehicles.trip", str(trip.pk))


def test_both_drivers_are_told_and_the_dispatcher_reads_who_was(fleet: Fleet, trip: Trip) -> None:
    assert queries.told_of(trip) == []
    assert [title[:5] for title in told(fleet, "driver")] == ["待办：出车"]
    assert told(fleet, "second")[0].startswith("出车任务（副驾驶员）：示A·")
    assert queries.told_of(trip) == ["蒋海涛", "吕明", "王晓敏"]


def test_a_car_that_does_not_come_is_told_to_all_on_the_trip(fleet: Fleet, trip: Trip) -> None:
    fleet.done("trip.cancel", "dispatcher", trip, opinion="车辆故障")
    for who in ("clerk", "driver", "second"):
        (title,) = [each for each in told(fleet, who) if each.startswith("取消派车")]
        assert trip.vehicle.plate in title and "原因：车辆故障" in title
    assert [title[:3] for title in told(fleet, "clerk")] == ["进展：", "已派车", "取消派"]


def test_departure_and_a_change_by_another_are_told_but_not_her_own(
    fleet: Fleet, trip: Trip
) -> None:
    fleet.done("trip.depart", "driver", trip, odometer="36010")
    assert told(fleet, "clerk")[-1].startswith(f"已出车：{trip.vehicle.plate} 09:30 出车")
    other = a_request(fleet, depart_at="2026-06-08 08:30", return_at="2026-06-08 10:30")
    again = wish(depart_at="2026-06-08 08:30", return_at="2026-06-08 10:30", body="商务车")
    fleet.done("request.adjust", "head", other, **again)
    assert told(fleet, "clerk")[-1] == "申请已调整：车型——赴南屏县政务中心用车"


def test_what_is_urgent_goes_by_two_ways_at_least(fleet: Fleet) -> None:
    unit = fleet.units["bureau"]
    plain, rush = (rules.kind_of(f"{mark}:1:planned") for mark in ("car", "car-now"))
    assert not rules.Said.of(plain, unit, TODAY).urgent
    said = rules.Said.of(rush, unit, TODAY)
    assert said.urgent and said.least == 2
    (car,) = cars(fleet)
    a_trip(fleet, car, a_waiting(fleet, urgent="on"))
    deliver_waiting()
    assert Message.objects.get(title__startswith="已派车").event.startswith("car-now:")


def rings(fleet: Fleet, who: str, trip: Trip, whom: str) -> str:
    """The page after somebody asks for a number; empty where it is not hers to ask."""
    client = Client()
    client.force_login(fleet.account(who))
    answer = client.post(f"/vehicles/trips/{trip.pk}/phone/", {"person": fleet.persons[whom].pk})
    assert answer.status_code in (200, 302, 404)
    return answer.content.decode() if answer.status_code == 200 else ""


@pytest.mark.parametrize(
    ("who", "whom"),
    [("driver", "clerk"), ("clerk", "driver"), ("second", "clerk"), ("clerk", "second")],
)
def test_those_on_one_trip_reach_each_other_and_the_look_is_noted(
    fleet: Fleet, trip: Trip, who: str, whom: str
) -> None:
    person = fleet.persons[whom]
    page = rings(fleet, who, trip, whom)
    assert f'href="tel:{person.phone}"' in page
    record = AccessRecord.objects.get()
    assert (record.person, record.seen_by, record.field) == (person, fleet.persons[who], "phone")
    assert trip.number in record.purpose and record.receipt_id


@pytest.mark.parametrize("who", ["colleague", "stranger", "dispatcher", "head", "auditor"])
def test_nobody_else_sees_a_number(fleet: Fleet, trip: Trip, who: str) -> None:
    assert fleet.persons["clerk"].phone not in rings(fleet, who, trip, "clerk")
    assert not AccessRecord.objects.exists()


def test_whoever_is_not_on_the_trip_is_not_reached_and_nobody_once_it_is_over(
    fleet: Fleet, trip: Trip
) -> None:
    assert not rings(fleet, "driver", trip, "chief") and not rings(fleet, "driver", trip, "driver")
    fleet.done("trip.cancel", "dispatcher", trip, opinion="车辆故障")
    assert not rings(fleet, "driver", trip, "clerk")
    assert not AccessRecord.objects.exists()
    anyone = Client().post(f"/vehicles/trips/{trip.pk}/phone/", {"person": "1"})
    assert anyone["Location"].startswith("/login")


def test_only_who_may_cancel_is_offered_to(fleet: Fleet, trip: Trip) -> None:
    for who, offered in (("dispatcher", True), ("clerk", False), ("driver", False)):
        client = Client()
        client.force_login(fleet.account(who))
        page = client.get(f"/vehicles/trips/{trip.pk}/").content.decode()
        assert ("取消派车" in page) is offered, who
