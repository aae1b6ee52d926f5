"""The table of voices: suggestions, complaints and questions, each with its answer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from guanbiao.gate.models import Governed
from guanbiao.people.models import Person, Unit


class Kind(models.TextChoices):
    """What somebody wants."""

    SUGGESTION = "建议", "建议"
    COMPLAINT = "投诉", "投诉"
    QUESTION = "咨询", "咨询"


class State(models.TextChoices):
    """Where it stands."""

    WAITING = "待答复", "待答复"
    ANSWERED = "已答复", "已答复"
    CLOSED = "已评价", "已评价"
    WITHDRAWN = "已撤回", "已撤回"


class Voice(Governed):
    """What somebody said, who must answer, the answer and what she thought of it."""

    tones: ClassVar = {"going": ("已答复",), "done": ("已评价",), "shut": ("已撤回",)}

    number = models.CharField("编号", max_length=24, unique=True)
    kind = models.CharField("类别", max_length=5, choices=Kind.choices)
    title = models.CharField("标题", max_length=60)
    content = models.TextField("内容", max_length=2000)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="提出人")
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="所在单位")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="答复单位")
    said_at = models.DateTimeField("提出时间")
    due_at = models.DateTimeField("答复期限", null=True)
    state = models.CharField("状态", max_length=5, choices=State.choices, default=State.WAITING)
    answer = models.TextField("答复", max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True)
    worked_minutes = models.PositiveIntegerField("答复用时（工作分钟）", null=True)
    rating = models.PositiveSmallIntegerField("评分", null=True)
    rating_words = models.CharField("评价", max_length=300, blank=True)
    reopened = models.PositiveSmallIntegerField("追问次数", default=0)
    warned_at = models.DateTimeField("超期提醒时间", null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["unit", "state"], name="voices_voice_at"),
            models.Index(fields=["person", "-said_at"], name="voices_voice_mine"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(rating=None) | models.Q(rating__range=(1, 5)),
                name="voices_voice_rating",
                violation_error_message="评分为 1 至 5 分。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}：{self.title}"
