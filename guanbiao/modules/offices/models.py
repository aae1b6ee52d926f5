"""The tables of office space: site, building, floor, room, and the rooms given to people.

Areas are square metres of usable space (使用面积) unless they are called gross.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from guanbiao.gate.models import Governed
from guanbiao.people.models import Person, Unit


class Tenure(models.TextChoices):
    """By what right a site is held."""

    OWNED = "自有", "自有"
    LEASED = "租用", "租用"
    BORROWED = "借用", "借用"


class Site(Governed):
    """A courtyard with its buildings."""

    named_by = "name"

    name = models.CharField("院落名称", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="管理单位")
    address = models.CharField("地址", max_length=200)
    tenure = models.CharField("取得方式", max_length=4, choices=Tenure.choices)
    lease_basis = models.CharField("租借批准文号", max_length=100, blank=True)
    land_no = models.CharField("土地证号", max_length=60, blank=True)
    land_owner = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name="土地使用权人"
    )
    land_area = models.DecimalField("用地面积（m²）", max_digits=10, decimal_places=2)
    green_area = models.DecimalField("绿地面积（m²）", max_digits=10, decimal_places=2, default=0)
    registered_on = models.DateField("登记日期")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "name"], name="offices_site_once",
                violation_error_message="本单位已有同名院落。",
            ),
            models.CheckConstraint(
                condition=Q(green_area__lte=F("land_area")), name="offices_site_areas",
                violation_error_message="绿地面积不大于用地面积。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Height(models.TextChoices):
    """Kinds of buildings whose share of usable space differs."""

    LOW = "多层", "多层"
    HIGH = "高层", "高层"


class Building(Governed):
    """A building of a site."""

    named_by = "name"

    site = models.ForeignKey(Site, models.PROTECT, related_name="buildings", verbose_name="院落")
    name = models.CharField("楼名", max_length=60)
    height = models.CharField("建筑类别", max_length=2, choices=Height.choices)
    gross_area = models.DecimalField("建筑面积（m²）", max_digits=10, decimal_places=2)
    usable_area = models.DecimalField("使用面积（m²）", max_digits=10, decimal_places=2)
    built_in = models.PositiveSmallIntegerField("建成年份")
    approval = models.CharField("建设批准文号", max_length=100, blank=True)
    house_no = models.CharField("房屋所有权证号", max_length=60, blank=True)
    owner = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name="房屋所有权人"
    )
    lodging_place = models.BooleanField("含住宿、餐饮等接待功能场所", default=False)
    registered_on = models.DateField("登记日期")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "name"], name="offices_building_once",
                violation_error_message="院落内已有同名的楼。",
            ),
            models.CheckConstraint(
                condition=Q(usable_area__lte=F("gross_area")), name="offices_building_areas",
                violation_error_message="使用面积不大于建筑面积。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Floor(Governed):
    """A floor of a building; ``number`` is negative below the ground."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="floors", verbose_name="楼")
    number = models.SmallIntegerField("层")
    usable_area = models.DecimalField("使用面积（m²）", max_digits=10, decimal_places=2)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["building", "number"], name="offices_floor_once",
                violation_error_message="这一层已经登记。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.building.name} {self.number} 层"


class Use(models.TextChoices):
    """What a room is for (建标169: 基本办公用房、附属用房; technical rooms apart)."""

    OFFICE = "办公室", "办公室"
    SERVICE = "服务用房", "服务用房"
    EQUIPMENT = "设备用房", "设备用房"
    ANCILLARY = "附属用房", "附属用房"
    TECHNICAL = "技术业务用房", "技术业务用房"


class RoomState(models.TextChoices):
    """What a room is fit for."""

    IN_USE = "在用", "在用"
    CLOSED = "停用", "停用"


class Room(Governed):
    """A room of a floor, used by a unit."""

    tones: ClassVar = {"done": ("在用",), "shut": ("停用",)}

    floor = models.ForeignKey(Floor, models.PROTECT, related_name="rooms", verbose_name="楼层")
    number = models.CharField("房号", max_length=20)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="使用单位")
    use = models.CharField("房间性质", max_length=6, choices=Use.choices)
    use_before = models.CharField("原房间性质", max_length=6, blank=True)
    use_basis = models.CharField("改变功能批准文号", max_length=100, blank=True)
    area = models.DecimalField("使用面积（m²）", max_digits=8, decimal_places=2)
    lounge_area = models.DecimalField("休息室面积（m²）", max_digits=6, decimal_places=2, default=0)
    toilet_area = models.DecimalField(
        "单独卫生间面积（m²）", max_digits=6, decimal_places=2, default=0
    )
    seats = models.PositiveSmallIntegerField("工位数（个）", default=1)
    open_plan = models.BooleanField("大开间", default=False)
    technical_basis = models.CharField("技术业务用房立项文号", max_length=100, blank=True)
    let_out = models.BooleanField("出租或出借", default=False)
    agreement = models.CharField("使用协议号", max_length=60, blank=True)
    state = models.CharField(
        "状态", max_length=2, choices=RoomState.choices, default=RoomState.IN_USE
    )
    registered_on = models.DateField("登记日期")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "use"], name="offices_room_at")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["floor", "number"], name="offices_room_once",
                violation_error_message="这一层已有这个房号。",
            ),
            models.CheckConstraint(
                condition=Q(area__gt=0), name="offices_room_area",
                violation_error_message="使用面积应大于 0。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.floor.building.name} {self.number}"


class Standing(models.TextChoices):
    """Where an allocation stands."""

    IN_USE = "使用中", "使用中"
    LEAVING = "待腾退", "待腾退"
    VACATED = "已腾退", "已腾退"


class Reason(models.TextChoices):
    """Why a room must be given back."""

    MOVED = "调离", "调离"
    RETIRED = "退休", "退休"
    RELIEVED = "免去兼职", "免去兼职"
    OVER = "超标准", "超标准"
    ADJUSTED = "调整", "调整"


class Allocation(Governed):
    """A room given to a person; rank and level are those of the day it was given."""

    tones: ClassVar = {"going": ("待腾退",), "done": ("使用中",), "shut": ("已腾退",)}

    room = models.ForeignKey(Room, models.PROTECT, related_name="allocations", verbose_name="房间")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="使用人")
    rank = models.CharField("当时职级", max_length=20)
    second = models.BooleanField("兼职第二处", default=False)
    second_basis = models.CharField("第二处批准文号", max_length=100, blank=True)
    state = models.CharField(
        "状态", max_length=3, choices=Standing.choices, default=Standing.IN_USE
    )
    from_day = models.DateField("启用日期")
    reason = models.CharField("腾退事由", max_length=4, choices=Reason.choices, blank=True)
    done_on = models.DateField("手续办结日期", null=True)
    vacated_on = models.DateField("腾退日期", null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["room", "state"], name="offices_allocation_room"),
            models.Index(fields=["state", "done_on"], name="offices_allocation_due"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], name="offices_allocation_one",
                condition=Q(second=False) & ~Q(state="已腾退"),
            ),
            models.UniqueConstraint(
                fields=["person", "room"], name="offices_allocation_same",
                condition=~Q(state="已腾退"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person.name} {self.room}"
