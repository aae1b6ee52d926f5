"""The tables of supervision: what was decided and must be done, and what was reported of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from guanbiao.gate.models import Governed
from guanbiao.people.models import Person, Unit


class Source(models.TextChoices):
    """Where a decision comes from."""

    MEETING = "会议议定", "会议议定"
    DOCUMENT = "文件部署", "文件部署"
    INSTRUCTION = "领导批示", "领导批示"
    OTHER = "其他", "其他"


class State(models.TextChoices):
    """Where a matter stands."""

    WAITING = "待签收", "待签收"
    RUNNING = "办理中", "办理中"
    CLOSING = "待销号", "待销号"
    CLOSED = "已销号", "已销号"
    REVOKED = "已撤销", "已撤销"


RUNNING = (State.WAITING, State.RUNNING, State.CLOSING)
"""States in which a matter can fall due."""


class Matter(Governed):
    """A decision that a unit must carry out by a day; dates are local."""

    number = models.CharField("督办编号", max_length=32, unique=True)
    title = models.CharField("督办事项", max_length=200)
    source = models.CharField("来源", max_length=10, choices=Source.choices)
    basis = models.CharField("依据", max_length=200, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="matters", verbose_name="承办单位")
    owner = models.ForeignKey(Person, models.PROTECT, related_name="matters", verbose_name="责任人")
    registered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="立项人"
    )
    registered_on = models.DateField("立项日期")
    due_on = models.DateField("办理期限", null=True)
    first_due_on = models.DateField("原定期限", null=True)
    state = models.CharField("状态", max_length=5, choices=State.choices, default=State.WAITING)
    accepted_on = models.DateField("签收日期", null=True)
    progress = models.PositiveSmallIntegerField("进度（%）", default=0)
    extensions = models.PositiveSmallIntegerField("延期次数", default=0)
    extension_reason = models.CharField("延期理由", max_length=300, blank=True)
    urged_on = models.DateField("最近催办", null=True)
    urged_before = models.DateField("上次催办", null=True)
    escalated_on = models.DateField("升级日期", null=True)
    level = models.PositiveSmallIntegerField("升级层级", default=0)
    ended_on = models.DateField("销号或撤销日期", null=True)
    remark = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["unit", "state"]),
            models.Index(fields=["owner", "state"]),
            models.Index(fields=["state", "due_on"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(progress__range=(0, 100)),
                name="oversight_matter_progress",
                violation_error_message="进度为 0 至 100。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Report(Governed):
    """What the person in charge reports of a matter; never changed."""

    matter = models.ForeignKey(
        Matter, models.PROTECT, related_name="reports", verbose_name="督办事项"
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="反馈人")
    on = models.DateField("反馈日期")
    progress = models.PositiveSmallIntegerField("进度（%）", null=True)
    before = models.PositiveSmallIntegerField("上次进度（%）", default=0)
    since = models.DateField("上次反馈或签收日期")
    words = models.TextField("进展", max_length=1000)
    obstacle = models.CharField("存在问题", max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["matter", "-on"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(progress=None) | models.Q(progress__range=(0, 100)),
                name="oversight_report_progress",
                violation_error_message="进度为 0 至 100。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.matter.number} {self.on}"
