"""What goes by itself: who is told of what, and the clock that ends a meeting nobody ended."""

from __future__ import annotations

from typing import Any

import pytest

from guanbiao.gate.models import Receipt, Task, TaskState
from guanbiao.modules.desk.models import Message
from guanbiao.modules.meetings import jobs, preparing
from guanbiao.modules.meetings.models import Booking, Done, State
from guanbiao.modules.meetings.tests.conftest import Clock
from guanbiao.modules.meetings.tests.makers import House


def told(words: str) -> list[str]:
    """Who has a message that begins with these words."""
    rows = Message.objects.filter(entity="meetings.booking", title__startswith=words)
    return sorted(rows.values_list("person__name", flat=True))


def test_the_stewards_and_whoever_asked_are_told(house: House) -> None:
    booking = house.booked(house.room())
    jobs.booked({"booking": booking.pk})
    jobs.booked({"booking": booking.pk})
    assert told("会议已预定") == ["周文斌", "王晓敏"]


def test_a_meeting_nobody_ended_ends_half_an_hour_after_its_time(
    house: House, clock: Clock
) -> None:
    booking = house.booked(house.room())
    clock.set("2026-06-04T16:29")
    assert jobs.lapse() == 0
    clock.set("2026-06-04T16:30")
    assert jobs.lapse() == 1 and jobs.lapse() == 0
    booking.refresh_from_db()
    assert booking.state == State.ENDED and booking.ended_at == booking.to_at
    assert f"{booking.to_at:%H:%M}" == "08:00"
    assert set(booking.works.values_list("state", flat=True)) == {Done.DROPPED}
    receipt = Receipt.objects.get(pk=booking.receipt_id)
    assert receipt.act == jobs.FINISH and receipt.actor_id is None
    house.done("booking.rate", "clerk", booking, rating="5")


def test_what_is_not_booked_or_not_over_is_left_alone(house: House, clock: Clock) -> None:
    waiting = house.booked(house.room(asks="on"))
    later = house.booked(house.room(name="另一间"), to_at="2026-06-04T16:01", category="内部会议")
    clock.set("2026-06-04T16:30")
    assert jobs.lapse() == 0
    states = Booking.objects.filter(pk__in=(waiting.pk, later.pk)).values_list("state", flat=True)
    assert set(states) == {State.APPROVING, State.BOOKED}


def test_where_no_standard_says_when_nothing_ends_by_itself(
    house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.booked(house.room())
    monkeypatch.setattr(preparing, "value", lambda *_: None)
    clock.set("2026-06-05T16:30")
    assert jobs.lapse() == 0


def test_the_bill_of_a_meeting_the_clock_ended_begins_with_who_signed_in(
    house: House, clock: Clock
) -> None:
    booking = house.booked(house.room())
    clock.set("2026-06-04T13:50")
    house.done("attendance.sign", "clerk", code=booking.code)
    house.done("attendance.sign", "colleague", code=booking.code)
    clock.set("2026-06-04T17:00")
    jobs.lapse()
    text = house.client("clerk").get("/meetings/bill/new/").content.decode()
    assert 'name="signed" value="2"' in text and 'name="days" value="1"' in text
    assert f'<option value="{booking.pk}" selected>' in text
    theirs = house.client("colleague").get("/meetings/bill/new/").content.decode()
    assert 'name="signed" value' not in theirs


def test_work_that_is_done_stays_done_when_the_meeting_is_over(house: House, clock: Clock) -> None:
    booking = house.booked(house.room())
    house.done("work.do", "steward", booking.works.get(label="音响灯光调试"))
    clock.set("2026-06-04T15:00")
    house.done("booking.finish", "steward", booking)
    assert booking.works.filter(state=Done.DONE).count() == 1
    assert not booking.works.filter(state=Done.OPEN).exists()


def test_a_cancelled_meeting_is_told_to_those_who_prepare(house: House) -> None:
    booking = house.done("booking.cancel", "clerk", house.booked(house.room()), remark="改期")
    jobs.cancelled({"booking": booking.pk})
    jobs.cancelled({"booking": booking.pk})
    assert told("会议已取消") == ["周文斌", "王晓敏"]


def test_a_change_that_is_refused_drops_the_work_and_tells_those_who_prepare(
    house: House,
) -> None:
    room = house.room(asks="on")
    booking = house.agree(house.booked(room), "keeper")
    moved = house.wish(room, from_at="2026-06-05T09:00", to_at="2026-06-05T10:00")
    house.done("booking.amend", "clerk", booking, **moved)
    house.done("booking.prepare", "keeper", booking)
    task = Task.objects.get(case__key=str(booking.pk), state=TaskState.OPEN)
    house.done("cases.case.send_back", "keeper", task.case_id, task=task.number, opinion="另排")
    booking.refresh_from_db()
    assert booking.state == State.SENT_BACK
    assert not booking.works.filter(state=Done.OPEN).exists()
    jobs.fell({"booking": booking.pk, "time": "2026-06-03T10:00"})
    assert told("会议暂不召开") == ["周文斌"]


def test_of_a_meeting_that_was_never_booked_nobody_who_prepares_hears(house: House) -> None:
    booking = house.booked(house.room(asks="on"))
    jobs.fell({"booking": booking.pk, "time": "x"})
    assert told("会议暂不召开") == []


def test_the_events_of_an_act_reach_their_listeners(
    house: House, clock: Clock, django_capture_on_commit_callbacks: Any
) -> None:
    room = house.room()
    with django_capture_on_commit_callbacks(execute=True):
        booking = house.booked(room)
        house.done("booking.cancel", "clerk", booking, remark="改期")
    assert told("会议已取消") == ["周文斌", "王晓敏"]
    house.booked(room)
    clock.set("2026-06-04T17:00")
    with django_capture_on_commit_callbacks(execute=True):
        jobs.lapse()
    assert told("会议已到时结束") == ["王晓敏"]
