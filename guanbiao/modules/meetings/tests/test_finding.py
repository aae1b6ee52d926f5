"""Looking for a room, and the way from what is found to the booking."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils.html import escape

from guanbiao.modules.meetings.forms import next_office_hour
from guanbiao.modules.meetings.tests.conftest import Clock
from guanbiao.modules.meetings.tests.makers import House
from guanbiao.people.actor import Actor

ASKED = "/meetings/find/?from_at=2026-06-04T14:00&to_at=2026-06-04T16:00"


def halves(house: House, who: str, address: str) -> tuple[str, str]:
    """What may be booked, and what does not serve."""
    text = house.client(who).get(address).content.decode()
    free, _, others = text.partition("<h2>不合适</h2>")
    return free.partition("<h2>可以预定</h2>")[2], others


def test_what_is_taken_too_small_or_stopped_is_named_with_its_reason(house: House) -> None:
    house.room(name="大礼堂", seats="200", area="300")
    small, taken = house.room(name="小间", seats="20", area="30"), house.room()
    house.done("room.stop", "keeper", house.room(name="旧楼会议室"))
    house.booked(taken)
    free, others = halves(house, "colleague", f"{ASKED}&seats=30")
    assert "大礼堂" in free and small.name not in free and taken.name not in free
    assert "只有 20 座" in others and "已停用" in others
    assert "06-04 14:00–16:00 已由市财政局预定" in others
    after = "/meetings/find/?from_at=2026-06-04T16:00&to_at=2026-06-04T17:00"
    assert taken.name in halves(house, "colleague", after)[0]


def test_a_room_serves_only_with_the_devices_wanted_in_order(house: House) -> None:
    room, bare = house.room(), house.room(name="小间")
    device = house.done("device.add", "keeper", code="TY-1", name="投影仪", room=room.pk)
    wants = f"{ASKED}&devices=投影仪"
    free, others = halves(house, "clerk", wants)
    assert room.name in free and bare.name in others and "没有可用的投影仪" in others
    house.done("device.report", "clerk", device, fault="开机后没有画面")
    free, others = halves(house, "clerk", wants)
    assert room.name not in free and "（故障）" in others


def test_what_was_found_leads_to_the_form_with_room_and_times(house: House) -> None:
    room = house.room()
    other = house.room(name="另一间")
    house.booked(other, from_at="2026-06-05T09:00", to_at="2026-06-05T10:00")
    free, _ = halves(house, "clerk", f"{ASKED}&seats=12")
    way = next(a for a in re.findall(r'href="([^"]+new/[^"]+)"', free) if f"room={room.pk}&" in a)
    client = house.client("clerk")
    text = client.get(way.replace("&amp;", "&")).content.decode()
    assert f'<option value="{room.pk}" selected>' in text
    said = {"attendees": "12", "from_at": "2026-06-04T14:00", "to_at": "2026-06-04T16:00"}
    for name, value in said.items():
        assert re.search(f'name="{name}" value="{value}"', text), name
    sent = client.post(way.replace("&amp;", "&"), house.wish(room))
    assert sent.status_code == 302 and "/meetings/booking/" in sent["Location"]


@pytest.mark.parametrize("bad", ["room=x", "from_at=morgen", "room=99999999999999", "attendees=-1"])
def test_what_the_address_says_wrongly_is_left_to_the_form(house: House, bad: str) -> None:
    assert house.client("clerk").get(f"/meetings/booking/new/?{bad}").status_code == 200


def test_an_earlier_meeting_still_begins_a_new_one(house: House) -> None:
    booking = house.booked(house.room())
    page = house.client("clerk").get(f"/meetings/booking/new/?like={booking.pk}")
    assert 'name="title" value="节能工作部署会"' in page.content.decode()


def test_an_end_before_the_beginning_is_told_and_finds_nothing(house: House) -> None:
    house.room()
    wrong = "/meetings/find/?from_at=2026-06-04T16:00&to_at=2026-06-04T14:00"
    text = house.client("clerk").get(wrong).content.decode()
    assert "结束时间应晚于开始时间" in text and "可以预定" not in text


def test_without_times_the_next_office_hours_are_looked_at(house: House) -> None:
    house.room()
    text = house.client("clerk").get("/meetings/find/").content.decode()
    assert 'value="2026-06-03T10:00"' in text and "第一会议室" in text


def test_a_gap_of_the_day_leads_to_its_booking(house: House) -> None:
    room = house.room()
    house.booked(room)
    text = house.client("clerk").get("/meetings/day/?on=2026-06-04").content.decode()
    ways = re.findall(r'href="([^"]+new/\?[^"]+)"', text)
    first, second = (w.replace("&amp;", "&").replace("%3A", ":") for w in ways)
    assert first.endswith(f"room={room.pk}&from_at=2026-06-04T09:00&to_at=2026-06-04T11:00")
    assert second.endswith("from_at=2026-06-04T16:00&to_at=2026-06-04T18:00")
    assert escape("空闲 07:00–14:00，预定") in text
    over = house.client("clerk").get("/meetings/day/?on=2026-06-02").content.decode()
    assert "new/?" not in over
    today = house.client("clerk").get("/meetings/day/").content.decode()
    assert "空闲 10:00–21:00" in today


def test_only_who_may_book_here_looks_for_rooms(house: House) -> None:
    house.room()
    assert Client().get("/meetings/find/").status_code == 302
    assert house.client("colleague").get("/meetings/find/").status_code == 200
    away = house.client("stranger").get("/meetings/find/")
    assert away.status_code == 403 or "第一会议室" not in away.content.decode()


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        ("2026-06-03T10:15", "2026-06-03T11:00"), ("2026-06-03T16:50", "2026-06-04T09:00"),
        ("2026-06-03T12:30", "2026-06-03T15:00"), ("2026-06-05T22:40", "2026-06-08T09:00"),
    ],
)  # fmt: skip
def test_a_booking_begins_when_people_are_at_work(
    house: House, clock: Clock, now: str, begins: str
) -> None:
    clock.set(now)
    actor = Actor.of(house.persons["clerk"])
    assert f"{next_office_hour(actor, actor.today):%Y-%m-%dT%H:%M}" == begins


def test_on_a_phone_each_room_is_a_card_with_its_reason_and_devices(house: House) -> None:
    house.booked(house.room())
    query = {"from_at": "2026-06-04T14:00", "to_at": "2026-06-04T16:00"}
    page = house.client("clerk").get("/meetings/find/", query).content.decode()
    assert page.count("tbl-cards") == page.count("<table") >= 1
    for label in ("座位数", "布局", "位置", "设备", "原因"):
        assert f'data-k="{label}"' in page, label
