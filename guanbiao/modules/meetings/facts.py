"""All that rules may see of meetings; read from what is stored, never from the clock."""

from __future__ import annotations

from guanbiao.gate.describe import Entity, Fact, FactSet
from guanbiao.modules.meetings.models import Attendance, Bill, Booking, Device, Plan, Room, Work
from rulebook.feel import types as t

ROOM = Entity(
    "meetings.room", "会议室", Room, "unit__path", "name", page="meetings.room", state="state"
)
DEVICE = Entity(
    "meetings.device", "会议设备", Device, "room__unit__path", "name", page="meetings.device",
    state="state",
)  # fmt: skip
BOOKING = Entity(
    "meetings.booking", "会议预定", Booking, "unit__path", "title", "person",
    page="meetings.booking", state="state",
)  # fmt: skip
WORK = Entity(
    "meetings.work", "会务事项", Work, "booking__unit__path", "label", "booking__person",
    page="meetings.work", state="state",
)  # fmt: skip
ATTENDANCE = Entity(
    "meetings.attendance", "会议签到", Attendance, "booking__unit__path", "person",
    "booking__person", page="meetings.attendance",
)  # fmt: skip
PLAN = Entity("meetings.plan", "会议计划", Plan, "unit__path", "title", page="meetings.plan")
BILL = Entity(
    "meetings.bill", "会议费报销单", Bill, "booking__unit__path", "booking", "submitted_by",
    page="meetings.bill", state="state",
)  # fmt: skip

