"""The tables of meetings. What the database can refuse by itself, it refuses."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from guanbiao.gate.models import Governed
from guanbiao.people.models import Person, Unit


class Layout(models.TextChoices):
    """How the seats stand."""

    CLASSROOM = "课桌式", "课桌式"
    THEATRE = "剧院式", "剧院式"
    HORSESHOE = "U形", "U形"
    HOLLOW = "回字形", "回字形"


class Category(models.TextChoices):
    """Kinds of meetings, by 财行〔2016〕214号; those within the office have no class."""

    INTERNAL = "内部会议", "内部会议"
    FIRST = "一类会议", "一类会议"
    SECOND = "二类会议", "二类会议"
    THIRD = "三类会议", "三类会议"
    FOURTH = "四类会议", "四类会议"


class Open(models.TextChoices):
    """Whether a room may be booked."""

    OPEN = "开放", "开放"
    STOPPED = "停用", "停用"


class Health(models.TextChoices):
    """Whether a device works."""

    FINE = "正常", "正常"
    BROKEN = "故障", "故障"


class State(models.TextChoices):
    """Where a booking stands."""

    APPROVING = "审批中", "审批中"
    BOOKED = "已预定", "已预定"
    ENDED = "已结束", "已结束"
    CANCELLED = "已取消", "已取消"
    SENT_BACK = "已退回", "已退回"
    REJECTED = "不同意", "不同意"
    WITHDRAWN = "已撤回", "已撤回"


class Done(models.TextChoices):
    """Where a piece of work stands."""

    OPEN = "待办", "待办"
    DONE = "已办", "已办"
    DROPPED = "已取消", "已取消"


class Payment(models.TextChoices):
    """Where a bill stands."""

    WAITING = "待支付", "待支付"
    PAID = "已支付", "已支付"
    RETURNED = "已退单", "已退单"


HOLDING = (State.APPROVING, State.BOOKED, State.ENDED)
"""States in which a booking keeps its room for itself."""
HELD = Func(F("from_at"), F("to_at"), function="tstzrange", output_field=DateTimeRangeField())
"""The time of a meeting as one value, its end not counted."""


class Room(Governed):
    """A meeting room."""

    tones: ClassVar = {"done": ("开放",), "shut": ("停用",)}

    name = models.CharField("会议室", max_length=40, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="管理单位")
    place = models.CharField("位置", max_length=80)
    seats = models.PositiveSmallIntegerField("座位数（座）")
    area = models.DecimalField("使用面积（m²）", max_digits=7, decimal_places=1, null=True)
    layout = models.CharField("常设布局", max_length=3, choices=Layout.choices)
    asks = models.BooleanField("使用须审批", default=False)
    state = models.CharField("状态", max_length=2, choices=Open.choices, default=Open.OPEN)
    note = models.CharField("说明", max_length=200, blank=True)
    registered_on = models.DateField("登记日期")

    def __str__(self) -> str:
        return f"{self.name}（{self.seats} 座）"


class Device(Governed):
    """A device of a room: projector, microphone, video terminal."""

    tones: ClassVar = {"done": ("正常",), "bad": ("故障",)}

    code = models.CharField("设备编号", max_length=24, unique=True)
    name = models.CharField("设备", max_length=40)
    room = models.ForeignKey(Room, models.PROTECT, related_name="devices", verbose_name="会议室")
    state = models.CharField("状态", max_length=2, choices=Health.choices, default=Health.FINE)
    fault = models.CharField("故障现象", max_length=200, blank=True)
    broken_at = models.DateTimeField("报障时间", null=True)
    mended_at = models.DateTimeField("修复时间", null=True)
    remedy = models.CharField("处理结果", max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


class Booking(Governed):
    """A meeting in a room; two that hold the same room never overlap."""

    tones: ClassVar = {
        "going": ("审批中",),
        "done": ("已预定", "已结束"),
        "bad": ("已退回", "不同意"),
        "shut": ("已取消", "已撤回"),
    }

    named_by = "title"

    number = models.CharField("预定单号", max_length=24, unique=True)
    room = models.ForeignKey(Room, models.PROTECT, related_name="bookings", verbose_name="会议室")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="使用单位")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="预定人")
    title = models.CharField("会议名称", max_length=80)
    category = models.CharField("会议类别", max_length=4, choices=Category.choices)
    conveying = models.BooleanField("传达布置类", default=False)
    from_at = models.DateTimeField("开始时间")
    to_at = models.DateTimeField("结束时间")
    attendees = models.PositiveSmallIntegerField("参会人数（人）")
    leader = models.CharField("出席领导", max_length=60, blank=True)
    layout = models.CharField("布局", max_length=3, choices=Layout.choices)
    services = models.CharField("会务服务", max_length=100, blank=True)
    flowers = models.BooleanField("摆放花草", default=False)
    backdrop = models.BooleanField("制作背景板", default=False)
    scenic = models.BooleanField("在明令禁止的风景名胜区", default=False)
    seating = models.TextField("座次名单", max_length=8000, blank=True)
    invited = models.TextField("参会人", max_length=8000, blank=True)
    outside = models.TextField("外单位来宾", max_length=8000, blank=True)
    code = models.CharField("签到码", max_length=24, unique=True)
    series = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="repeats", verbose_name="系列首次"
    )
    state = models.CharField("状态", max_length=3, choices=State.choices)
    booked_at = models.DateTimeField("预定时间")
    lead = models.IntegerField("提前（工作分钟）", null=True)
    ended_at = models.DateTimeField("实际结束", null=True)
    rating = models.PositiveSmallIntegerField("评分（分）", null=True)
    words = models.CharField("评价", max_length=300, blank=True)
    remark = models.CharField("取消理由", max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["unit", "state"], name="meetings_booking_at"),
            models.Index(fields=["person", "-booked_at"], name="meetings_booking_mine"),
        ]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="meetings_booking_once",
                deferrable=models.Deferrable.IMMEDIATE,
                expressions=[
                    ("room", RangeOperators.EQUAL), (HELD, RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=HOLDING),
            ),
            models.CheckConstraint(
                condition=Q(to_at__gt=F("from_at")), name="meetings_booking_times",
                violation_error_message="结束时间应晚于开始时间。",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__range=(1, 5)),
                name="meetings_booking_rating", violation_error_message="评分为 1 至 5 分。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def first_of_series(self) -> int:
        """The key of the meeting whose repetition this is; its own where it is none."""
        return self.series_id or self.pk


class Work(Governed):
    """A piece of work for a meeting: from the standard's checklist, or a service asked for."""

    tones: ClassVar = {"done": ("已办",), "shut": ("已取消",)}

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="works", verbose_name="会议")
    label = models.CharField("事项", max_length=80)
    evidence = models.CharField("凭据", max_length=10, blank=True)
    clause = models.CharField("依据", max_length=60, blank=True)
    due_at = models.DateTimeField("应办时间")
    state = models.CharField("状态", max_length=3, choices=Done.choices, default=Done.OPEN)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )
    result = models.CharField("办理结果", max_length=200, blank=True)
    done_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )
    done_at = models.DateTimeField("办理时间", null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "due_at"], name="meetings_work_due")]

    def __str__(self) -> str:
        return self.label


