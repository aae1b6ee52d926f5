"""From a courtyard to a desk, and what the clauses say on the way."""

from __future__ import annotations

from decimal import Decimal

import pytest

from guanbiao.gate.judging import read_facts
from guanbiao.gate.passage import Forbidden, Outcome
from guanbiao.modules.offices.facts import ROOM_FACTS
from guanbiao.modules.offices.models import (
    Allocation,
    Building,
    Room,
    RoomState,
    Site,
    Standing,
)
from guanbiao.modules.offices.tests.makers import House
from guanbiao.people.models import Unit
from rulebook.rules import Verdict
from tests.gate.makers import passage


def clauses(outcome: Outcome, verdict: Verdict = Verdict.BLOCK) -> set[str]:
    return {found.clause for found in outcome.findings if found.verdict is verdict}


def test_a_room_is_given_moved_from_and_given_back(house: House) -> None:
    small, other = house.enter("301", "9"), house.enter("302", "8.5")
    given = house.given("clerk", small)
    assert given.rank == "科员"
    given = house.done("allocation.transfer", "keeper", given, room=other.pk,
                       from_day="2026-06-03")  # fmt: skip
    assert given.room == other
    house.done("allocation.notice", "keeper", given, reason="退休", done_on="2026-05-20")
    given = house.done("allocation.vacate", "keeper", given, vacated_on="2026-06-19")
    assert given.state == Standing.VACATED


def test_nine_square_metres_are_the_clerks_and_twenty_four_the_directors(house: House) -> None:
    small, large = house.enter("301", "9"), house.enter("302", "24")
    outcome = house.give("clerk", large)
    assert clauses(outcome) == {"表3"}
    stopped = next(found for found in outcome.findings if found.stops)
    assert (stopped.actual, stopped.limit) == (24, 9)
    ways = outcome.alternatives[stopped.rule_id]
    assert [way.changes["room"] for way in ways] == [str(small.pk)]
    house.given("director", large)


def test_two_share_a_room_that_is_too_large_for_one_and_a_third_finds_no_desk(house: House) -> None:
    house.given("director", house.enter("301", "20"))
    single = house.enter("302", "18")
    assert clauses(house.give("clerk", single)) == {"表3"}
    shared = house.enter("303", "18", seats="2")
    house.given("clerk", shared)
    house.given("colleague", shared)
    third = house.give("director", shared, second="on", second_basis="云管函〔2026〕21号")
    assert clauses(third) == {"6.5"}


def test_the_lounge_and_the_toilet_count(house: House) -> None:
    room = house.enter("301", "20", lounge_area="4", toilet_area="6.5")
    assert clauses(house.give("director", room)) == {"表3", "附带-2"}


def test_one_person_has_one_office(house: House) -> None:
    first, second = house.enter("301", "9"), house.enter("302", "9")
    house.given("clerk", first)
    assert clauses(house.give("clerk", second)) == {"19.1"}
    bare = house.give("clerk", second, second="on")
    assert clauses(bare) == {"19.2", "19.3"}
    smaller = house.enter("303", "8.9")
    house.given("clerk", smaller, second="on", second_basis="云管函〔2026〕21号")
    assert Allocation.objects.count() == 2


def test_whoever_retired_gives_the_room_back_within_a_month(house: House) -> None:
    given = house.given("clerk", house.enter("301", "9"))
    house.done("allocation.notice", "keeper", given, reason="退休", done_on="2026-06-03")
    late = house.do("allocation.vacate", "keeper", given, vacated_on="2026-07-04")
    assert clauses(late) == {"19.5"}
    early = house.do("allocation.vacate", "keeper", given, vacated_on="2026-06-02")
    assert "不早于" in early.errors["vacated_on"][0]
    house.done("allocation.vacate", "keeper", given, vacated_on="2026-07-03")


def test_a_second_office_is_given_back_within_two_months(house: House) -> None:
    given = house.given("clerk", house.enter("301", "9"))
    house.done("allocation.notice", "keeper", given, reason="免去兼职", done_on="2026-06-03")
    late = house.do("allocation.vacate", "keeper", given, vacated_on="2026-08-04")
    assert clauses(late) == {"19.4"}


def test_only_offices_in_use_are_given_and_only_to_people_of_the_unit(house: House) -> None:
    hall = house.enter("303", "9", use="服务用房")
    assert clauses(house.give("clerk", hall)) == {"6.1"}
    assert clauses(house.give("stranger", house.enter("304", "9"))) == {"19.7"}
    bare = house.enter("305", "9", agreement="")
    assert clauses(house.give("clerk", bare)) == {"18.1"}


