"""The tables of publishing: an edition on its way, what speaks against it, who has read it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from guanbiao.gate.models import Governed
from guanbiao.people.models import Person, Unit


class State(models.TextChoices):
    """Where an edition on its way stands."""

    CHECKED = "待公示", "待公示"
    NOTICE = "公示中", "公示中"
    PUBLISHED = "已发布", "已发布"
    ENDED = "已停用", "已停用"
    WITHDRAWN = "已撤回", "已撤回"


class Release(Governed):
    """An edition to be published: its files, what was proved and counted of it, its days.

    ``files`` and ``digest`` are the pack's; ``units`` the credit codes of the pilot units (none:
    as the edition says); ``publication`` the number under which the library keeps it.
    """

    tones: ClassVar = {
        "going": ("公示中",),
        "done": ("已发布",),
        "bad": ("已停用",),
        "shut": ("已撤回",),
    }

    number = models.CharField("发布编号", max_length=32, unique=True)
    standard = models.CharField("标准编号", max_length=100)
    edition = models.CharField("版次", max_length=50)
    title = models.CharField("标准名称", max_length=200)
    level = models.CharField("层级", max_length=10)
    files = models.JSONField("文件")
    digest = models.CharField("摘要", max_length=64)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="发布单位")
    units = models.JSONField("试点单位", default=list)
    from_day = models.DateField("施行日期")
    state = models.CharField("状态", max_length=5, choices=State.choices, default=State.CHECKED)
    registered_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    registered_on = models.DateField("登记日期")
    clauses = models.PositiveIntegerField("规范性条款数", default=0)
    loose = models.PositiveIntegerField("未绑定条款数", default=0)
    cases = models.PositiveIntegerField("用例数", default=0)
    failing = models.PositiveIntegerField("未通过用例数", default=0)
    notice_from = models.DateField("公示开始", null=True)
    notice_to = models.DateField("公示截止", null=True)
    published_on = models.DateField("发布日期", null=True)
    ended_on = models.DateField("停用日期", null=True)
    publication = models.BigIntegerField("发布序号", null=True)
    fast = models.BooleanField("快速程序", default=False)
    rolls_back = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name="所回退的发布件"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "-registered_on"]),
            models.Index(fields=["standard", "edition"]),
        ]

    def __str__(self) -> str:
        return f"{self.standard} {self.edition}"

    @property
    def name(self) -> str:
        """Number, edition and title in one line."""
        return f"{self.standard}（{self.edition} 版）{self.title}"


class Clash(Governed):
    """Two clauses that do not go together, with facts that show it; carried when a waiver says so.

    ``own`` is a clause of the release, ``other`` one of the edition named beside it.
    """

    release = models.ForeignKey(
        Release, models.PROTECT, related_name="clashes", verbose_name="发布件"
    )
    kind = models.CharField("类别", max_length=10)
    act = models.CharField("业务动作", max_length=100)
    own = models.CharField("本标准条款", max_length=100, blank=True)
    standard = models.CharField("相关标准", max_length=100)
    edition = models.CharField("相关版次", max_length=50)
    other = models.CharField("相关条款", max_length=100, blank=True)
    words = models.TextField("说明")
    example = models.JSONField("反例", default=dict)
    carried_on = models.DateField("批准日期", null=True)
    carried_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="批准人"
    )
    reason = models.CharField("批准理由", max_length=300, blank=True)
    basis = models.CharField("批准文号", max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["release", "carried_on"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.own}—{self.standard} {self.other}"


class Reading(Governed):
    """One person's duty to read a published edition: the quiz, and the signature."""

    release = models.ForeignKey(
        Release, models.PROTECT, related_name="readings", verbose_name="发布件"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="readings", verbose_name="签阅人"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    given_on = models.DateField("送达日期")
    tries = models.PositiveSmallIntegerField("测验次数", default=0)
    score = models.PositiveSmallIntegerField("测验得分", null=True)
    read_on = models.DateField("签阅日期", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "person"], name="publishing_reading_once")
        ]
        indexes: ClassVar = [models.Index(fields=["person", "read_on"])]

    def __str__(self) -> str:
        return f"{self.release} {self.person.name}"

    @property
    def standing(self) -> str:
        """待测验, 待签阅 or 已签阅."""
        if self.read_on is not None:
            return "已签阅"
        return "待测验" if self.score is None else "待签阅"
