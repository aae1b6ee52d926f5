"""The tables of notices: what is published to whom, and who confirmed having read it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from guanbiao.gate.models import Governed
from guanbiao.people.models import Person, Unit


class Audience(models.TextChoices):
    """Whom it concerns, seen from the unit that publishes it."""

    UNIT = "本单位", "本单位及下属单位"
    REGION = "本地区", "本地区各单位"


class State(models.TextChoices):
    """Where it stands."""

    DRAFT = "草稿", "草稿"
    PUBLISHED = "已发布", "已发布"
    WITHDRAWN = "已撤下", "已撤下"


class Notice(Governed):
    """A notice; readers see it from its first to its last day."""

    tones: ClassVar = {"done": ("已发布",), "shut": ("已撤下",)}

    named_by = "title"

    number = models.CharField("编号", max_length=24, unique=True)
    title = models.CharField("标题", max_length=80)
    content = models.TextField("正文", max_length=8000)
    audience = models.CharField("发布范围", max_length=3, choices=Audience.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="发布单位")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="起草人")
    from_day = models.DateField("开始日期")
    to_day = models.DateField("结束日期", null=True)
    confirm = models.BooleanField("须确认已阅", default=False)
    pinned = models.BooleanField("置顶", default=False)
    state = models.CharField("状态", max_length=3, choices=State.choices, default=State.DRAFT)
    published_at = models.DateTimeField("发布时间", null=True)
    published_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="发布人"
    )
    reminded_at = models.DateTimeField("最近提醒", null=True)
    remark = models.CharField("撤下理由", max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "from_day"], name="notices_notice_at")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_day=None) | Q(to_day__gte=F("from_day")),
                name="notices_notice_days", violation_error_message="结束日期不早于开始日期。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class Reading(Governed):
    """Somebody confirmed that she read it."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="readings", verbose_name="通知")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="签阅人")
    at = models.DateTimeField("签阅时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "person"], name="notices_reading_once")
        ]

    def __str__(self) -> str:
        return self.person.name
