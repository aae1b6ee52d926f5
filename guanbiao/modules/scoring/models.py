"""The tables of scoring: a sheet for a unit and a time, and its items."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from guanbiao.gate.models import Governed
from guanbiao.people.models import Person, Unit


class State(models.TextChoices):
    """Where a sheet stands."""

    OPEN = "评分中", "评分中"
    DONE = "已完成", "已完成"


class Sheet(Governed):
    """A unit scored for a time by the table of one edition; the table itself stays in the pack."""

    tones: ClassVar = {"going": ("评分中",), "done": ("已完成",)}

    named_by = "number"

    number = models.CharField("计分编号", max_length=32, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="被评单位")
    standard = models.CharField("评分标准", max_length=100)
    edition = models.CharField("版次", max_length=50)
    table = models.CharField("计分表", max_length=60)
    from_day = models.DateField("评价自")
    to_day = models.DateField("评价至")
    state = models.CharField("状态", max_length=3, choices=State.choices, default=State.OPEN)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="建表人")
    opened_on = models.DateField("建表日期")
    filled_at = models.DateTimeField("最近取数", null=True)
    filled_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="取数人"
    )
    points = models.DecimalField("满分", max_digits=7, decimal_places=2, default=Decimal(0))
    total = models.DecimalField("得分", max_digits=7, decimal_places=2, default=Decimal(0))
    conclusion = models.CharField("评价结论", max_length=500, blank=True)
    finished_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="完成人"
    )
    finished_on = models.DateField("完成日期", null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "-to_day"], name="scoring_sheet_at")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_day__gte=F("from_day")), name="scoring_sheet_days",
                violation_error_message="截止日期不早于开始日期。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class Item(Governed):
    """A line of a sheet: its points, the figure that fills it, what was given and by whom.

    ``reading`` is the figure as it was read, null where there was none; ``by_data`` says that the
    score was made from it. A score by hand has a reason and a scorer.
    """

    sheet = models.ForeignKey(
        Sheet, models.PROTECT, related_name="items", verbose_name="评价计分表"
    )
    place = models.PositiveSmallIntegerField("序号")
    label = models.CharField("评分项", max_length=60)
    group = models.CharField("类别", max_length=60, blank=True)
    clause = models.CharField("条款", max_length=50)
    points = models.DecimalField("分值", max_digits=6, decimal_places=2)
    figure = models.CharField("取数指标", max_length=60, blank=True)
    reading = models.DecimalField("平台取值", max_digits=14, decimal_places=2, null=True)
    measured_in = models.CharField("单位", max_length=10, blank=True)
    score = models.DecimalField("得分", max_digits=6, decimal_places=2, null=True)
    by_data = models.BooleanField("由数据评分", default=False)
    reason = models.CharField("评分理由", max_length=300, blank=True)
    scored_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="评分人"
    )
    scored_on = models.DateField("评分日期", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "place"], name="scoring_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.sheet.number} {self.label}"