ROOM_FACTS = FactSet(
    ROOM,
    (
        Fact("seats", "会议室座位数", t.NUMBER, "座"),
        Fact("seat_area", "每座使用面积", t.NUMBER, "m²"),
    ),
    """
    SELECT r.id AS key, r.unit_id, r.registered_on AS day, r.seats,
           round(r.area / nullif(r.seats, 0), 2) AS seat_area
    FROM meetings_room r
    """,
)
DEVICE_FACTS = FactSet(
    DEVICE,
    (
        Fact("fault_length", "故障现象字数", t.NUMBER, "字"),
        Fact("mending_hours", "修复用时", t.NUMBER, "小时"),
    ),
    """
    SELECT d.id AS key, r.unit_id,
           coalesce((coalesce(d.mended_at, d.broken_at) AT TIME ZONE 'Asia/Shanghai')::date,
                    r.registered_on) AS day,
           length(d.fault) AS fault_length,
           round(extract(epoch FROM d.mended_at - d.broken_at)::numeric / 3600, 1) AS mending_hours
    FROM meetings_device d JOIN meetings_room r ON r.id = d.room_id
    """,
)
BOOKING_FACTS = FactSet(
    BOOKING,
    (
        Fact("category", "会议类别", t.STRING),
        Fact("conveying", "传达布置类", t.BOOLEAN),
        Fact("attendees", "参会人数", t.NUMBER, "人"),
        Fact("seats", "所订会议室座位数", t.NUMBER, "座"),
        Fact("filled", "上座率", t.NUMBER, "%"),
        Fact("asks", "会议室须审批", t.BOOLEAN),
        Fact("open", "会议室开放", t.BOOLEAN),
        Fact("clashes", "同时段已有预定", t.NUMBER, "个"),
        Fact("days", "会期", t.NUMBER, "天"),
        Fact("hours", "会议时长", t.NUMBER, "小时"),
        Fact("lead", "提前工作分钟", t.NUMBER, "工作分钟"),
        Fact("ahead", "开始时间晚于预定时间", t.BOOLEAN),
        Fact("services", "会务服务项数", t.NUMBER, "项"),
        Fact("flowers", "会场摆放花草", t.BOOLEAN),
        Fact("backdrop", "会场制作背景板", t.BOOLEAN),
        Fact("scenic", "在禁止的风景名胜区", t.BOOLEAN),
        Fact("broken", "会议室故障设备", t.NUMBER, "台"),
        Fact("rating", "会议评分", t.NUMBER, "分"),
        Fact("words_length", "会议评价字数", t.NUMBER, "字"),
        Fact("named", "座次人数", t.NUMBER, "人"),
    ),
    """
    SELECT b.id AS key, b.unit_id, (b.from_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
           b.category, b.conveying, b.attendees, r.seats,
           ceil(b.attendees * 10000::numeric / nullif(r.seats, 0)) / 100 AS filled,
           r.asks, r.state = '开放' AS open,
           (SELECT count(*) FROM meetings_booking o
             WHERE o.room_id = b.room_id AND o.id <> b.id
               AND o.from_at < b.to_at AND o.to_at > b.from_at
               AND o.state IN ('审批中', '已预定', '已结束')) AS clashes,
           (b.to_at AT TIME ZONE 'Asia/Shanghai')::date
             - (b.from_at AT TIME ZONE 'Asia/Shanghai')::date + 1 AS days,
           round(extract(epoch FROM b.to_at - b.from_at)::numeric / 3600, 2)
             AS hours,
           b.lead, b.from_at > b.booked_at AS ahead,
           coalesce(array_length(string_to_array(nullif(b.services, ''), '、'), 1), 0) AS services,
           b.flowers, b.backdrop, b.scenic,
           (SELECT count(*) FROM meetings_device d
             WHERE d.room_id = b.room_id AND d.state = '故障') AS broken,
           b.rating, length(b.words) AS words_length,
           coalesce(array_length(string_to_array(nullif(b.seating, ''), E'\\n'), 1), 0) AS named
    FROM meetings_booking b JOIN meetings_room r ON r.id = b.room_id
    """,
)
WORK_FACTS = FactSet(
    WORK,
    (
        Fact("late", "晚于应办时间", t.NUMBER, "分钟"),
        Fact("result_length", "办理结果字数", t.NUMBER, "字"),
        Fact("evidence", "事项凭据", t.STRING),
    ),
    """
    SELECT w.id AS key, b.unit_id, (b.from_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
           greatest(round(extract(epoch FROM w.done_at - w.due_at)::numeric / 60), 0) AS late,
           length(w.result) AS result_length, w.evidence
    FROM meetings_work w JOIN meetings_booking b ON b.id = w.booking_id
    """,
)
ATTENDANCE_FACTS = FactSet(
    ATTENDANCE,
    (
        Fact("early", "签到早于开始", t.NUMBER, "分钟"),
        Fact("after_end", "会议结束后签到", t.BOOLEAN),
    ),
    """
    SELECT a.id AS key, b.unit_id, (a.at AT TIME ZONE 'Asia/Shanghai')::date AS day,
           round(extract(epoch FROM b.from_at - a.at)::numeric / 60) AS early,
           a.at > b.to_at AS after_end
    FROM meetings_attendance a JOIN meetings_booking b ON b.id = a.booking_id
    """,
)
PLAN_FACTS = FactSet(
    PLAN,
    (
        Fact("budget", "会议预算", t.NUMBER, "元"),
        Fact("basis", "会议计划批准文号", t.STRING),
    ),
    """
    SELECT p.id AS key, p.unit_id, make_date(p.year, 1, 1) AS day, p.budget,
           nullif(p.basis, '') AS basis
    FROM meetings_plan p
    """,
)
BILL_FACTS = FactSet(
    BILL,
    (
        Fact("category", "报销会议类别", t.STRING),
        Fact("level", "报销单位层级", t.STRING),
        Fact("total", "会议费总额", t.NUMBER, "元"),
        Fact("signed", "签到人数", t.NUMBER, "人"),
        Fact("attendees", "预定参会人数", t.NUMBER, "人"),
        Fact("days", "报销会期", t.NUMBER, "天"),
        Fact("planned_days", "预定会期", t.NUMBER, "天"),
        Fact("a_head", "人均每天会议费", t.NUMBER, "元/人·天"),
        Fact("beyond", "开支范围外金额", t.NUMBER, "元"),
        Fact("planned", "列入年度会议计划", t.BOOLEAN),
        Fact("plan_rest", "会议计划预算余额", t.NUMBER, "元"),
        Fact("ended", "会议已结束", t.BOOLEAN),
    ),
    """
    SELECT l.id AS key, b.unit_id, l.submitted_on AS day, b.category,
           CASE u.level WHEN 'province' THEN '省级' WHEN 'city' THEN '市级' ELSE '县级' END
               AS level,
           l.lodging + l.meals + l.others + l.beyond AS total, l.signed, b.attendees, l.days,
           (b.to_at AT TIME ZONE 'Asia/Shanghai')::date
             - (b.from_at AT TIME ZONE 'Asia/Shanghai')::date + 1 AS planned_days,
           round((l.lodging + l.meals + l.others + l.beyond)
             / nullif(l.signed * l.days, 0), 2) AS a_head,
           l.beyond, l.plan_id IS NOT NULL AS planned,
           p.budget - coalesce((SELECT sum(o.lodging + o.meals + o.others + o.beyond)
             FROM meetings_bill o WHERE o.plan_id = l.plan_id AND o.id <> l.id
               AND o.state <> '已退单'), 0) AS plan_rest,
           b.state = '已结束' AS ended
    FROM meetings_bill l JOIN meetings_booking b ON b.id = l.booking_id
    JOIN people_unit u ON u.id = b.unit_id
    LEFT JOIN meetings_plan p ON p.id = l.plan_id
    """,
)
