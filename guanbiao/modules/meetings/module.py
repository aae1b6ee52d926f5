"""Meetings: the face of the business."""

from __future__ import annotations

from guanbiao.gate.describe import Block, Listener, MenuItem, Module, Page, Service
from guanbiao.modules.meetings import attending, facts, finding, jobs, pages, repeating
from guanbiao.modules.meetings.acts import ACTS, follow
from guanbiao.modules.meetings.measures import MEASURES
from guanbiao.modules.meetings.tables import TABLES

SEE, BOOK = "meetings.room.view", "meetings.booking.book"

MODULE = Module(
    name="meetings",
    label="会议服务",
    block=Block.SERVICE,
    icon="room",
    entities=(
        facts.ROOM, facts.DEVICE, facts.BOOKING, facts.WORK, facts.ATTENDANCE, facts.PLAN,
        facts.BILL,
    ),
    acts=ACTS,
    views={
        SEE: "查看会议室", "meetings.device.view": "查看会议设备",
        "meetings.booking.view": "查看会议预定", "meetings.work.view": "查看会务事项",
        "meetings.attendance.view": "查看会议签到", "meetings.plan.view": "查看会议计划",
        "meetings.bill.view": "查看会议费报销单",
    },
    pages=(
        Page("find/", finding.find, "meetings.find", BOOK),
        Page("booking/new/", finding.book, "meetings.booking.new", BOOK, posts=True),
        Page("invited/", pages.invited, "meetings.invited"),
        Page("day/", pages.day, "meetings.day", act=SEE),
        Page("room/<int:key>/week/", pages.week, "meetings.week", act=SEE),
        Page("booking/<int:key>/series/", repeating.series, "meetings.series", act=BOOK,
             posts=True),
        Page("booking/<int:key>/seats/", pages.seats, "meetings.seats"),
        Page("booking/<int:key>/", pages.booking, "meetings.booking"),
        Page("work/<int:key>/", pages.work, "meetings.work"),
        Page("booking/<int:key>/notice/", pages.notice, "meetings.notice"),
        Page("booking/<int:key>/sheet/", pages.sheet, "meetings.sheet"),
        Page("room/<int:key>/door/", pages.door, "meetings.door", act=SEE),
        Page("sign/<str:code>/", pages.sign, "meetings.sign", "meetings.attendance.sign",
             posts=True),
    ),
    menu=(
        MenuItem("找会议室", "meetings.find", "search", BOOK),
        MenuItem("会议室日程", "meetings.day", "clock", SEE),
    ),
    services=(
        Service("预定会议室", BOOK, "meetings.booking.new", "room",
                "看空档、定会场、点会务，填写时即按条款判定"),
        Service("会议费报销", "meetings.bill.submit", "meetings.bill.new", "money",
                "会后报销，开支范围和标准填写时即判定"),
        Service("设备报障", "meetings.device.report", "meetings.device.list", "tool",
                "会议室设备坏了，在清单里找到它，写明故障现象"),
    ),
    measures=MEASURES,
    tables=TABLES,
    dated=attending.dated,
    listeners=(
        Listener("meetings.booked", jobs.booked), Listener("meetings.cancelled", jobs.cancelled),
        Listener("meetings.invited", jobs.invited), Listener("meetings.assigned", jobs.assigned),
        Listener("meetings.fell", jobs.fell), Listener("meetings.lapsed", jobs.lapsed),
    ),
    jobs=jobs.JOBS,
    clocks={jobs.LAPSE: 10},
    followers={facts.BOOKING.name: follow},
    needs=("desk",),
)  # fmt: skip
