"""The tables of evaluation: samples people check, proposals, reviews, savings."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from guanbiao.gate.models import Governed, Waiver
from guanbiao.people.models import Person, Unit


class SampleState(models.TextChoices):
    """Where a sample stands."""

    OPEN = "核查中", "核查中"
    DONE = "已完成", "已完成"


class Sample(Governed):
    """Records drawn by chance for people to check; the same seed draws the same records."""

    tones: ClassVar = {"going": ("核查中",), "done": ("已完成",)}

    named_by = "number"

    number = models.CharField("清单编号", max_length=32, unique=True)
    entity = models.CharField("对象", max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="组织单位")
    from_day = models.DateField("记录自")
    to_day = models.DateField("记录至")
    seed = models.CharField("随机种子", max_length=50)
    population = models.PositiveIntegerField("总体条数")
    size = models.PositiveIntegerField("抽取条数")
    drawn_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="抽取人")
    drawn_on = models.DateField("抽取日期")
    state = models.CharField(
        "状态", max_length=5, choices=SampleState.choices, default=SampleState.OPEN
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "-drawn_on"])]

    def __str__(self) -> str:
        return self.number


class Answer(models.TextChoices):
    """What somebody found when she looked."""

    RIGHT = "账实相符", "账实相符"
    WRONG = "账实不符", "账实不符"
    GONE = "无法核查", "无法核查"


class SampleItem(Governed):
    """One record of a sample, what the platform says of it and what was found on the spot."""

    sample = models.ForeignKey(
        Sample, models.PROTECT, related_name="items", verbose_name="抽查清单"
    )
    place = models.PositiveIntegerField("序号")
    key = models.CharField("对象主键", max_length=64)
    title = models.CharField("记录", max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    day = models.DateField("业务日期")
    verdict = models.CharField("平台判定", max_length=10)
    clauses = models.CharField("相关条款", max_length=500, blank=True)
    answer = models.CharField("核查结果", max_length=5, choices=Answer.choices, blank=True)
    words = models.CharField("核查情况", max_length=500, blank=True)
    checked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="核查人"
    )
    checked_on = models.DateField("核查日期", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sample", "place"], name="evaluation_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.sample.number}-{self.place:03d}"


class ProposalState(models.TextChoices):
    """Where a proposal stands."""

    OPEN = "待研究", "待研究"
    TAKEN = "已采纳", "已采纳"
    LEFT = "不采纳", "不采纳"


class ProposalSource(models.TextChoices):
    """What a proposal rests on."""

    WAIVERS = "例外集中", "例外集中"
    EFFECT = "效果评估", "效果评估"
    SAMPLE = "抽查发现", "抽查发现"
    STAFF = "一线反馈", "一线反馈"


class Proposal(Governed):
    """That a clause be revised, with the evidence for it and what became of it."""

    tones: ClassVar = {"done": ("已采纳",), "bad": ("不采纳",)}

    number = models.CharField("建议编号", max_length=32, unique=True)
    standard = models.CharField("标准编号", max_length=100)
    clause = models.CharField("条款", max_length=50)
    source = models.CharField("来源", max_length=5, choices=ProposalSource.choices)
    words = models.CharField("修订建议", max_length=500)
    evidence = models.CharField("依据", max_length=500)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="提出单位")
    raised_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="提出人")
    raised_on = models.DateField("提出日期")
    state = models.CharField(
        "状态", max_length=5, choices=ProposalState.choices, default=ProposalState.OPEN
    )
    reply = models.CharField("答复", max_length=500, blank=True)
    answered_on = models.DateField("答复日期", null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["standard", "clause", "state"])]

    def __str__(self) -> str:
        return f"{self.number} {self.standard} {self.clause}"


class Conclusion(models.TextChoices):
    """What a review comes to (GB/T 16733-1997, 复审)."""

    VALID = "继续有效", "继续有效"
    REVISE = "修订", "修订"
    END = "废止", "废止"


class Review(Governed):
    """When an edition is to be looked at again, and what came of it."""

    standard = models.CharField("标准编号", max_length=100)
    edition = models.CharField("版次", max_length=50)
    title = models.CharField("标准名称", max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="复审单位")
    since = models.DateField("施行或上次复审日期")
    due_on = models.DateField("应复审日期")
    conclusion = models.CharField("结论", max_length=5, choices=Conclusion.choices, blank=True)
    words = models.CharField("复审意见", max_length=500, blank=True)
    concluded_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="复审人"
    )
    concluded_on = models.DateField("复审日期", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["standard", "edition", "unit", "since"], name="evaluation_review_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["concluded_on", "due_on"])]

    def __str__(self) -> str:
        return f"{self.standard} {self.edition}"


class Method(models.TextChoices):
    """How a saving was measured."""

    BEFORE = "前后对比", "前后对比"
    GROUP = "对照组对比", "对照组对比"
    PRICE = "合同价差", "合同价差"
    METER = "计量差值", "计量差值"


class Saving(Governed):
    """Money saved by a clause, with its method and evidence; yuan."""

    number = models.CharField("台账编号", max_length=32, unique=True)
    title = models.CharField("节约事项", max_length=200)
    standard = models.CharField("标准编号", max_length=100, blank=True)
    clause = models.CharField("条款", max_length=50, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    from_day = models.DateField("起始日期")
    to_day = models.DateField("截止日期")
    method = models.CharField("计算方法", max_length=6, choices=Method.choices)
    baseline = models.DecimalField("基准支出（元）", max_digits=16, decimal_places=2)
    actual = models.DecimalField("实际支出（元）", max_digits=16, decimal_places=2)
    amount = models.DecimalField("节约金额（元）", max_digits=16, decimal_places=2)
    evidence = models.CharField("佐证材料", max_length=500, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_on = models.DateField("登记日期")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "-to_day"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class AskState(models.TextChoices):
    """Where the asking for an exception stands."""

    OPEN = "待批准", "待批准"
    GRANTED = "已批准", "已批准"
    REFUSED = "不批准", "不批准"


class Ask(Governed):
    """Somebody asks that a clause be departed from: why, how long, at what price, who answers.

    ``price`` is what the exception costs beyond the clause, in yuan; granted, it becomes a waiver
    of the gate, which ends by itself on ``to_day``.
    """

    tones: ClassVar = {"done": ("已批准",), "bad": ("不批准",)}

    number = models.CharField("申请编号", max_length=32, unique=True)
    standard = models.CharField("标准编号", max_length=100)
    clause = models.CharField("条款", max_length=50)
    act = models.CharField("业务动作", max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="适用单位")
    key = models.CharField("限定记录", max_length=64, blank=True)
    reason = models.CharField("理由", max_length=500)
    price = models.DecimalField("代价（元）", max_digits=16, decimal_places=2, null=True)
    from_day = models.DateField("起始日期")
    to_day = models.DateField("截止日期")
    asked_by = models.ForeignKey(
        Person, models.PROTECT, related_name="asks", verbose_name="申请人（责任人）"
    )
    asked_on = models.DateField("申请日期")
    state = models.CharField("状态", max_length=5, choices=AskState.choices, default=AskState.OPEN)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="批准人"
    )
    decided_on = models.DateField("批准日期", null=True)
    basis = models.CharField("批准文号", max_length=200, blank=True)
    opinion = models.CharField("批准意见", max_length=300, blank=True)
    waiver = models.ForeignKey(
        Waiver, models.PROTECT, null=True, related_name="+", verbose_name="例外"
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["standard", "clause", "state"])]

    def __str__(self) -> str:
        return f"{self.number} {self.standard} {self.clause}"

    @property
    def standing(self) -> str:
        """待批准, 不批准, 有效, 已撤销, 未开始 or 已到期, as of today."""
        if self.waiver is None:
            return str(self.state)
        if self.waiver.revoked_on is not None:
            return "已撤销"
        today = timezone.localdate()
        if today < self.from_day:
            return "未开始"
        return "有效" if today <= self.to_day else "已到期"
