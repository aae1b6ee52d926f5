"""Meeting rooms of the sample bureau and the meetings of the coming days."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from guanbiao.gate.models import Task, TaskState
from guanbiao.project.sample.plan import Plan, do

ROOMS = (
    ("第一会议室", "政务中心 1 号楼 3 层 301", 40, 80, "课桌式", ""),
    ("第二会议室", "政务中心 1 号楼 3 层 305", 16, 40, "回字形", ""),
    ("视频会议室", "政务中心 2 号楼 2 层 201", 60, 120, "U形", "on"),
    ("报告厅", "政务中心 2 号楼 1 层", 180, 260, "剧院式", "on"),
)
"""Name, place, seats, m², layout, whether it must be asked for."""
DEVICES = (("投影仪", 0), ("无线话筒", 0), ("一体机", 1), ("视频终端", 2), ("音响", 3))
MEETINGS = (
    ("节能工作周例会", 1, 9, 2, 1, 14, "内部会议", ("茶水",), 8),
    ("办公用房清查部署会", 0, 14, 2, 1, 32, "内部会议", ("茶水", "席签", "音视频"), 0),
    ("机关运行成本统计视频会", 2, 9, 2, 2, 45, "内部会议", ("视频会议",), 0),
    ("公共机构节能培训会", 3, 14, 3, 4, 48, "四类会议", ("席签", "音视频"), 0),
    ("公务用车平台座谈会", 1, 14, 2, 3, 12, "内部会议", (), 0),
)
"""Title, room, hour, hours, days from today, people, kind, services, names on the seat plan."""
NAMES = ("陈志远", "何建华", "周文斌", "许静怡", "钱立新", "孙静", "方琳", "王晓敏")


def make(plan: Plan) -> None:
    """Rooms and devices, the year's plan, then the meetings."""
    today, keeper = timezone.localdate(), plan.cast["rooms"]
    rooms = [
        do(keeper, today, "meetings.room.add", None, {
            "name": name, "place": place, "seats": seats, "area": area, "layout": layout,
            "asks": asks,
        })
        for name, place, seats, area, layout, asks in ROOMS
    ]  # fmt: skip
    devices = [
        do(keeper, today, "meetings.device.add", None,
           {"code": f"HY{n:03d}", "name": name, "room": rooms[room].pk})
        for n, (name, room) in enumerate(DEVICES, 1)
    ]  # fmt: skip
    fault = {"fault": "遥控失灵，无法切换信号"}
    do(plan.cast["clerk"], today, "meetings.device.report", devices[4].pk, fault)
    for meeting in MEETINGS:
        _meeting(plan, today, rooms, meeting)


def _meeting(plan: Plan, today: dt.date, rooms: list[Any], meeting: Any) -> None:
    title, room, hour, hours, days, people, kind, services, names = meeting
    on = today + dt.timedelta(days=days)
    clerk = plan.cast["clerk"]
    booking = do(clerk, today, "meetings.booking.book", None, {
        "room": rooms[room].pk, "from_at": f"{on}T{hour:02d}:00",
        "to_at": f"{on}T{hour + hours:02d}:00", "title": title, "category": kind,
        "attendees": people, "layout": ROOMS[room][4], "services": list(services),
    })  # fmt: skip
    if names:
        seating = {"layout": ROOMS[room][4], "seating": "\n".join(NAMES[:names])}
        do(clerk, today, "meetings.booking.seat", booking.pk, seating)
    if room == 2:
        task = Task.objects.get(case__entity="meetings.booking", case__key=str(booking.pk),
                                state=TaskState.OPEN)  # fmt: skip
        do(plan.cast["rooms"], today, "cases.case.agree", task.case_id, {"task": task.number})
