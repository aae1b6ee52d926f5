"""The pages by hand: what each of us sees of the rooms and the meetings in them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from guanbiao.audit import measuring
from guanbiao.modules.meetings.measures import MEASURES
from guanbiao.modules.meetings.tests.conftest import Clock
from guanbiao.modules.meetings.tests.makers import House
from guanbiao.people.actor import Actor


def test_a_neighbour_sees_that_a_room_is_taken_but_not_for_what(house: House) -> None:
    house.booked(house.room())
    mine = house.client("clerk").get("/meetings/day/?on=2026-06-04").content.decode()
    theirs = house.client("neighbour").get("/meetings/day/?on=2026-06-04").content.decode()
    assert "节能工作部署会" in mine
    assert "节能工作部署会" not in theirs and "已占用" in theirs


def test_what_nobody_had_to_decide_is_among_what_i_began(house: House) -> None:
    house.booked(house.room())
    assert "节能工作部署会" in house.client("clerk").get("/started/").content.decode()


def test_a_stranger_sees_no_room_of_ours(house: House) -> None:
    room = house.room()
    client = house.client("stranger")
    for page in ("/meetings/day/", f"/meetings/room/{room.pk}/door/"):
        assert client.get(page).status_code == 403, page


def test_the_seat_plan_shows_names_and_cards(house: House) -> None:
    booking = house.booked(house.room())
    house.done("booking.seat", "clerk", booking, layout="回字形", seating="陈志远\n<b>李文</b>")
    text = house.client("clerk").get(f"/meetings/booking/{booking.pk}/seats/").content.decode()
    assert "回字形座次图，共 30 座" in text and "席签 陈志远" in text
    assert "<b>李文" not in text and "排座次</a>" in text
    steward = house.client("steward").get(f"/meetings/booking/{booking.pk}/seats/")
    assert "排座次</a>" not in steward.content.decode()
    for who, status in (("head", 200), ("steward", 200), ("neighbour", 404), ("stranger", 404)):
        found = house.client(who).get(f"/meetings/booking/{booking.pk}/seats/")
        assert found.status_code == status, who


def test_the_door_shows_the_meeting_that_is_on_with_its_code(house: House, clock: Clock) -> None:
    room = house.room()
    booking = house.booked(room)
    page = f"/meetings/room/{room.pk}/door/"
    assert 'class="qr"' not in house.client("steward").get(page).content.decode()
    clock.set("2026-06-04T13:40")
    text = house.client("steward").get(page).content.decode()
    assert "节能工作部署会" in text and 'class="qr"' in text
    assert booking.code not in text
    assert "<h2>即将开始</h2>" in text and "正在使用" not in text
    clock.set("2026-06-04T14:00")
    text = house.client("steward").get(page).content.decode()
    assert "<h2>正在使用</h2>" in text and "即将开始" not in text


def test_the_list_to_sign_has_the_names_known_and_a_line_for_everybody_else(house: House) -> None:
    booking = house.booked(house.room(), attendees="12")
    house.done("booking.seat", "clerk", booking, layout="U形", seating="陈志远\n<b>李文</b>")
    page = f"/meetings/booking/{booking.pk}/sheet/"
    text = house.client("clerk").get(page).content.decode()
    assert "会议签到表" in text and "第一会议室，政务中心 3 层" in text and "<b>李文" not in text
    assert text.count('<th scope="row" colspan="2">') == 12
    for who, status in (("head", 200), ("steward", 200), ("neighbour", 404), ("stranger", 404)):
        assert house.client(who).get(page).status_code == status, who
    assert Client().get(page).status_code == 302


def test_scanning_signs_one_in(house: House, clock: Clock) -> None:
    booking = house.booked(house.room())
    clock.set("2026-06-04T13:50")
    client = house.client("neighbour")
    page = f"/meetings/sign/{booking.code}/"
    assert "节能工作部署会" in client.get(page).content.decode()
    assert "已签到" in client.post(page, follow=True).content.decode()
    assert "不用再签" in client.post(page).content.decode()
    assert client.get("/meetings/sign/none/").status_code == 404


@pytest.mark.parametrize("page", ["/meetings/day/", "/meetings/booking/", "/meetings/sign/x/"])
def test_nobody_sees_anything_without_signing_in(house: House, page: str) -> None:
    assert Client().get(page).status_code == 302


def test_the_numbers_count_meetings_hours_and_work(house: House, clock: Clock) -> None:
    booking = house.booked(house.room())
    house.done("work.do", "steward", booking.works.get(label="音响灯光调试"))
    clock.set("2026-06-04T16:30")
    booking = house.done("booking.finish", "clerk", booking)
    house.done("booking.rate", "clerk", booking, rating="4")
    june = measuring.month("2026-06", dt.date(2026, 6, 30))
    auditor = Actor.of(house.persons["auditor"])
    found = {each.name: measuring.value(each, auditor, june) for each in MEASURES}
    assert found["meetings.held"] == 1 and found["meetings.hours"] == 2
    assert found["meetings.satisfaction"] == 80 and found["meetings.in_time"] == 100


def test_a_room_shows_its_days_and_leads_to_its_booking(house: House) -> None:
    room = house.room()
    house.booked(room)
    page, week = f"/meetings/room/{room.pk}/", f"/meetings/room/{room.pk}/week/"
    mine = house.client("clerk").get(page).content.decode()
    assert week in mine and "节能工作部署会" in mine
    text = house.client("clerk").get(f"{week}?on=2026-06-03").content.decode()
    assert "节能工作部署会" in text and f"?room={room.pk}" in text and "?on=2026-06-10" in text
    theirs = house.client("neighbour").get(f"{week}?on=2026-06-03").content.decode()
    assert "节能工作部署会" not in theirs and "已占用" in theirs
    away = house.client("clerk").get(f"{week}?on=2026-06-10").content.decode()
    assert "节能工作部署会" not in away
    assert house.client("stranger").get(week).status_code == 403
    assert Client().get(week).status_code == 302


def test_any_day_of_the_rooms_is_asked_for(house: House) -> None:
    text = house.client("clerk").get("/meetings/day/?on=2026-06-04").content.decode()
    assert 'type="date" name="on" value="2026-06-04"' in text


def test_a_meeting_is_not_ended_before_it_begins(house: House, clock: Clock) -> None:
    page = f"/meetings/booking/{house.booked(house.room()).pk}/"
    assert "会议结束</button>" not in house.client("clerk").get(page).content.decode()
    clock.set("2026-06-04T14:01")
    assert "会议结束</button>" in house.client("clerk").get(page).content.decode()


def test_papers_go_with_a_bill(house: House) -> None:
    text = house.client("clerk").get("/meetings/bill/new/").content.decode()
    assert 'type="file"' in text


@pytest.mark.parametrize("on", ["不是日子", "2026-13-45", "9999-12-31", "0001-01-01"])
def test_a_day_that_cannot_be_meant_is_today(house: House, on: str) -> None:
    client, room = house.client("clerk"), house.room()
    for address in ("/meetings/day/", f"/meetings/room/{room.pk}/week/"):
        page = client.get(address, {"on": on})
        assert page.status_code == 200 and 'value="2026-06-03"' in page.content.decode()
