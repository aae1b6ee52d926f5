"""From an empty room to a paid bill, and what the clauses say on the way."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from guanbiao.gate import alternatives
from guanbiao.gate.models import Case, Receipt, Task, TaskState
from guanbiao.gate.passage import Forbidden, Outcome
from guanbiao.modules.meetings.models import Attendance, Booking, Done, Payment, State, Work
from guanbiao.modules.meetings.tests.conftest import Clock
from guanbiao.modules.meetings.tests.makers import House, stopped
from tests.gate.makers import passage


def test_a_room_nobody_must_be_asked_for_is_booked_at_once_and_prepared(house: House) -> None:
    booking = house.booked(house.room(), services=["茶水", "席签"])
    assert booking.state == State.BOOKED and booking.number.startswith("HY-20260603-")
    labels = set(booking.works.values_list("label", flat=True))
    assert {"音响灯光调试", "室内温度（℃）", "准备茶水", "准备席签"} <= labels
    due = {f"{work.due_at:%H:%M}" for work in booking.works.all()}
    assert due == {"05:00"}
    kept = Receipt.objects.get(pk=booking.receipt_id)
    assert State.BOOKED in kept.content


def test_a_room_that_asks_waits_for_its_keeper(house: House) -> None:
    booking = house.booked(house.room(asks="on"))
    assert booking.state == State.APPROVING and not booking.works.exists()
    assert house.agree(booking, "keeper").state == State.BOOKED
    assert booking.works.exists()


def test_a_classed_meeting_needs_the_head_first(house: House) -> None:
    booking = house.booked(house.room(asks="on"), category="四类会议")
    assert house.agree(booking, "head").state == State.APPROVING
    assert house.agree(booking, "keeper").state == State.BOOKED


def test_the_same_room_is_not_booked_twice(house: House) -> None:
    room = house.room()
    house.booked(room)
    again = house.do("booking.book", "colleague", **house.wish(room, from_at="2026-06-04T15:00"))
    assert stopped(again) == {"5.1.2"}
    assert "已由" in str(again.findings[0].actual)
    after = house.wish(room, from_at="2026-06-04T16:00", to_at="2026-06-04T17:00")
    house.done("booking.book", "colleague", **after)


def test_a_clash_hides_no_other_clause(house: House) -> None:
    room = house.room()
    held = house.booked(room)
    again = house.do("booking.book", "colleague", **house.wish(room, attendees="50"))
    assert stopped(again) == {"5.1.1", "5.1.2"}
    assert [f.clause for f in again.findings].count("5.1.2") == 1
    assert again.facts["参会人数"] == 50
    assert list(Booking.objects.all()) == [held]


def ways(outcome: Outcome) -> list[str]:
    """The rooms offered instead of the one that was stopped."""
    (found,) = outcome.alternatives.values()
    return [way.label for way in found]


def test_a_clash_offers_the_smallest_rooms_that_are_free_and_seat_everybody(house: House) -> None:
    house.room(name="大礼堂", seats="200", area="300")
    house.room(name="小间", seats="20", area="30")
    middle, taken = house.room(name="中厅", seats="60", area="90"), house.room()
    house.booked(taken)
    again = house.do("booking.book", "colleague", **house.wish(taken))
    assert ways(again) == ["“会议室”改为 中厅（60 座）", "“会议室”改为 大礼堂（200 座）"]
    house.booked(middle, title="另一个会")
    again = house.do("booking.book", "colleague", **house.wish(taken))
    assert ways(again) == ["“会议室”改为 大礼堂（200 座）"]


def test_too_small_a_room_offers_a_larger_one_and_a_clash_at_change_too(house: House) -> None:
    small, large = house.room(name="小间", seats="20", area="30"), house.room()
    assert ways(house.do("booking.book", "clerk", **house.wish(small))) == [
        "“会议室”改为 第一会议室（40 座）"
    ]
    mine = house.booked(small, attendees="10")
    house.booked(large)
    moved = house.do("booking.amend", "clerk", mine, **house.wish(large, attendees="10"))
    assert stopped(moved) == {"5.1.2"} and ways(moved) == ["“会议室”改为 小间（20 座）"]


def test_no_more_than_a_dozen_rooms_are_tried(house: House, monkeypatch: Any) -> None:
    rooms = [house.room(name=f"第{n}会议室") for n in range(1, 16)]
    for room in rooms:
        house.booked(room)
    tried: list[object] = []
    real = alternatives._passes
    monkeypatch.setattr(alternatives, "_passes", lambda *a: tried.append(a) or real(*a))
    again = house.do("booking.book", "colleague", **house.wish(rooms[0]))
    assert stopped(again) == {"5.1.2"} and not again.alternatives and len(tried) == 12


def test_the_database_itself_refuses_two_in_one_room(house: House) -> None:
    booking = house.booked(house.room())
    booking.pk, booking.number, booking.code = None, "HY-2", "code-2"
    twice = pytest.raises(IntegrityError, match="meetings_booking_once")
    with passage(), twice, transaction.atomic():
        booking.save(force_insert=True)


def test_too_many_people_flowers_and_a_closed_room_are_stopped(house: House) -> None:
    room = house.room()
    draft = house.wish(room, attendees="41", flowers="on")
    assert stopped(house.do("booking.book", "clerk", **draft)) == {"5.1.1", "会议-2"}
    house.done("room.stop", "keeper", room)
    closed = house.do("booking.book", "clerk", **house.wish(room))
    assert "room" in closed.errors


def test_a_meeting_of_the_past_is_not_booked(house: House) -> None:
    draft = house.wish(house.room(), from_at="2026-06-03T08:00", to_at="2026-06-03T09:00")
    assert stopped(house.do("booking.book", "clerk", **draft)) == {"5.1.3"}


def test_a_third_class_meeting_keeps_to_two_days_and_150_people(house: House) -> None:
    draft = house.wish(house.room(seats="200", area="300"), category="三类会议", attendees="151",
                       to_at="2026-06-06T12:00")  # fmt: skip
    assert stopped(house.do("booking.book", "clerk", **draft)) == {"会期-1", "规模-2"}


def test_another_time_asks_again_and_lays_the_work_out_anew(house: House) -> None:
    room = house.room(asks="on")
    booking = house.agree(house.booked(room, services=["茶水"]), "keeper")
    changed = house.wish(room, from_at="2026-06-05T09:00", to_at="2026-06-05T10:00")
    booking = house.done("booking.amend", "clerk", booking, **changed)
    assert booking.state == State.APPROVING
    assert not booking.works.filter(state=Done.OPEN).exists()
    house.agree(booking, "keeper")
    assert {f"{w.due_at:%d}" for w in booking.works.filter(state=Done.OPEN)} == {"05"}
    assert Case.objects.filter(key=str(booking.pk)).count() == 2


def test_what_the_keeper_sends_back_frees_the_room(house: House) -> None:
    room = house.room(asks="on")
    booking = house.booked(room)
    task = Task.objects.get(case__key=str(booking.pk), state=TaskState.OPEN)
    house.done("cases.case.send_back", "keeper", task.case_id, task=task.number, opinion="另有安排")
    booking.refresh_from_db()
    assert booking.state == State.SENT_BACK
    house.booked(room)


def test_a_cancelled_meeting_frees_its_room_and_its_stewards(house: House) -> None:
    room = house.room()
    booking = house.done("booking.cancel", "clerk", house.booked(room), remark="改为视频会议")
    assert booking.state == State.CANCELLED
    assert set(booking.works.values_list("state", flat=True)) == {Done.DROPPED}
    house.booked(room)


def test_work_wants_its_number_and_says_when_it_is_late(house: House, clock: Clock) -> None:
    booking = house.booked(house.room())
    warm = booking.works.get(label="室内温度（℃）")
    assert stopped(house.do("work.do", "steward", warm)) == {"5.3.3"}
    clock.set("2026-06-04T13:30")
    late = house.do("work.do", "steward", warm, result="24")
    assert "5.3.2" in {found.clause for found in late.findings if found.verdict.value == "warn"}
    warm.refresh_from_db()
    assert (warm.state, warm.result, warm.done_by) == (Done.DONE, "24", house.persons["steward"])


def test_one_signs_in_once_in_time_and_with_the_code(house: House, clock: Clock) -> None:
    booking = house.booked(house.room())
    early = house.do("attendance.sign", "neighbour", code=booking.code)
    assert stopped(early) == {"5.5.1"}
    clock.set("2026-06-04T13:45")
    house.done("attendance.sign", "neighbour", code=booking.code)
    again = house.do("attendance.sign", "neighbour", code=booking.code)
    assert "已在 13:45 签到" in again.errors["code"][0]
    wrong = house.do("attendance.sign", "neighbour", code="0")
    assert "没有这个会议" in wrong.errors["code"][0]
    with pytest.raises(Forbidden):
        house.do("attendance.sign", "stranger", code=booking.code)
    assert Attendance.objects.count() == 1


def test_a_meeting_that_ends_early_frees_the_rest_of_its_time(house: House, clock: Clock) -> None:
    room = house.room()
    booking = house.booked(room)
    soon = house.do("booking.finish", "clerk", booking)
    assert "还没有开始" in soon.errors["__all__"][0]
    clock.set("2026-06-04T15:00")
    booking = house.done("booking.finish", "steward", booking)
    assert booking.state == State.ENDED
    house.booked(room, from_at="2026-06-04T15:30", to_at="2026-06-04T16:30")


def test_a_low_mark_needs_words_and_becomes_work(house: House, clock: Clock) -> None:
    booking = house.booked(house.room())
    clock.set("2026-06-04T16:10")
    booking = house.done("booking.finish", "clerk", booking)
    assert stopped(house.do("booking.rate", "clerk", booking, rating="2")) == {"5.4.1"}
    house.done("booking.rate", "clerk", booking, rating="2", words="麦克风啸叫两次")
    work = Work.objects.get(label__startswith="改进：")
    assert stopped(house.do("work.do", "steward", work)) == {"5.3.3"}
    house.done("work.do", "steward", work, result="已更换话筒并试音")


def test_more_names_than_seats_are_stopped(house: House) -> None:
    booking = house.booked(house.room(seats="2", area="5"), attendees="2")
    three = "陈志远\n李文\n王晓敏"
    assert stopped(house.do("booking.seat", "clerk", booking, layout="U形", seating=three)) == {
        "5.2"
    }
    booking = house.done("booking.seat", "clerk", booking, layout="U形", seating="陈志远\n\n李文 ")
    assert booking.seating == "陈志远\n李文"


def test_a_broken_device_warns_whoever_books(house: House) -> None:
    room = house.room()
    device = house.done("device.add", "keeper", code="TY-1", name="投影仪", room=room.pk)
    assert stopped(house.do("device.report", "neighbour", device, fault="不亮")) == {"5.6.1"}
    device = house.done("device.report", "neighbour", device, fault="开机后没有画面")
    asked = house.do("booking.book", "clerk", **house.wish(room))
    assert "5.1.8" in {found.clause for found in asked.findings if found.verdict.value == "warn"}
    device = house.done("device.mend", "steward", device, remedy="更换灯泡")
    assert device.state == "正常"


def bill(booking: Booking, **changes: str) -> dict[str, object]:
    return {
        "booking": booking.pk, "days": "1", "signed": "30", "lodging": "0", "meals": "3900",
        "others": "2400", "beyond": "0", "invoices": "0441", **changes,
    }  # fmt: skip


@pytest.fixture
def held(house: House, clock: Clock) -> Booking:
    """A third-class meeting of thirty people that is over."""
    booking = house.agree(house.booked(house.room(), category="三类会议"), "head")
    clock.set("2026-06-04T16:10")
    found: Booking = house.done("booking.finish", "clerk", booking)
    return found


def test_a_planned_meeting_within_its_quota_is_paid(house: House, held: Booking) -> None:
    planned = house.done("plan.set", "head", year="2026", title="节能工作会", category="三类会议",
                         budget="20000", basis="云府办〔2026〕2号")  # fmt: skip
    made = house.done("bill.submit", "clerk", **bill(held, plan=str(planned.pk)))
    assert made.total == 6300
    assert house.done("bill.pay", "payer", made).state == Payment.PAID


def test_without_a_plan_or_beyond_550_a_head_it_is_not(house: House, held: Booking) -> None:
    assert stopped(house.do("bill.submit", "clerk", **bill(held))) == {"5"}
    planned = house.done("plan.set", "head", year="2026", title="节能工作会", category="三类会议",
                         budget="17000", basis="云府办〔2026〕2号")  # fmt: skip
    dear = bill(held, plan=str(planned.pk), lodging="10260", beyond="1")
    assert stopped(house.do("bill.submit", "clerk", **dear)) == {"14", "15.3", "15.4"}


def test_a_plan_without_approval_is_stopped(house: House) -> None:
    draft = {"year": "2026", "title": "年会", "category": "四类会议", "budget": "100"}
    assert stopped(house.do("plan.set", "head", **draft)) == {"5"}


def test_more_people_or_days_than_were_booked_are_not_paid_for(house: House, held: Booking) -> None:
    planned = house.done("plan.set", "head", year="2026", title="节能工作会", category="三类会议",
                         budget="20000", basis="云府办〔2026〕2号")  # fmt: skip
    more = bill(held, plan=str(planned.pk), signed="31", days="1.5")
    assert stopped(house.do("bill.submit", "clerk", **more)) == {"5.8.2", "5.8.3"}


@pytest.mark.parametrize("who", ["colleague", "neighbour", "stranger", "auditor", "head"])
@pytest.mark.parametrize(
    ("act", "draft"),
    [("amend", {}), ("cancel", {"remark": "无关"}), ("seat", {"layout": "U形"}), ("finish", {})],
)
def test_only_whoever_booked_it_changes_a_meeting(
    house: House, who: str, act: str, draft: dict[str, str]
) -> None:
    with pytest.raises(Forbidden):
        house.do(f"booking.{act}", who, house.booked(house.room()), **draft)


@pytest.mark.parametrize("who", ["clerk", "head", "steward", "auditor", "stranger"])
def test_only_the_keeper_keeps_rooms(house: House, who: str) -> None:
    room = house.room()
    for act in ("room.stop", "room.change"):
        with pytest.raises(Forbidden):
            house.do(act, who, room)
    with pytest.raises(Forbidden):
        house.do("work.add", who, booking=house.booked(room).pk, label="加座",
                 due_at="2026-06-04T13:00")  # fmt: skip
