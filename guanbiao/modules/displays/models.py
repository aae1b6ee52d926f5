"""The tables of displays: what hangs where and shows what, and when it last asked for its page."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from guanbiao.gate.models import Governed
from guanbiao.people.models import Person, Unit


class Face(models.TextChoices):
    """The one page a display shows."""

    WALL = "指标大屏", "指标大屏"
    DOOR = "会议室门牌", "会议室门牌"


class State(models.TextChoices):
    """Where it stands; one whose days are over stays in use until it is prolonged or withdrawn."""

    LIVE = "在用", "在用"
    WITHDRAWN = "已撤回", "已撤回"


class Display(Governed):
    """A screen with an address of its own; only a mark of the address is kept."""

    named_by = "name"
    tones: ClassVar = {"done": (State.LIVE,), "shut": (State.WITHDRAWN,)}
    token = ""
    """What its address ends with: known to whoever makes it, told once and never stored."""

    name = models.CharField("展示屏", max_length=40, unique=True)
    place = models.CharField("悬挂位置", max_length=80)
    face = models.CharField("显示内容", max_length=5, choices=Face.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    room = models.ForeignKey(
        "meetings.Room", models.PROTECT, null=True, related_name="+", verbose_name="会议室"
    )
    from_day = models.DateField("有效期自")
    to_day = models.DateField("有效期至")
    state = models.CharField("状态", max_length=3, choices=State.choices, default=State.LIVE)
    mark = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    made_at = models.DateTimeField("登记时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    remark = models.CharField("撤回理由", max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(face=Face.DOOR, room__isnull=False)
                | Q(face=Face.WALL, room__isnull=True),
                name="displays_display_room",
                violation_error_message="门牌要选会议室，指标大屏不选。",
            ),
            models.CheckConstraint(
                condition=Q(to_day__gte=F("from_day")), name="displays_display_days",
                violation_error_message="有效期至不早于有效期自。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Seen(models.Model):
    """When a display last asked for its page, and how often within that minute.

    No business record: it repeats nothing and decides nothing, so it passes no gate (see
    ``docs/decisions/messages-unguarded.md``).
    """

    display = models.OneToOneField(Display, models.CASCADE, related_name="seen")
    used_at = models.DateTimeField("最近显示", null=True)
    minute = models.BigIntegerField(default=0)
    used = models.IntegerField(default=0)


class Guess(models.Model):
    """How often an address asked for displays that do not exist, within that minute.

    No business record either; what is a day old is thrown away.
    """

    address = models.GenericIPAddressField("来源地址", unique=True)
    used_at = models.DateTimeField("最近一次", null=True, db_index=True)
    minute = models.BigIntegerField(default=0)
    used = models.IntegerField(default=0)