def test_the_use_of_a_room_changes_by_approval_once_it_is_empty(house: House) -> None:
    room = house.enter("301", "9")
    given = house.given("clerk", room)
    outcome = house.do("room.change_use", "keeper", room, use="服务用房")
    assert clauses(outcome) == {"19.6", "用房-3", "6.3"}
    house.done("allocation.notice", "keeper", given, reason="调整", done_on="2026-06-03")
    house.done("allocation.vacate", "keeper", given, vacated_on="2026-06-03")
    room = house.done("room.change_use", "keeper", room, use="服务用房",
                      use_basis="云管函〔2026〕12号")  # fmt: skip
    assert (room.use, room.use_before) == ("服务用房", "办公室")


def test_service_rooms_are_counted_by_the_posts_of_the_unit(house: House) -> None:
    room = house.enter("303", "9", use="服务用房")
    house.enter("305", "21", use="服务用房")
    assert _room(room)["服务用房人均面积"] is None, "the number of posts is not known"
    with passage():
        Unit.objects.filter(pk=room.unit_id).update(staff_quota=4)
    facts = _room(room)
    assert (facts["使用单位层级"], facts["编制定员"]) == ("市级", 4)
    assert facts["服务用房人均面积"] == Decimal("7.5")


def _room(room: Room) -> dict[str, object]:
    return dict(read_facts(ROOM_FACTS, [room.pk])[0].values)


def test_a_laboratory_does_not_become_an_office(house: House) -> None:
    room = house.enter("306", "40", use="技术业务用房", technical_basis="云发改投〔2019〕6号")
    house.done("room.change_use", "keeper", room, use="设备用房", use_basis="云管函〔2026〕12号")
    room.refresh_from_db()
    other = house.enter("307", "40", use="技术业务用房", technical_basis="云发改投〔2019〕6号")
    outcome = house.do("room.change_use", "keeper", other, use="办公室", use_basis="云管函1号")
    assert clauses(outcome) == {"3.2"}


def test_no_room_is_let_and_no_floor_holds_more_than_it_has(house: House) -> None:
    room = house.enter("301", "9")
    draft = {"area": "9", "lounge_area": "0", "toilet_area": "0", "seats": "1"}
    assert clauses(house.do("room.amend", "keeper", room, **draft, let_out="on")) == {"23.1"}
    house.done("room.amend", "keeper", room, **draft)
    wide = house.do("room.register", "keeper", **house.room("302", "800"))
    assert clauses(wide) == {"5.3"}


def test_a_room_in_use_is_not_closed(house: House) -> None:
    room = house.enter("301", "9")
    given = house.given("clerk", room)
    refused = house.do("room.close", "keeper", room)
    assert "还有人使用" in refused.errors["__all__"][0]
    house.done("allocation.notice", "keeper", given, reason="调整", done_on="2026-06-03")
    house.done("allocation.vacate", "keeper", given, vacated_on="2026-06-03")
    room = house.done("room.close", "keeper", room)
    assert room.state == RoomState.CLOSED
    assert house.done("room.open", "keeper", room).state == RoomState.IN_USE


def test_a_leased_site_wants_an_approval_and_a_name_of_its_own(house: House) -> None:
    leased = house.do("site.register", "keeper", **house.site(name="城北租用楼", tenure="租用"))
    assert clauses(leased) == {"23.3", "用房-2", "租用-1"}
    again = house.do("site.register", "keeper", **house.site())
    assert "同名院落" in again.errors["name"][0]
    bare = house.do("site.amend", "keeper", Site.objects.get(), **house.site(green_area="100"))
    assert bare.ok and clauses(bare, Verdict.WARN) == {"绿地-1"}


def test_a_new_building_wants_an_approval_and_no_hotel(house: House) -> None:
    site = Site.objects.get()
    new = house.building(site.pk, name="附楼", built_in="2021", lodging_place="on")
    assert clauses(house.do("building.register", "keeper", **new)) == {"3.1", "5"}
    other = house.building(site.pk, owner=house.units["organ"].pk)
    amended = house.do("building.amend", "keeper", Building.objects.get(), **other)
    assert clauses(amended) == {"21.1"}
    small = house.do("building.register", "keeper",
                     **house.building(site.pk, name="附楼", usable_area="7000"))  # fmt: skip
    assert "不大于建筑面积" in small.errors["usable_area"][0]


@pytest.mark.parametrize("who", ["stranger", "clerk", "director", "auditor"])
def test_whoever_keeps_no_rooms_writes_nothing(house: House, who: str) -> None:
    room = house.enter("301", "9")
    given = house.given("clerk", room)
    site, building = Site.objects.get(), Building.objects.get()
    tried = {
        "site.register": None, "site.amend": site, "building.register": None,
        "building.amend": building, "floor.register": None, "room.register": None,
        "room.amend": room, "room.change_use": room, "room.close": room,
        "allocation.allocate": None, "allocation.transfer": given, "allocation.notice": given,
    }  # fmt: skip
    for act, subject in tried.items():
        with pytest.raises(Forbidden):
            house.do(act, who, subject)
