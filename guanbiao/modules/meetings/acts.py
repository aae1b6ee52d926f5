"""Every write of meetings: rooms and devices, booking, preparing, signing in, costs."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import connection
from django.utils import timezone

from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.flowing import worked_minutes
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.models import Case, CaseState, Governed
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.modules.meetings import facts, forms, inviting, preparing
from guanbiao.modules.meetings.models import (
    HOLDING,
    Attendance,
    Bill,
    Booking,
    Device,
    Done,
    Health,
    Open,
    Payment,
    Plan,
    Room,
    State,
    Work,
)

ONCE = "meetings_booking_once"
BUSY = "Q/YCJG 204#5.1.2"
"""The clause that speaks when the database finds a room booked twice at once."""
FREE = "随时可行，由岗位权限约束，没有条款对这一步作出规定"
LISTED = "事项由标准的清单列出，按清单生成，没有可自行决定的内容"
JUDGED = "报销单提交时已判定，这一步只登记财务办理结果"


def add_room(passage: Passage) -> Room:
    """A new room, kept by the unit of whoever enters it."""
    me = passage.actor.me
    return Room.objects.create(unit=me.unit, registered_on=passage.on, **passage.draft)


def change_room(passage: Passage) -> Governed:
    """What is known of a room."""
    return _changed(passage, **passage.draft)


def stop_room(passage: Passage) -> Governed:
    """Nobody books it any more; what is booked stays."""
    return _changed(passage, state=Open.STOPPED)


def open_room(passage: Passage) -> Governed:
    """It may be booked again."""
    return _changed(passage, state=Open.OPEN)


def add_device(passage: Passage) -> Device:
    """A device of a room."""
    return Device.objects.create(**passage.draft)


def report_device(passage: Passage) -> Governed:
    """Somebody found it broken."""
    return _changed(passage, state=Health.BROKEN, broken_at=passage.now, mended_at=None,
                    fault=passage.draft["fault"], remedy="")  # fmt: skip


def mend_device(passage: Passage) -> Governed:
    """It works again."""
    return _changed(passage, state=Health.FINE, mended_at=passage.now,
                    remedy=passage.draft["remedy"])  # fmt: skip


def _changed(passage: Passage, **values: Any) -> Governed:
    row: Governed = passage.subject
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    return row


def book(passage: Passage) -> Booking:
    """Ask for a room; the gate opens the case that the standard prescribes."""
    me = passage.actor.me
    booking = Booking(
        number=_number(passage), unit=me.unit, person=me, code=secrets.token_urlsafe(12),
        **passage.draft,
    )  # fmt: skip
    return _asked(passage, booking)


def amend(passage: Passage) -> Booking:
    """Another time, room or arrangement; what the standard prescribes is asked again."""
    booking: Booking = passage.subject
    for name, value in passage.draft.items():
        setattr(booking, name, value)
    preparing.drop(booking)
    return _asked(passage, booking)


def _asked(passage: Passage, booking: Booking) -> Booking:
    booking.state, booking.booked_at = State.APPROVING, passage.now
    begin = timezone.localtime(booking.from_at).replace(tzinfo=None)
    now = timezone.localtime(passage.now).replace(tzinfo=None)
    booking.lead = worked_minutes(now, begin, booking.unit) if begin > now else 0
    _refuse_busy(passage, booking)
    booking.save()
    return booking


def _refuse_busy(passage: Passage, booking: Booking) -> None:
    """Look before writing, so that the clause can say who stands in the way."""
    others = Booking.objects.filter(
        room=booking.room, from_at__lt=booking.to_at, to_at__gt=booking.from_at,
        state__in=HOLDING,
    )  # fmt: skip
    other = others.exclude(pk=booking.pk).select_related("unit").first()
    if other is not None:
        first, last = timezone.localtime(other.from_at), timezone.localtime(other.to_at)
        words = f"{first:%m-%d %H:%M}–{last:%H:%M} 已由{other.unit.short_name}预定"
        passage.clash(ONCE, words)


def _number(passage: Passage) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('meetings_number')")
        (value,) = cursor.fetchone()
    return f"HY-{timezone.localtime(passage.now):%Y%m%d}-{value:05d}"


FOLLOWED = {
    CaseState.RUNNING: State.APPROVING,
    CaseState.DONE: State.BOOKED,
    CaseState.RETURNED: State.SENT_BACK,
    CaseState.REJECTED: State.REJECTED,
    CaseState.WITHDRAWN: State.WITHDRAWN,
    CaseState.CANCELLED: State.WITHDRAWN,
    CaseState.TERMINATED: State.REJECTED,
    CaseState.VOID: State.REJECTED,
}
"""What becomes of a booking when its case has moved."""
ASKING = (State.APPROVING, State.SENT_BACK, State.WITHDRAWN)


def follow(passage: Passage, case: Case) -> None:
    """A booking stands where its case does; once it is approved, its work is laid out."""
    booking = Booking.objects.select_for_update().get(pk=case.key)
    state = FOLLOWED.get(CaseState(case.state))
    if state is None or booking.state not in ASKING or state == booking.state:
        return
    booking.state = state
    booking.save(update_fields=["state"])
    if state == State.BOOKED:
        preparing.prepare(booking)
        passage.tell("meetings.booked", booking=booking.pk)
    elif state in (State.SENT_BACK, State.REJECTED, State.WITHDRAWN):
        preparing.drop(booking)
        passage.tell("meetings.fell", booking=booking.pk, time=passage.now.isoformat())


def lay_out(passage: Passage) -> Governed:
    """The work before it anew, by the list in force today; what is done stays."""
    booking: Booking = passage.subject
    preparing.prepare(booking)
    return booking


def cancel(passage: Passage) -> Governed:
    """It does not take place; the room is free."""
    preparing.drop(passage.subject)
    passage.tell("meetings.cancelled", booking=passage.subject.pk)
    return _changed(passage, state=State.CANCELLED, remark=passage.draft["remark"])


def finish(passage: Passage) -> Governed:
    """It is over; what is left of its time is free, what is left of its work is not wanted.

    Where a clock ends it, nobody saw when it ended: it did when it should.
    """
    booking: Booking = passage.subject
    if passage.now <= booking.from_at:
        raise Invalid(__all__="会议还没有开始，不能结束；不开的，请取消预定。")
    to_at = min(booking.to_at, passage.now)
    clock = passage.actor.person is None
    if clock:
        passage.tell("meetings.lapsed", booking=booking.pk)
    preparing.drop(booking)
    return _changed(passage, state=State.ENDED, ended_at=to_at if clock else passage.now,
                    to_at=to_at)  # fmt: skip


def rate(passage: Passage) -> Governed:
    """Whoever held it says how good it was; a low mark becomes work at once."""
    booking: Booking = passage.subject
    day = timezone.localtime(passage.now).date()
    low = preparing.value(preparing.LOW, booking.unit, day)
    if low is not None and passage.draft["rating"] <= low:
        words = f"改进：{passage.draft['words']}"[:80]
        Work.objects.create(booking=booking, label=words, evidence="text", due_at=passage.now)
    return _changed(passage, rating=passage.draft["rating"], words=passage.draft["words"])


def seat(passage: Passage) -> Governed:
    """Who sits where."""
    return _changed(passage, layout=passage.draft["layout"], seating=passage.draft["seating"])


def invite(passage: Passage) -> Governed:
    """Who is asked to come; told at once where the room is booked, else once it is."""
    booking: Booking = passage.subject
    gone = set(booking.invited.split("\n")) - set(passage.draft["invited"].split("\n"))
    if booking.state == State.BOOKED:
        passage.tell("meetings.invited", booking=booking.pk, gone=sorted(gone),
                     time=passage.now.isoformat())  # fmt: skip
    return _changed(passage, invited=passage.draft["invited"], outside=passage.draft["outside"])


def add_work(passage: Passage) -> Work:
    """Something more to be done."""
    return Work.objects.create(**passage.draft)


def do_work(passage: Passage) -> Governed:
    """It is done."""
    return _changed(passage, state=Done.DONE, result=passage.draft["result"] or "",
                    done_by=passage.actor.person, done_at=passage.now)  # fmt: skip


def claim(passage: Passage) -> Governed:
    """Whoever prepares meetings takes it upon herself; what a colleague took stays hers."""
    work: Work = passage.subject
    if work.owner is not None and work.owner_id != passage.actor.me.pk:
        raise Invalid(
            __all__=f"“{work.label}”已由{work.owner.name}经办；要换人的，请会议室管理员指派。"
        )
    return _changed(passage, owner=passage.actor.me)


def assign(passage: Passage) -> Governed:
    """Somebody is told to do it."""
    work: Work = passage.subject
    owner = passage.draft["owner"]
    passage.tell("meetings.assigned", booking=work.booking_id, person=owner.pk,
                 time=passage.now.isoformat())  # fmt: skip
    return _changed(passage, owner=owner)


def sign(passage: Passage) -> Attendance:
    """Whoever holds the code is here."""
    booking = Booking.objects.filter(code=passage.draft["code"], state=State.BOOKED).first()
    if booking is None:
        raise Invalid(code="没有这个会议，或会议已结束、已取消：请扫会场门口的二维码。")
    made, fresh = Attendance.objects.get_or_create(
        booking=booking, person=passage.actor.me, defaults={"at": passage.now}
    )
    if not fresh:
        raise Invalid(code=f"您已在 {timezone.localtime(made.at):%H:%M} 签到，不用再签。")
    return made


def plan(passage: Passage) -> Plan:
    """A meeting of the year's plan."""
    return Plan.objects.create(unit=passage.actor.me.unit, **passage.draft)


