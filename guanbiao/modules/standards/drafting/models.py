"""Drafts: the project, the versions of its files, who is asked, who reviews."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from guanbiao.gate.models import Governed
from guanbiao.library.pack import LEVELS, Level
from guanbiao.people.models import Person, Unit


class Need(models.TextChoices):
    """Where the need for a standard comes from."""

    PROBLEM = "问题导向", "问题导向"
    PRACTICE = "固化经验", "固化经验"
    FRONTIER = "瞄准前沿", "瞄准前沿"


class Procedure(models.TextChoices):
    """How it is made; what the fast one may leave out is said by the standard on standards."""

    GENERAL = "一般程序", "一般程序"
    FAST = "快速程序", "快速程序"


class Reach(models.TextChoices):
    """Whom the edition will bind."""

    UNIT = "本单位", "本单位和下属单位"
    REGION = "本地区", "本地区各单位"


class Running(models.TextChoices):
    """What becomes of running cases when the edition takes over."""

    FINISH = "finish_under_old", "按原来的版次办完"
    MOVE = "move_to_new", "转到新版次办理"


class State(models.TextChoices):
    """Where a draft stands."""

    DRAFTING = "起草", "起草"
    CONSULTING = "征求意见", "征求意见"
    REVIEWING = "审校", "审校"
    APPROVED = "已批准", "已批准"
    HANDED = "发布中", "发布中"
    PUBLISHED = "已发布", "已发布"
    STOPPED = "已终止", "已终止"


OPEN = (State.DRAFTING, State.CONSULTING)
"""States in which the words may change."""
LEVEL_CHOICES = [(level.value, label) for level, label in LEVELS.items()]


class Draft(Governed):
    """A standard being made. Counts are those of the latest version, kept by every change of it."""

    tones: ClassVar = {
        "going": ("征求意见", "审校", "已批准", "发布中"),
        "done": ("已发布",),
        "shut": ("已终止",),
    }

    number = models.CharField("项目编号", max_length=32, unique=True)
    standard = models.CharField("标准编号", max_length=60)
    title = models.CharField("标准名称", max_length=100)
    edition = models.CharField("版次", max_length=20)
    level = models.CharField(
        "层级", max_length=12, choices=LEVEL_CHOICES, default=Level.INTERNAL.value
    )
    subject = models.CharField("类别", max_length=60, blank=True)
    reach = models.CharField("适用范围", max_length=5, choices=Reach.choices, default=Reach.UNIT)
    procedure = models.CharField(
        "制定程序", max_length=5, choices=Procedure.choices, default=Procedure.GENERAL
    )
    need = models.CharField("需求来源", max_length=5, choices=Need.choices)
    evidence = models.TextField("佐证", max_length=1000)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="drafts", verbose_name="起草单位")
    leader = models.ForeignKey(Person, models.PROTECT, related_name="drafts", verbose_name="起草人")
    plan_from = models.DateField("计划开始", null=True)
    plan_to = models.DateField("计划完成", null=True)
    budget = models.DecimalField("经费", max_digits=12, decimal_places=2, default=0)
    funding = models.CharField("经费来源", max_length=100, blank=True)
    from_day = models.DateField("施行日期", null=True)
    registered_on = models.DateField("立项日期")
    state = models.CharField("状态", max_length=5, choices=State.choices, default=State.DRAFTING)
    version = models.PositiveIntegerField("版本", default=0)
    stamps = models.JSONField("条文与规则对照", default=dict)
    clauses = models.PositiveIntegerField("有效力条款", default=0)
    loose = models.PositiveIntegerField("未绑定条款", default=0)
    untried = models.PositiveIntegerField("缺用例条款", default=0)
    failing = models.PositiveIntegerField("未通过用例", default=0)
    stale = models.PositiveIntegerField("待确认条款", default=0)
    problems = models.PositiveIntegerField("待改问题", default=0)
    unsourced = models.PositiveIntegerField("未写依据条款", default=0)
    approved_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="批准人"
    )
    approved_on = models.DateField("批准日期", null=True)
    running = models.CharField(
        "在办件去向", max_length=16, choices=Running.choices, default=Running.FINISH
    )
    release = models.BigIntegerField("发布件", null=True)
    published = models.BigIntegerField("发布序号", null=True)
    remark = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "state"])]

    def __str__(self) -> str:
        return f"{self.standard} {self.title}"


class Member(Governed):
    """Somebody who helps to write a draft."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="参加人")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "person"], name="standards_member_once")
        ]

    def __str__(self) -> str:
        return str(self.person)


class DraftText(Governed):
    """A file of a draft as it was from one version on; an empty one was removed."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="texts")
    path = models.CharField("文件", max_length=200)
    version = models.PositiveIntegerField("版本")
    text = models.TextField("内容", blank=True)
    note = models.CharField("改了什么", max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="修改人")
    at = models.DateTimeField("时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "path", "version"], name="standards_text_once")
        ]

    def __str__(self) -> str:
        return f"{self.path} v{self.version}"


class Consult(Governed):
    """A stakeholder group asked for its opinion in one round."""

    draft = models.ForeignKey(
        Draft, models.PROTECT, related_name="consults", verbose_name="标准草案"
    )
    round = models.PositiveSmallIntegerField("轮次")
    group = models.CharField("相关方", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="征求单位")
    asked_on = models.DateField("征求日期")
    due_on = models.DateField("答复期限", null=True)
    answer = models.CharField(
        "答复", max_length=5, blank=True, choices=[("同意", "同意"), ("有意见", "有意见")]
    )
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    answered_on = models.DateField("答复日期", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["draft", "round", "unit", "group"], name="standards_consult_once",
                violation_error_message="这一轮已经征求过该单位的这个相关方。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"第{self.round}轮 {self.group}（{self.unit.short_name}）"


class Opinion(Governed):
    """One opinion of a group, and what became of it."""

    consult = models.ForeignKey(Consult, models.PROTECT, related_name="opinions")
    clause = models.CharField("条款", max_length=30, blank=True)
    words = models.TextField("意见", max_length=1000)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="提出人")
    result = models.CharField(
        "处理", max_length=5, blank=True,
        choices=[("采纳", "采纳"), ("部分采纳", "部分采纳"), ("不采纳", "不采纳")],
    )  # fmt: skip
    reason = models.CharField("处理理由", max_length=500, blank=True)
    settled_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="处理人"
    )

    def __str__(self) -> str:
        return f"{self.clause} {self.words}"[:80]


class Review(Governed):
    """One of the readings of a version: 审 looks at the matter, 校 at the words."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="reviews")
    version = models.PositiveIntegerField("版本")
    step = models.CharField("环节", max_length=2)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="审校人")
    on = models.DateField("日期")
    passed = models.BooleanField("通过")
    words = models.CharField("审校意见", max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.step} {self.person}"
