"""Every layout has a seat for everybody, and no two in one place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from guanbiao.modules.meetings.models import Layout
from guanbiao.modules.meetings.seating import LAYOUTS, SEAT, chart, outward


def test_each_layout_that_can_be_chosen_can_be_drawn() -> None:
    assert set(LAYOUTS) == set(Layout.values)


@given(some.sampled_from(Layout.values), some.integers(1, 300), some.integers(0, 40))
def test_everybody_has_a_seat_of_her_own(layout: str, count: int, names: int) -> None:
    called = [f"来宾{n}" for n in range(names)]
    drawn = chart(layout, count, called)
    assert len(drawn.seats) == max(count, names)
    assert len({(seat.x, seat.y) for seat in drawn.seats}) == len(drawn.seats)
    assert [seat.name for seat in drawn.seats if seat.name] == called
    assert all(0 <= seat.x <= drawn.width - SEAT for seat in drawn.seats)
    assert all(0 <= seat.y <= drawn.height - SEAT for seat in drawn.seats)


def test_the_first_sits_in_the_middle_and_the_others_beside_by_turns() -> None:
    assert outward(5) == [2, 1, 3, 0, 4]
    assert outward(8)[:3] == [3, 2, 4]


def test_the_base_of_the_horseshoe_faces_the_screen() -> None:
    drawn = chart("U形", 12, ["甲"])
    assert drawn.seats[0].y == max(seat.y for seat in drawn.seats)


def test_the_far_side_of_the_hollow_leads_and_the_near_side_faces_it() -> None:
    drawn = chart("回字形", 12, [])
    assert drawn.seats[0].y == 0 and drawn.seats[4].y == max(seat.y for seat in drawn.seats)
