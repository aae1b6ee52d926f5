"""The tables of receptions: the order with its people, what was arranged, what was paid."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from guanbiao.gate.models import Governed
from guanbiao.people.models import Person, Unit


class Kind(models.TextChoices):
    """What the guests come for."""

    MEETING = "出席会议", "出席会议"
    SURVEY = "考察调研", "考察调研"
    TASK = "执行任务", "执行任务"
    EXCHANGE = "学习交流", "学习交流"
    INSPECTION = "检查指导", "检查指导"
    REPORTING = "请示汇报", "请示汇报"
    PRIVATE = "非公务活动", "非公务活动"


class Welcome(models.TextChoices):
    """Where guests are met and seen off."""

    NONE = "不迎送", "不迎送"
    HOUSE = "机关办公区", "机关办公区"
    STATION = "机场车站码头", "机场、车站、码头"
    BORDER = "辖区边界", "辖区边界"


class State(models.TextChoices):
    """Where a reception stands."""

    APPROVING = "审批中", "审批中"
    APPROVED = "待备案", "待备案"
    FILED = "已备案", "已备案"
    LISTED = "待结算", "待结算"
    SETTLED = "已结算", "已结算"
    SENT_BACK = "已退回", "已退回"
    REJECTED = "不同意", "不同意"
    WITHDRAWN = "已撤回", "已撤回"
    CANCELLED = "已取消", "已取消"


class Side(models.TextChoices):
    """On which side somebody takes part."""

    GUEST = "接待对象", "接待对象"
    ESCORT = "陪同人员", "陪同人员"
    STAFF = "工作保障人员", "工作保障人员"


class Order(Governed):
    """A reception: one letter, one matter, one settlement. Days are local."""

    tones: ClassVar = {
        "going": ("审批中", "待备案", "已备案", "待结算"),
        "done": ("已结算",),
        "bad": ("已退回", "不同意"),
        "shut": ("已撤回", "已取消"),
    }

    number = models.CharField("接待单号", max_length=24, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="接待单位")
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="经办人")
    state = models.CharField("状态", max_length=5, choices=State.choices)
    letter_no = models.CharField("公函文号", max_length=60, blank=True)
    letter_unit = models.CharField("派出单位", max_length=100, blank=True)
    letter_on = models.DateField("公函日期", null=True)
    kind = models.CharField("公务活动", max_length=6, choices=Kind.choices)
    purpose = models.CharField("公务内容", max_length=300)
    itinerary = models.TextField("行程安排", max_length=1000, blank=True)
    from_day = models.DateField("开始日期")
    to_day = models.DateField("结束日期")
    place = models.CharField("活动场所", max_length=200, blank=True)
    welcome = models.CharField(
        "迎送安排", max_length=6, choices=Welcome.choices, default=Welcome.NONE
    )
    submitted_on = models.DateField("申请日期")
    file_no = models.CharField("备案号", max_length=40, blank=True)
    filed_on = models.DateField("备案日期", null=True)
    listed_on = models.DateField("清单填写日期", null=True)
    signed_by = models.CharField("清单审签人", max_length=50, blank=True)
    list_places = models.CharField("清单所列场所", max_length=300, blank=True)
    remark = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["unit", "state"], name="reception_order_at"),
            models.Index(fields=["from_day"], name="reception_order_day"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_day__gte=models.F("from_day")), name="reception_order_days",
                violation_error_message="结束日期不早于开始日期。",
            ),
            models.UniqueConstraint(
                fields=["unit", "letter_no"], name="reception_order_letter",
                condition=~Q(letter_no="") & ~Q(state__in=["不同意", "已撤回", "已取消"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.letter_unit or '来访'} {self.purpose}"[:60]

    def named(self, side: Side, between: str = "\n") -> str:
        """The people of one side, one a line, as they are typed."""
        rows = self.people.filter(side=side).order_by("pk")
        return between.join("，".join(filter(None, (p.name, p.unit, p.duty))) for p in rows)

    @property
    def guests(self) -> str:
        """Whom we receive."""
        return self.named(Side.GUEST)

    @property
    def escorts(self) -> str:
        """Who accompanies them."""
        return self.named(Side.ESCORT)

    @property
    def staff(self) -> str:
        """Who looks after things."""
        return self.named(Side.STAFF)

    @property
    def guests_told(self) -> str:
        """Whom we receive, in one line."""
        return self.named(Side.GUEST, "；")

    @property
    def escorts_told(self) -> str:
        """Who accompanies them, in one line."""
        return self.named(Side.ESCORT, "；")

    @property
    def staff_told(self) -> str:
        """Who looks after things, in one line."""
        return self.named(Side.STAFF, "；")


class Attendant(Governed):
    """Somebody who takes part in a reception; written with its order."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="people", verbose_name="接待单")
    side = models.CharField("类别", max_length=6, choices=Side.choices)
    name = models.CharField("姓名", max_length=50)
    unit = models.CharField("单位", max_length=100, blank=True)
    duty = models.CharField("职务", max_length=60, blank=True)

    def __str__(self) -> str:
        return self.name


