"""What people see of office space."""

from __future__ import annotations

import datetime as dt

import pytest

from guanbiao.audit import measuring
from guanbiao.modules.offices.measures import MEASURES
from guanbiao.modules.offices.models import Building, Site
from guanbiao.modules.offices.tests.makers import House
from guanbiao.people.actor import Actor


def test_the_ledger_is_walked_from_the_site_down_to_the_desk(house: House) -> None:
    room = house.enter("301", "9")
    given = house.given("clerk", room)
    client = house.client("keeper")
    assert house.floor is not None
    pages = {
        f"site/{Site.objects.get().pk}/": "主楼", f"building/{Building.objects.get().pk}/": "3",
        f"floor/{house.floor.pk}/": "301", f"room/{room.pk}/": "王晓敏",
        f"allocation/{given.pk}/": "通知腾退",
    }  # fmt: skip
    for address, words in pages.items():
        answer = client.get(f"/offices/{address}")
        assert answer.status_code == 200 and words in answer.content.decode(), address
    for entity in ("site", "building", "floor", "room", "allocation"):
        assert client.get(f"/offices/{entity}/").status_code == 200, entity


def test_an_office_too_large_is_explained_beside_the_room(house: House) -> None:
    house.enter("301", "9")
    large = house.enter("302", "24")
    draft = {"person": house.persons["clerk"].staff_no, "room": large.pk, "from_day": "2026-06-03"}
    answer = house.client("keeper").post("/offices/allocation/new/", draft)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "人均使用面积" in text and "主楼 301" in text


@pytest.mark.parametrize(
    ("who", "status"),
    [("keeper", 200), ("clerk", 200), ("director", 200), ("deputy", 200), ("auditor", 200),
     ("colleague", 404), ("stranger", 404)],
)  # fmt: skip
def test_an_allocation_is_seen_by_those_it_concerns(house: House, who: str, status: int) -> None:
    given = house.given("clerk", house.enter("301", "9"))
    assert house.client(who).get(f"/offices/allocation/{given.pk}/").status_code == status


def test_the_numbers_count_space_and_rooms_to_be_given_back(house: House) -> None:
    given = house.given("clerk", house.enter("301", "9"))
    house.enter("302", "24")
    house.enter("303", "60", use="服务用房")
    house.done("allocation.notice", "keeper", given, reason="退休", done_on="2026-06-03")
    june = measuring.month("2026-06", dt.date(2026, 6, 3))
    deputy = Actor.of(house.persons["deputy"])
    assert [measuring.value(each, deputy, june) for each in MEASURES] == [33.0, 1.0]


def test_a_board_counts_a_room_once_however_many_sit_in_it(house: House) -> None:
    room = house.enter("301", "18", seats="2")
    for who in ("clerk", "colleague"):
        house.given(who, room)
    page = house.client("keeper").get("/offices/room/board/").content.decode()
    assert "1 条，按状态" in page and "在用，1 条" in page


def test_a_floor_is_called_by_its_building_and_a_year_is_no_amount(house: House) -> None:
    house.enter("301", "9")
    assert house.floor is not None
    client = house.client("keeper")
    page = client.get(f"/offices/floor/{house.floor.pk}/").content.decode()
    assert f"<h1>{house.floor}</h1>" in page
    building = client.get(f"/offices/building/{Building.objects.get().pk}/").content.decode()
    assert "2009" in building and "2,009" not in building
