"""A series: booked time by time, known as one, and cancelled from one time on."""

from __future__ import annotations

from typing import Any

import pytest

from guanbiao.gate.models import Receipt
from guanbiao.modules.desk.models import Message
from guanbiao.modules.meetings.models import Booking, State
from guanbiao.modules.meetings.tests.conftest import Clock
from guanbiao.modules.meetings.tests.makers import House
from guanbiao.people.models import Person
from tests.gate.makers import passage


def test_a_series_skips_what_is_taken_and_says_why(house: House) -> None:
    room = house.room()
    booking = house.booked(room)
    house.booked(room, from_at="2026-06-11T15:00", to_at="2026-06-11T16:00", title="另一个会")
    page = f"/meetings/booking/{booking.pk}/series/"
    told = house.client("clerk").post(page, {"every": "7", "times": "3", "reason": "例会"})
    text = told.content.decode()
    assert "已预定 2 次，跳过 1 次" in text and "06-11" in text and "已由" in text
    assert Booking.objects.filter(title="节能工作部署会", state=State.BOOKED).count() == 3
    assert house.client("colleague").get(page).status_code == 404


def weekly(house: House, **changes: str) -> list[Booking]:
    """A meeting held four times, week by week."""
    booking = house.booked(house.room(**changes))
    house.client("clerk").post(page(booking), {"every": "7", "times": "3", "reason": "例会"})
    return list(Booking.objects.order_by("from_at"))


def page(booking: Booking) -> str:
    return f"/meetings/booking/{booking.pk}/series/"


def states(times: list[Booking]) -> list[str]:
    found = dict(Booking.objects.values_list("pk", "state"))
    return [found[each.pk] for each in times]


def test_each_time_knows_the_first_also_where_a_later_one_is_repeated(house: House) -> None:
    times = weekly(house)
    assert [each.series_id for each in times] == [None, *[times[0].pk] * 3]
    house.client("clerk").post(page(times[2]), {"every": "28", "times": "1", "reason": "例会"})
    assert Booking.objects.latest("from_at").series_id == times[0].pk


def test_this_time_and_those_after_it_are_cancelled_each_through_the_gate(house: House) -> None:
    times = weekly(house)
    before = Receipt.objects.count()
    told = house.client("clerk").post(page(times[1]), {"remark": "改为季度会"})
    assert "已取消 3 次，留下 0 次" in told.content.decode()
    assert states(times) == [State.BOOKED, *[State.CANCELLED] * 3]
    assert Receipt.objects.count() == before + 3
    assert set(Booking.objects.filter(state=State.CANCELLED).values_list("remark", flat=True)) == {
        "改为季度会"
    }


def test_what_cannot_be_cancelled_is_left_and_why_is_told(house: House, clock: Clock) -> None:
    times = weekly(house, asks="on")
    house.agree(times[1], "keeper")
    told = house.client("clerk").post(page(times[0]), {"remark": "不再召开"}).content.decode()
    assert "已取消 1 次，留下 3 次" in told and "还在审批" in told
    assert states(times) == [State.APPROVING, State.CANCELLED, State.APPROVING, State.APPROVING]


def test_a_series_is_not_cancelled_without_a_reason(house: House) -> None:
    times = weekly(house)
    text = house.client("clerk").post(page(times[0]), {"remark": " "}).content.decode()
    assert "结果" not in text.partition("本系列各次")[0].partition("<h1>")[2]
    assert states(times) == [State.BOOKED] * 4


@pytest.mark.parametrize("who", ["colleague", "head", "steward", "stranger"])
def test_nobody_else_cancels_a_series(house: House, who: str) -> None:
    times = weekly(house)
    client = house.client(who)
    assert "取消本次及以后" not in client.get(page(times[0])).content.decode()
    assert client.post(page(times[0]), {"remark": "无关"}).status_code in (403, 404)
    assert states(times) == [State.BOOKED] * 4


def test_nobody_joins_the_series_of_another_and_a_change_leaves_it_as_it_is(house: House) -> None:
    times = weekly(house)
    other = house.room(name="另一间")
    joined = house.do("booking.book", "colleague", **house.wish(other, series=times[0].pk))
    assert "series" in joined.errors
    moved = house.wish(other, from_at="2026-06-12T14:00", to_at="2026-06-12T16:00")
    changed = house.done("booking.amend", "clerk", times[1], **moved)
    assert changed.series_id == times[0].pk
    copied = house.client("clerk").get(f"/meetings/booking/new/?like={times[1].pk}")
    assert 'name="series"' not in copied.content.decode()


def test_those_invited_are_invited_to_each_time_and_known_to_the_seats(house: House) -> None:
    booking = house.booked(house.room())
    assert "郑方" not in seats(house, booking)
    house.done("booking.invite", "clerk", booking, invited="郑方\n李文")
    house.client("clerk").post(page(booking), {"every": "7", "times": "2", "reason": "例会"})
    times = list(Booking.objects.order_by("from_at"))
    assert [each.invited for each in times] == ["郑方（市审计局）\n李文（市财政局）"] * 3
    assert "郑方\n李文</textarea>" in seats(house, times[2])
    house.done("booking.seat", "clerk", times[2], layout="U形", seating="陈志远")
    assert "陈志远</textarea>" in seats(house, times[2])


def seats(house: House, booking: Booking) -> str:
    form = house.client("clerk").get(f"/meetings/booking/{booking.pk}/seat/")
    return form.content.decode()


def test_whoever_left_is_not_invited_again(house: House) -> None:
    booking = house.booked(house.room())
    house.done("booking.invite", "clerk", booking, invited="郑方\n李文")
    with passage():
        Person.objects.filter(pk=house.persons["neighbour"].pk).update(active=False)
    house.client("clerk").post(page(booking), {"every": "7", "times": "1", "reason": "例会"})
    assert Booking.objects.latest("from_at").invited == "李文（市财政局）"


def test_a_series_is_told_once_and_nothing_is_closed_that_nobody_decided(
    house: House, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        booking = house.booked(house.room())
        house.client("clerk").post(page(booking), {"every": "7", "times": "4", "reason": "例会"})
    clerk = Message.objects.filter(person=house.persons["clerk"]).order_by("pk")
    begun = [each.partition("：")[0] for each in clerk.values_list("title", flat=True)]
    assert begun == ["会议已预定", "系列会议已再次预定"]
    steward = Message.objects.filter(person=house.persons["steward"])
    assert steward.filter(title__startswith="会议已预定").count() == 5


def test_a_time_that_was_decided_is_told_by_itself(
    house: House, django_capture_on_commit_callbacks: Any
) -> None:
    times = weekly(house, asks="on")
    with django_capture_on_commit_callbacks(execute=True):
        house.agree(times[1], "keeper")
    clerk = Message.objects.filter(person=house.persons["clerk"], key=str(times[1].pk))
    begun = {each.partition("：")[0] for each in clerk.values_list("title", flat=True)}
    assert {"会议已预定", "办结"} <= begun
