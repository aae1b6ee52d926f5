"""The tables of official vehicles. What the database can refuse by itself, it refuses."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    BigIntegerRangeField,
    DateTimeRangeField,
    RangeOperators,
)
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from guanbiao.gate.models import Governed
from guanbiao.people.models import Person, Unit


class Category(models.TextChoices):
    """Kinds of official vehicles (中办发〔2017〕71号)."""

    CONFIDENTIAL = "机要通信", "机要通信"
    EMERGENCY = "应急保障", "应急保障"
    ENFORCEMENT = "执法执勤", "执法执勤"
    SPECIAL = "特种专业技术", "特种专业技术"
    OTHER = "其他", "其他"


class Body(models.TextChoices):
    """Vehicle bodies, from the fewest seats to the most."""

    SEDAN = "轿车", "轿车"
    SUV = "越野车", "越野车"
    MPV = "商务车", "商务车"
    VAN = "小型客车", "小型客车"
    MINIBUS = "中型客车", "中型客车"
    BUS = "大型客车", "大型客车"
    TRUCK = "货车", "货车"


SEATS = {
    "轿车": 5,
    "越野车": 5,
    "商务车": 7,
    "小型客车": 9,
    "中型客车": 19,
    "大型客车": 45,
    "货车": 3,
}
"""Usual seats of a body, driver included: what a request may count on before a car is chosen."""


class State(models.TextChoices):
    """What a vehicle is fit for."""

    IN_USE = "在用", "在用"
    REPAIR = "维修", "维修"
    SEALED = "封存", "封存"
    STOPPED = "停用", "停用"
    DISPOSED = "已处置", "已处置"


class Use(models.TextChoices):
    """What a vehicle is asked for."""

    SURVEY = "调研核查", "调研核查"
    CONFIDENTIAL = "机要通信", "机要通信"
    EMERGENCY = "应急保障", "应急保障"
    MEETING = "会议活动", "会议活动"
    OTHER = "其他公务", "其他公务"


class Area(models.TextChoices):
    """How far a trip goes."""

    TOWN = "市区", "市区"
    COUNTY = "跨县", "跨县（市、区）"
    CITY = "跨市", "跨市"
    PROVINCE = "跨省", "跨省"


class Vehicle(Governed):
    """A vehicle of the ledger."""

    tones: ClassVar = {"done": ("在用",), "bad": ("维修",), "shut": ("封存", "停用", "已处置")}

    named_by = "plate"

    plate = models.CharField("车牌号", max_length=12, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="vehicles", verbose_name="使用单位")
    category = models.CharField("车辆类别", max_length=10, choices=Category.choices)
    body = models.CharField("车型", max_length=10, choices=Body.choices)
    model = models.CharField("品牌型号", max_length=60)
    new_energy = models.BooleanField("新能源", default=False)
    domestic = models.BooleanField("国产", default=True)
    price = models.DecimalField("购置价格（元）", max_digits=12, decimal_places=2)
    displacement = models.DecimalField("排气量（L）", max_digits=4, decimal_places=1)
    special_case = models.BooleanField("特殊情况", default=False)
    seats = models.PositiveSmallIntegerField("核定载客（人）")
    purchased_on = models.DateField("购置日期")
    registered_to = models.CharField("登记所有人", max_length=100)
    fixed_user = models.CharField("固定使用人", max_length=50, blank=True)
    luxury_fitting = models.BooleanField("增加高档配置或豪华内饰", default=False)
    state = models.CharField("状态", max_length=6, choices=State.choices, default=State.IN_USE)
    inspection_to = models.DateField("年检有效期至", null=True)
    insurance_to = models.DateField("交强险有效期至", null=True)
    odometer = models.DecimalField("里程表读数（km）", max_digits=10, decimal_places=1, default=0)
    serviced_at_km = models.DecimalField(
        "上次保养里程（km）", max_digits=10, decimal_places=1, default=0
    )
    serviced_on = models.DateField("上次保养日期", null=True)
    checked_on = models.DateField("最近例检日期", null=True)
    fuel_card = models.CharField("加油卡绑定车牌", max_length=12, blank=True)
    month_quota = models.DecimalField(
        "月度燃油定额（L）", max_digits=8, decimal_places=2, null=True, blank=True
    )
    quota_100km = models.DecimalField(
        "百公里油耗定额（L）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    holiday_sealed = models.BooleanField("节假日封存", default=True)
    disposed_on = models.DateField("处置日期", null=True)
    disposal_mode = models.CharField("处置方式", max_length=10, blank=True)
    disposal_reason = models.CharField("处置理由", max_length=200, blank=True)
    promotion_reason = models.BooleanField("因职务变动更新", default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["unit", "state"]),
            models.Index(fields=["category"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(price__gte=0) & Q(displacement__gte=0) & Q(odometer__gte=0),
                name="vehicles_vehicle_amounts",
                violation_error_message="价格、排气量和里程不能为负。",
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1), name="vehicles_vehicle_seats",
                violation_error_message="核定载客至少 1 人。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.plate


class Quota(Governed):
    """How many vehicles of a category a unit may hold, from a day on."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="quotas", verbose_name="单位")
    category = models.CharField("车辆类别", max_length=10, choices=Category.choices)
    number = models.PositiveIntegerField("编制数（辆）")
    basis = models.CharField("核定文号", max_length=100)
    from_day = models.DateField("核定日期")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "category", "from_day"], name="vehicles_quota_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit.short_name} {self.category} {self.number} 辆"