def bill(passage: Passage) -> Bill:
    """Ask for the cost of a meeting."""
    return Bill.objects.create(
        submitted_by=passage.actor.me, submitted_on=passage.on, **passage.draft
    )


def pay(passage: Passage) -> Governed:
    """The finance office has paid."""
    return _changed(passage, state=Payment.PAID, paid_on=passage.on)


def send_back(passage: Passage) -> Governed:
    """The finance office does not pay; the bill may be made out anew."""
    return _changed(passage, state=Payment.RETURNED, remark=passage.draft["remark"])


def _acts(entity: Any, seen: Any, *said: tuple[Any, ...]) -> tuple[Act, ...]:
    return tuple(
        Act(f"{entity.name}.{verb}", label, entity, form, apply, seen, **more)
        for verb, label, form, apply, more in said
    )


CREATE = {"kind": Kind.CREATE}
STOPPING = "停用后不能再预定，已有的预定照常；以后可以恢复开放。"
FINISHING = "结束后不能恢复，剩下的时段可由他人预定，没办的会前事项不再办理。"
PAYING = "登记支付后不能撤回，也不能再退单。"
CLASH = {"conflicts": {ONCE: BUSY}, "starts_case": True}
ACTS = (
    *_acts(
        facts.ROOM, facts.ROOM_FACTS,
        ("add", "登记会议室", forms.RoomForm, add_room, CREATE),
        ("change", "变更会议室", forms.RoomForm, change_room, {}),
        ("stop", "停用", NoDraft, stop_room,
         {"at": (Open.OPEN,), "unjudged": FREE, "weighs": STOPPING}),
        ("open", "恢复开放", NoDraft, open_room, {"at": (Open.STOPPED,), "unjudged": FREE}),
    ),
    *_acts(
        facts.DEVICE, facts.DEVICE_FACTS,
        ("add", "登记设备", forms.DeviceForm, add_device, CREATE | {"unjudged": FREE}),
        ("report", "报障", forms.FaultForm, report_device,
         {"at": (Health.FINE,), "outdoors": True}),
        ("mend", "修复", forms.RemedyForm, mend_device, {"at": (Health.BROKEN,), "many": True}),
    ),
    *_acts(
        facts.BOOKING, facts.BOOKING_FACTS,
        ("book", "预定会议室", forms.BookingForm, book, CREATE | CLASH | {"papers": True}),
        ("amend", "改期改室", forms.BookingForm, amend,
         CLASH | {"at": (State.BOOKED, State.SENT_BACK, State.WITHDRAWN)}),
        ("cancel", "取消预定", forms.RemarkForm, cancel,
         {"at": (State.BOOKED,), "unjudged": FREE, "many": True}),
        ("prepare", "布置会前事项", NoDraft, lay_out,
         {"at": (State.APPROVING, State.BOOKED), "serves": True, "unjudged": LISTED}),
        ("invite", "邀请参会人", inviting.InviteForm, invite,
         {"at": (State.APPROVING, State.BOOKED), "unjudged": FREE}),
        ("seat", "排座次", forms.SeatingForm, seat, {"at": (State.APPROVING, State.BOOKED)}),
        ("finish", "会议结束", NoDraft, finish,
         {"at": (State.BOOKED,), "unjudged": FREE, "weighs": FINISHING}),
        ("rate", "评价会务", forms.RatingForm, rate, {"at": (State.ENDED,)}),
    ),
    *_acts(
        facts.WORK, facts.WORK_FACTS,
        ("add", "加派事项", forms.WorkForm, add_work, CREATE | {"unjudged": FREE}),
        ("do", "办结", forms.ResultForm, do_work,
         {"at": (Done.OPEN,), "outdoors": True, "many": True}),
        ("claim", "认领", NoDraft, claim, {"at": (Done.OPEN,), "unjudged": FREE}),
        ("assign", "指派", forms.AssignForm, assign,
         {"at": (Done.OPEN,), "unjudged": FREE, "many": True}),
    ),
    *_acts(
        facts.ATTENDANCE, facts.ATTENDANCE_FACTS,
        ("sign", "签到", forms.SignForm, sign, CREATE | {"outdoors": True}),
    ),
    *_acts(facts.PLAN, facts.PLAN_FACTS, ("set", "登记会议计划", forms.PlanForm, plan, CREATE)),
    *_acts(
        facts.BILL, facts.BILL_FACTS,
        ("submit", "报销会议费", forms.BillForm, bill, CREATE | {"papers": True}),
        ("pay", "支付", NoDraft, pay,
         {"at": (Payment.WAITING,), "unjudged": JUDGED, "weighs": PAYING}),
        ("send_back", "退单", forms.RemarkForm, send_back,
         {"at": (Payment.WAITING,), "unjudged": JUDGED, "many": True}),
    ),
)  # fmt: skip