class Sitting(models.TextChoices):
    """Which meal of the day."""

    BREAKFAST = "早餐", "早餐"
    LUNCH = "午餐", "午餐"
    DINNER = "晚餐", "晚餐"


class Manner(models.TextChoices):
    """Who pays for a meal: the one working meal, or the guests by the standard."""

    WORKING = "工作餐", "工作餐"
    OWN = "自行用餐", "自行用餐（按标准交费）"


DRINKS = [(each, each) for each in ("不上酒", "普通酒", "高档酒水")]
RANKS = [(each, each) for each in ("省部级", "厅局级", "处级及以下")]
ROOMS = [(each, each) for each in ("标准间", "单间", "普通套间", "豪华套间")]


class Meal(Governed):
    """A meal of a reception."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="meals", verbose_name="接待单")
    on = models.DateField("用餐日期")
    sitting = models.CharField("餐别", max_length=2, choices=Sitting.choices)
    manner = models.CharField("用餐方式", max_length=4, choices=Manner.choices)
    place = models.CharField("用餐场所", max_length=100)
    private_club = models.BooleanField("私人会所或高消费场所", default=False)
    guests = models.PositiveSmallIntegerField("就餐的接待对象（人）")
    company = models.PositiveSmallIntegerField("陪餐（人）")
    amount = models.DecimalField("餐费（元）", max_digits=10, decimal_places=2)
    dear_dishes = models.BooleanField("高档菜肴或野生动物", default=False)
    cigarettes = models.BooleanField("提供香烟", default=False)
    alcohol = models.CharField(
        "酒水", max_length=4, default="不上酒",
        choices=DRINKS,
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order", "on", "sitting"], name="reception_meal_once",
                violation_error_message="这一餐已经登记。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.on:%m-%d} {self.sitting}"


class Lodging(Governed):
    """Rooms of one kind for guests of one rank."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="lodgings", verbose_name="接待单")
    hotel = models.CharField("住宿地点", max_length=100)
    contracted = models.BooleanField("定点饭店或机关内部接待场所", default=False)
    rank = models.CharField(
        "住宿人员级别", max_length=5,
        choices=RANKS,
    )  # fmt: skip
    room = models.CharField(
        "房型", max_length=4,
        choices=ROOMS,
    )  # fmt: skip
    rooms = models.PositiveSmallIntegerField("房间数（间）")
    nights = models.PositiveSmallIntegerField("天数（天）")
    price = models.DecimalField("房价（元/间·天）", max_digits=8, decimal_places=2)
    paid_by_guest = models.BooleanField("接待对象自付", default=True)

    def __str__(self) -> str:
        return f"{self.hotel} {self.room}"


class Ride(Governed):
    """A vehicle for a reception."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="rides", verbose_name="接待单")
    plate = models.CharField("车牌号", max_length=12)
    body = models.CharField("车型", max_length=10)
    seats = models.PositiveSmallIntegerField("核定载客（人）")
    riders = models.PositiveSmallIntegerField("乘车人数（人）")
    charged = models.BooleanField("已按标准收取交通费", default=False)
    siren = models.BooleanField("警车带道或交通管制", default=False)

    def __str__(self) -> str:
        return self.plate


class Budget(Governed):
    """How much a unit may spend on receptions in a year."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    amount = models.DecimalField("接待费预算（元）", max_digits=12, decimal_places=2)
    basis = models.CharField("批复文号", max_length=100)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "year"], name="reception_budget_once",
                violation_error_message="这个单位本年度的接待费预算已经登记。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit.short_name} {self.year} 年接待费"


class Payment(models.TextChoices):
    """Where a settlement stands."""

    WAITING = "待支付", "待支付"
    PAID = "已支付", "已支付"
    RETURNED = "已退单", "已退单"


class Settlement(Governed):
    """The bill of one reception."""

    tones: ClassVar = {"done": ("已支付",), "bad": ("已退单",)}

    number = models.CharField("结算单号", max_length=24, unique=True)
    order = models.ForeignKey(
        Order, models.PROTECT, related_name="settlements", verbose_name="接待单"
    )
    submitted_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name="报销人"
    )
    submitted_on = models.DateField("报销日期")
    state = models.CharField("状态", max_length=4, choices=Payment.choices, default=Payment.WAITING)
    invoices = models.CharField("票据号码", max_length=200, blank=True)
    meals = models.DecimalField("工作餐费（元）", max_digits=10, decimal_places=2)
    others = models.DecimalField("其他接待费（元）", max_digits=10, decimal_places=2)
    guests_share = models.DecimalField(
        "其中应由接待对象承担（元）", max_digits=10, decimal_places=2
    )
    transferred = models.BooleanField("转入会议费、培训费等科目", default=False)
    cash = models.BooleanField("现金支付", default=False)
    paid_on = models.DateField("支付日期", null=True)
    remark = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state"], name="reception_settlement_at")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order"], name="reception_settlement_once",
                condition=~Q(state=Payment.RETURNED),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> Any:
        """Meals and the rest, in yuan."""
        return self.meals + self.others