class Driver(Governed):
    """A driver and her licence."""

    person = models.OneToOneField(
        Person, models.PROTECT, related_name="driver", verbose_name="人员"
    )
    licence_class = models.CharField("准驾车型", max_length=5)
    licence_to = models.DateField("驾驶证有效期至")
    born_on = models.DateField("出生日期", null=True)
    health_check_on = models.DateField("体检日期", null=True)
    verified_on = models.DateField("核验日期", default=timezone.localdate)
    active = models.BooleanField("可出车", default=True)

    def __str__(self) -> str:
        return self.person.name


class RequestState(models.TextChoices):
    """Where a request stands."""

    DRAFT = "draft", "草稿"
    APPROVING = "approving", "审批中"
    WAITING = "waiting", "待派车"
    DISPATCHED = "dispatched", "已派车"
    UNDERWAY = "underway", "执行中"
    RETURNED = "returned", "待评价"
    DONE = "done", "办结"
    SENT_BACK = "sent_back", "已退回"
    REJECTED = "rejected", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"


class Request(Governed):
    """A request for a vehicle. Columns are nullable because a draft may be half filled."""

    tones: ClassVar = {
        "going": ("approving", "waiting", "dispatched", "underway", "returned"),
        "done": ("done",),
        "bad": ("sent_back", "rejected"),
        "shut": ("withdrawn",),
    }

    number = models.CharField("申请单号", max_length=24, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="用车单位")
    applicant = models.ForeignKey(Person, models.PROTECT, verbose_name="申请人")
    state = models.CharField("状态", max_length=10, choices=RequestState.choices)
    category = models.CharField("用车类别", max_length=10, null=True, choices=Use.choices)  # noqa: DJ001
    purpose = models.CharField("用车事由", max_length=300, null=True)  # noqa: DJ001
    private_use = models.BooleanField("非公务用途", default=False)
    origin = models.CharField("出发地", max_length=100, null=True)  # noqa: DJ001
    destination = models.CharField("目的地", max_length=200, null=True)  # noqa: DJ001
    area = models.CharField("目的地范围", max_length=4, null=True, choices=Area.choices)  # noqa: DJ001
    depart_at = models.DateTimeField("出发时间", null=True)
    return_at = models.DateTimeField("返回时间", null=True)
    passengers = models.PositiveSmallIntegerField("乘车人数", null=True)
    riders = models.CharField("乘车人", max_length=300, blank=True)
    body = models.CharField("申请车型", max_length=10, null=True, choices=Body.choices)  # noqa: DJ001
    distance_km = models.DecimalField("单程里程（km）", max_digits=7, decimal_places=1, null=True)
    special_need = models.BooleanField("特殊工作需要", default=False)
    holiday_basis = models.CharField("节假日用车依据", max_length=200, blank=True)
    public_transport = models.BooleanField("可乘公共交通到达", default=False)
    pool_willing = models.BooleanField("愿意拼车", default=True)
    urgent = models.BooleanField("紧急", default=False)
    submitted_at = models.DateTimeField("提交时间", null=True)
    on_holiday = models.BooleanField("法定节假日用车", null=True)
    off_hours = models.BooleanField("工作时间外", null=True)
    lead_workdays = models.DecimalField("提前工作日", max_digits=6, decimal_places=1, null=True)
    rating = models.PositiveSmallIntegerField("评分", null=True)
    rating_words = models.CharField("评价", max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["applicant", "-submitted_at"]),
            models.Index(fields=["state", "depart_at"]),
            models.Index(fields=["unit", "state"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__range=(1, 5)), name="vehicles_request_rating",
                violation_error_message="评分为 1 至 5 分。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.destination or '未定'} {self.purpose or ''}"[:60]


class TripState(models.TextChoices):
    """Where a trip stands."""

    PLANNED = "planned", "待出车"
    UNDERWAY = "underway", "执行中"
    DONE = "done", "已回场"
    CANCELLED = "cancelled", "已取消"


def _only(key: Any) -> Func:
    """The range that holds one key."""
    return Func(key, key, Value("[]"), function="int8range")


AT_THE_WHEEL = Func(
    _only(F("driver")),
    _only(Coalesce(F("second_driver"), F("driver"))),
    function="int8multirange",
    output_field=BigIntegerRangeField(),
)
"""The one or two drivers of a trip as one value: two trips overlap when they share a person."""


class Trip(Governed):
    """A vehicle and a driver sent for a request, never twice at the same time."""

    number = models.CharField("派车单号", max_length=24, unique=True)
    request = models.ForeignKey(Request, models.PROTECT, related_name="trips")
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="trips")
    driver = models.ForeignKey(Driver, models.PROTECT, related_name="trips")
    second_driver = models.ForeignKey(
        Driver, models.PROTECT, null=True, related_name="second_trips", verbose_name="副驾驶员"
    )
    dispatcher = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = models.CharField("状态", max_length=10, choices=TripState.choices)
    planned = DateTimeRangeField("计划时间")
    dispatched_at = models.DateTimeField("派车时间")
    departed_at = models.DateTimeField("出车时间", null=True)
    returned_at = models.DateTimeField("回场时间", null=True)
    odometer_out = models.DecimalField("出车读数", max_digits=10, decimal_places=1, null=True)
    odometer_in = models.DecimalField("回场读数", max_digits=10, decimal_places=1, null=True)
    odometer_last = models.DecimalField("上次读数", max_digits=10, decimal_places=1)
    serviced_at_km = models.DecimalField("当时上次保养里程", max_digits=10, decimal_places=1)
    checked_on = models.DateField("当时最近例检", null=True)
    vehicle_state = models.CharField("当时车辆状态", max_length=6)
    inspection_to = models.DateField("当时年检有效期", null=True)
    insurance_to = models.DateField("当时交强险有效期", null=True)
    parked_at_unit = models.BooleanField("回单位停放", null=True)
    fee = models.DecimalField("费用（元）", max_digits=10, decimal_places=2, null=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["driver", "state"]),
            models.Index(fields=["dispatched_at"]),
        ]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="vehicles_trip_vehicle_once",
                deferrable=models.Deferrable.IMMEDIATE,
                expressions=[
                    ("vehicle", RangeOperators.EQUAL), ("planned", RangeOperators.OVERLAPS),
                ],
                condition=~Q(state="cancelled"),
            ),
            ExclusionConstraint(
                name="vehicles_trip_drivers_once",
                deferrable=models.Deferrable.IMMEDIATE,
                expressions=[
                    (AT_THE_WHEEL, RangeOperators.OVERLAPS),
                    ("planned", RangeOperators.OVERLAPS),
                ],
                condition=~Q(state="cancelled"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.vehicle.plate}"


class Fuel(Governed):
    """A filling of one vehicle with its own card."""

    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="fuels", verbose_name="车辆")
    card_plate = models.CharField("加油卡绑定车牌", max_length=12)
    station = models.CharField("加油站", max_length=100)
    fixed_point = models.BooleanField("定点加油", default=True)
    at = models.DateTimeField("加油时间")
    litres = models.DecimalField("加油量（L）", max_digits=7, decimal_places=2)
    amount = models.DecimalField("金额（元）", max_digits=10, decimal_places=2)
    odometer = models.DecimalField("里程表读数（km）", max_digits=10, decimal_places=1)
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["vehicle", "-at"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(litres__gt=0) & Q(amount__gt=0), name="vehicles_fuel_amounts",
                violation_error_message="加油量和金额应大于 0。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.vehicle.plate} {self.litres} L"
