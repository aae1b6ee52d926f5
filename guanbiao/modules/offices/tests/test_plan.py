"""Rooms drawn floor by floor: as wide as they are large, coloured by what is asked for."""

from __future__ import annotations

import re

import pytest

from guanbiao.gate.describe import Plan
from guanbiao.kit import hiding, plans
from guanbiao.modules.offices.models import Room
from guanbiao.modules.offices.tables import ROOMS
from guanbiao.modules.offices.tests.makers import House
from guanbiao.people.actor import Actor

ADDRESS = "/offices/room/plan/"


def seen(house: House, who: str = "keeper", **query: str) -> str:
    answer = house.client(who).get(ADDRESS, query)
    assert answer.status_code == 200
    return answer.content.decode()


def tile(page: str, room: Room) -> str:
    """The tag and the words of a room's tile."""
    found = re.search(rf'<a class="tile [^>]*href="/offices/room/{room.pk}/">.*?</a>', page)
    assert found, room
    return found[0]


def test_a_floor_is_a_band_and_tiles_are_as_wide_as_rooms_are_large(house: House) -> None:
    small, large = house.enter("301", "9"), house.enter("302", "24")
    house.given("clerk", small)
    page = seen(house)
    assert 'aria-label="主楼 3 层，2 处"' in page and "33" in page
    assert "tile w1 c0" in tile(page, small) and "tile w3 c0" in tile(page, large)
    assert "1 人" in tile(page, small) and "24 m²" in tile(page, large)


def test_colours_follow_the_field_asked_for_and_say_what_they_mean(house: House) -> None:
    office, store = house.enter("301", "9"), house.enter("303", "12", use="附属用房")
    page = seen(house)
    assert "c0" in tile(page, office) and "c3" in tile(page, store)
    assert "附属用房" in tile(page, store)
    page = seen(house, by="let_out")
    assert "出租或出借：否" in tile(page, store) and "图例：出租或出借" in page
    assert "图例：房间性质" in seen(house, by="<script>")


def test_a_plan_is_narrowed_and_scoped_like_the_list(house: House) -> None:
    room = house.enter("301", "9")
    assert "没有符合的记录" in seen(house, q="没有这样的房间")
    clerk = house.client("stranger").get("/offices/room/")
    plan = house.client("stranger").get(ADDRESS)
    assert plan.status_code == clerk.status_code
    assert f"/offices/room/{room.pk}/" not in plan.content.decode()


def test_a_large_plan_asks_to_be_narrowed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.enter("301", "9")
    house.enter("302", "24")
    monkeypatch.setattr(plans, "MOST", 1)
    page = seen(house)
    assert "超过 1 处" in page and page.count('class="tile ') == 1


def test_whoever_may_not_see_the_size_has_no_plan(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = Actor.of(house.persons["keeper"])

    def without(*names: str) -> Plan | None:
        monkeypatch.setattr(hiding.rights, "hidden", lambda *_: frozenset(names))
        return hiding.seen(ROOMS, actor).plan

    assert without("area") is None and without("floor") is None
    kept = without("unit")
    assert kept is not None and "unit" not in kept.note