class Attendance(Governed):
    """Somebody signed in."""

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="signed", verbose_name="会议")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="签到人")
    at = models.DateTimeField("签到时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["booking", "person"], name="meetings_attendance_once")
        ]

    def __str__(self) -> str:
        return self.person.name


class Plan(Governed):
    """A meeting of the year's approved plan, with its own budget."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("会议名称", max_length=80)
    category = models.CharField("会议类别", max_length=4, choices=Category.choices)
    budget = models.DecimalField("预算（元）", max_digits=12, decimal_places=2)
    basis = models.CharField("批准文号", max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "year", "title"], name="meetings_plan_once")
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.year}年）"


class Bill(Governed):
    """What a meeting cost; one meeting, one bill."""

    tones: ClassVar = {"done": ("已支付",), "bad": ("已退单",)}

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="bills", verbose_name="会议")
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, related_name="bills", verbose_name="会议计划"
    )
    days = models.DecimalField("会期（天）", max_digits=4, decimal_places=1)
    signed = models.PositiveSmallIntegerField("签到人数（人）")
    lodging = models.DecimalField("住宿费（元）", max_digits=12, decimal_places=2)
    meals = models.DecimalField("伙食费（元）", max_digits=12, decimal_places=2)
    others = models.DecimalField("其他费用（元）", max_digits=12, decimal_places=2)
    beyond = models.DecimalField("开支范围外金额（元）", max_digits=12, decimal_places=2, default=0)
    invoices = models.CharField("票据号码", max_length=200)
    state = models.CharField("状态", max_length=3, choices=Payment.choices, default=Payment.WAITING)
    submitted_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name="报销人"
    )
    submitted_on = models.DateField("提交日期")
    paid_on = models.DateField("支付日期", null=True)
    remark = models.CharField("退单理由", max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["booking"], name="meetings_bill_once", condition=~Q(state="已退单")
            )
        ]

    def __str__(self) -> str:
        return f"{self.booking} 会议费"

    @property
    def total(self) -> Any:
        """All together."""
        return self.lodging + self.meals + self.others + self.beyond
