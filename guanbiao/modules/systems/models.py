"""The tables of standards systems: system, node, entry, duty, what covers it, and registers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from guanbiao.gate.models import Governed
from guanbiao.people.models import Unit
from rulebook.designation import Rank


class Standing(models.TextChoices):
    """Whether a system, node, duty or link still stands."""

    KEPT = "在用", "在用"
    ENDED = "撤销", "撤销"


class System(Governed):
    """A standards system of a unit; ``pattern`` is the name of what it was built from."""

    tones: ClassVar = {"done": ("在用",), "shut": ("撤销",)}

    named_by = "name"

    name = models.CharField("体系名称", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="建设单位")
    pattern = models.CharField("结构", max_length=40, blank=True)
    source = models.CharField("结构出处", max_length=200, blank=True)
    basis = models.CharField("编制依据", max_length=200)
    state = models.CharField("状态", max_length=2, choices=Standing.choices, default=Standing.KEPT)
    built_on = models.DateField("建立日期")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "name"], name="systems_system_once")
        ]

    def __str__(self) -> str:
        return self.name


class Node(Governed):
    """A branch of a system (子体系); ``open`` ones are places that the unit fills itself."""

    tones: ClassVar = {"done": ("在用",), "shut": ("撤销",)}

    system = models.ForeignKey(
        System, models.PROTECT, related_name="nodes", verbose_name="标准体系"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="below", verbose_name="上级分支"
    )
    code = models.CharField("体系编号", max_length=20)
    name = models.CharField("分支名称", max_length=40)
    place = models.PositiveSmallIntegerField("排序", default=1)
    open = models.BooleanField("待充实", default=False)
    state = models.CharField("状态", max_length=2, choices=Standing.choices, default=Standing.KEPT)
    set_on = models.DateField("设立日期")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["system", "code"], condition=Q(state="在用"), name="systems_node_once"
            )
        ]

    @property
    def above(self) -> str:
        """The code of the node above; empty for a root."""
        return self.parent.code if self.parent else ""

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Sort(models.TextChoices):
    """What a line of the detail table is: a standard with a number, or a document."""

    STANDARD = "标准", "标准"
    DOCUMENT = "规范性文件", "规范性文件"


LEVELS = [(rank.value, rank.value) for rank in Rank]
"""Who issued it (标准化法 2017, article 2); documents bear the level of whoever issued them."""


class Origin(models.TextChoices):
    """Whether the unit took a standard over or made it."""

    ADOPTED = "采用", "采用"
    OWN = "自编", "自编"


class Stage(models.TextChoices):
    """Where a line of the detail table stands."""

    CURRENT = "现行", "现行"
    COMING = "即将实施", "即将实施"
    REVISING = "修订中", "修订中"
    PLANNED = "待制定", "待制定"
    ENDED = "废止", "废止"
    TAKEN_OUT = "已移出", "已移出"


THERE = (Stage.CURRENT, Stage.REVISING)
"""States in which a standard is there to be followed."""
WANTED = (*THERE, Stage.COMING, Stage.PLANNED)
"""States of what a system should hold (应有)."""


class Entry(Governed):
    """A line of the detail table (标准明细表, columns after GB/T 13016—2018)."""

    tones: ClassVar = {
        "going": ("即将实施", "修订中"),
        "done": ("现行",),
        "shut": ("废止", "已移出"),
    }

    system = models.ForeignKey(
        System, models.PROTECT, related_name="entries", verbose_name="标准体系"
    )
    node = models.ForeignKey(Node, models.PROTECT, related_name="entries", verbose_name="所属分支")
    place = models.PositiveIntegerField("序号")
    sort = models.CharField("类别", max_length=5, choices=Sort.choices)
    number = models.CharField("标准号", max_length=100)
    base = models.CharField("标准号（无年号）", max_length=100, blank=True)
    title = models.CharField("标准名称", max_length=200)
    level = models.CharField("级别", max_length=6, choices=LEVELS)
    state = models.CharField("状态", max_length=4, choices=Stage.choices)
    origin = models.CharField("采用或自编", max_length=2, choices=Origin.choices)
    issued_on = models.DateField("发布日期", null=True)
    force_on = models.DateField("实施日期", null=True)
    replaces = models.CharField("被代替标准号", max_length=200, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name="责任部门"
    )
    due_year = models.PositiveSmallIntegerField("计划完成年份", null=True)
    source = models.CharField("出处", max_length=200, blank=True)
    reason = models.CharField("移出理由", max_length=200, blank=True)
    entered_on = models.DateField("列入日期")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["system", "node", "place"], name="systems_entry_table")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "number"], name="systems_entry_once")
        ]

    @property
    def branch(self) -> str:
        """The code of its node, as the detail table writes it."""
        return self.node.code

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Duty(Governed):
    """Something a unit is there for (职责), as its charter says."""

    tones: ClassVar = {"done": ("在用",), "shut": ("撤销",)}

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    code = models.CharField("职责编号", max_length=20)
    name = models.CharField("职责", max_length=100)
    field = models.CharField("领域", max_length=20)
    basis = models.CharField("职责依据", max_length=200, blank=True)
    state = models.CharField("状态", max_length=2, choices=Standing.choices, default=Standing.KEPT)
    listed_on = models.DateField("登记日期")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "code"], name="systems_duty_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Link(Governed):
    """A line of the detail table says how a duty is done."""

    tones: ClassVar = {"done": ("在用",), "shut": ("撤销",)}

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="links", verbose_name="职责")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="links", verbose_name="标准")
    state = models.CharField("状态", max_length=2, choices=Standing.choices, default=Standing.KEPT)
    linked_on = models.DateField("关联日期")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["duty", "entry"], condition=Q(state="在用"), name="systems_link_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.duty} – {self.entry.number}"


class PilotLevel(models.TextChoices):
    """Who named a pilot."""

    NATIONAL = "国家级", "国家级"
    PROVINCIAL = "省级", "省级"
    CITY = "市级", "市级"


class PilotStage(models.TextChoices):
    """Where a pilot stands."""

    BUILDING = "建设中", "建设中"
    ACCEPTED = "通过验收", "通过验收"
    FAILED = "未通过验收", "未通过验收"


class Pilot(Governed):
    """A pilot project of standardisation (试点项目)."""

    tones: ClassVar = {"going": ("建设中",), "done": ("通过验收",), "bad": ("未通过验收",)}

    named_by = "name"

    name = models.CharField("试点项目", max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="承担单位")
    level = models.CharField("级别", max_length=3, choices=PilotLevel.choices)
    sort = models.CharField("试点类别", max_length=40)
    batch = models.PositiveSmallIntegerField("批次")
    basis = models.CharField("批复文号", max_length=100, blank=True)
    begun_on = models.DateField("开始日期")
    due_on = models.DateField("建设期满")
    state = models.CharField(
        "状态", max_length=5, choices=PilotStage.choices, default=PilotStage.BUILDING
    )
    score = models.DecimalField("验收得分", max_digits=5, decimal_places=2, null=True)
    accepted_on = models.DateField("验收日期", null=True)
    result = models.CharField("验收意见", max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(due_on__gt=F("begun_on")), name="systems_pilot_term")
        ]

    def __str__(self) -> str:
        return self.name


class Exemplar(Governed):
    """A case worth repeating (典型案例)."""

    title = models.CharField("案例名称", max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    pilot = models.ForeignKey(
        Pilot, models.PROTECT, null=True, related_name="exemplars", verbose_name="所属试点"
    )
    sort = models.CharField("类别", max_length=20)
    chosen_by = models.CharField("遴选单位", max_length=60, blank=True)
    chosen_on = models.DateField("遴选日期")
    summary = models.TextField("做法与成效", max_length=2000)
    evidence = models.CharField("佐证材料", max_length=200, blank=True)

    def __str__(self) -> str:
        return self.title


class Honour(Governed):
    """What a unit was honoured with (荣誉)."""

    title = models.CharField("荣誉名称", max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="获得单位")
    level = models.CharField("级别", max_length=3, choices=PilotLevel.choices)
    given_by = models.CharField("授予单位", max_length=60)
    given_on = models.DateField("授予日期")
    evidence = models.CharField("授予文号或佐证", max_length=200, blank=True)

    def __str__(self) -> str:
        return self.title
