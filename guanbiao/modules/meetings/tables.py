"""How rooms, bookings, the work before them, plans and bills are listed and shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone

from guanbiao.gate.describe import Column, Lens, Plan, Related, Table
from guanbiao.modules.meetings import facts
from guanbiao.modules.meetings.models import Done, Health, State


def _coming(_: Any, __: dt.date) -> Q:
    return Q(state=State.BOOKED, from_at__gte=timezone.now())


def _mine(actor: Any, _: dt.date) -> Q:
    return Q(person=actor.person)


def _unrated(_: Any, __: dt.date) -> Q:
    return Q(state=State.ENDED, rating=None)


def _open(_: Any, __: dt.date) -> Q:
    return Q(state=Done.OPEN)


def _late(_: Any, __: dt.date) -> Q:
    return Q(state=Done.OPEN, due_at__lt=timezone.now())


def _own(actor: Any, _: dt.date) -> Q:
    return Q(state=Done.OPEN, owner=actor.person)


def _unclaimed(_: Any, __: dt.date) -> Q:
    return Q(state=Done.OPEN, owner=None)


def _broken(_: Any, __: dt.date) -> Q:
    return Q(state=Health.BROKEN)


BOOKINGS = Table(
    facts.BOOKING,
    ("title", "state", "room", "from_at", "to_at", "unit", "attendees", "category"),
    icon="date",
    search=("title", "number", "room__name", "leader", "person__name"),
    filters=("state", "category", "room", "from_at"),
    lenses=(
        Lens("coming", "将要召开", _coming), Lens("mine", "我预定的", _mine),
        Lens("unrated", "待评价", _unrated),
    ),
    order=("-from_at", "-pk"),
    sections=(
        ("会议", ("number", "room", "from_at", "to_at", "category", "conveying", "attendees",
                 "leader", "unit", "person", "invited", "outside")),
        ("布置与服务", ("layout", "services", "flowers", "backdrop")),
        ("办理", ("booked_at", "lead", "ended_at", "rating", "words", "remark")),
    ),
    related=(
        Related("会务事项", "meetings.work", "booking"),
        Related("签到", "meetings.attendance", "booking"),
        Related("会议费", "meetings.bill", "booking"),
    ),
    days=("from_at", "to_at"),
    about=("title", "room"),
    boards=(("会议室日程", "meetings.day"), ("邀请我的", "meetings.invited")),
    beside=(("座次图", "meetings.seats"), ("系列预定", "meetings.series"),
            ("签到表", "meetings.sheet"),
            ("会议通知", "meetings.notice")),
)  # fmt: skip
ROOMS = Table(
    facts.ROOM,
    ("name", "state", "place", Column("seats", total=True), "area", "layout", "asks", "unit"),
    icon="room",
    search=("name", "place"),
    filters=("state", "layout", "asks", "unit"),
    order=("name",),
    sections=(("会议室", ("place", "seats", "area", "layout", "asks", "unit", "note")),),
    related=(
        Related("预定", "meetings.booking", "room"), Related("设备", "meetings.device", "room"),
    ),
    key=("name",),
    plan=Plan("place", "seats", (Column("seats", kind="number", unit="座"),)),
    boards=(("会议室日程", "meetings.day"),),
    beside=(("日程与预定", "meetings.week"), ("门牌", "meetings.door")),
)  # fmt: skip
DEVICES = Table(
    facts.DEVICE,
    ("name", "state", "code", "room", "fault", "broken_at", "mended_at"),
    icon="tool",
    search=("name", "code", "room__name"),
    filters=("state", "room"),
    lenses=(Lens("broken", "故障", _broken),),
    key=("code",),
)
WORKS = Table(
    facts.WORK,
    ("label", "state", "booking", "booking__room", "due_at", "owner", "done_by", "done_at",
     "result"),
    icon="check",
    search=("label", "booking__title"),
    filters=("state", "due_at"),
    lenses=(
        Lens("open", "待办", _open), Lens("own", "我经办的", _own),
        Lens("free", "待认领", _unclaimed), Lens("late", "超时未办", _late),
    ),
    order=("due_at", "booking", "pk"),
    days=("due_at",),
    about=("label", "booking"),
    sections=(
        ("事项", ("booking", Column("booking__room", "会议室"), "due_at", "clause")),
        ("办理", ("owner", "done_by", "done_at", "result")),
    ),
)  # fmt: skip
ATTENDANCES = Table(
    facts.ATTENDANCE,
    ("person", Column("person__unit", "单位"), "booking", "at"),
    icon="tick",
    search=("person__name", "booking__title"),
    filters=("at",),
    order=("-at", "-pk"),
)
PLANS = Table(
    facts.PLAN,
    ("title", "year", "category", Column("budget", total=True), "unit", "basis"),
    icon="table",
    search=("title", "basis"),
    filters=("year", "category", "unit"),
    order=("-year", "title"),
    related=(Related("报销", "meetings.bill", "plan"),),
    key=("year", "title"),
)
BILLS = Table(
    facts.BILL,
    (
        "booking", "state", "days", "signed", Column("total", "合计（元）", "money"), "plan",
        "submitted_by", "submitted_on", "paid_on",
    ),
    icon="money",
    search=("booking__title", "invoices"),
    filters=("state", "submitted_on"),
    sections=(
        ("会议", ("booking", "plan", "days", "signed")),
        ("费用", ("lodging", "meals", "others", "beyond",
                 Column("total", "合计（元）", "money"), "invoices")),
        ("办理", ("submitted_by", Column("submitted_by__masked_phone", "联系电话"), "submitted_on",
                 "paid_on", "remark")),
    ),
)  # fmt: skip
TABLES = (BOOKINGS, ROOMS, DEVICES, WORKS, ATTENDANCES, PLANS, BILLS)
