"""Drafts of standards systems: well formed or not; whether they are lawful is the clauses' say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Model

from guanbiao.gate import authority
from guanbiao.gate.days import FIRST_YEAR, LAST_YEAR
from guanbiao.gate.forms import ActForm
from guanbiao.kit.fields import Named, day
from guanbiao.modules.systems import patterns
from guanbiao.modules.systems.models import (
    LEVELS,
    Duty,
    Entry,
    Origin,
    Pilot,
    PilotLevel,
    PilotStage,
    Sort,
    Stage,
    Standing,
    System,
)
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit
from rulebook import designation
from rulebook.designation import Misnumbered, Rank

UNKNOWN_UNIT = {"invalid_choice": "没有这个单位，请从列出的名称中选择。"}
UNKNOWN_SYSTEM = {"invalid_choice": "没有这个标准体系，或它不在您的数据范围内。"}
EMPTY = ("", "空白（自行搭建）")


def of_unit(label: str, **more: Any) -> Named:
    """A unit by its name."""
    return Named(Unit.objects.all(), "name", "units", label=label, error_messages=UNKNOWN_UNIT,
                 **more)  # fmt: skip


def of_system() -> Named:
    """A system by its name."""
    rows = System.objects.filter(state=Standing.KEPT)
    return Named(rows, "name", "systems", label="标准体系", error_messages=UNKNOWN_SYSTEM)


def _units(actor: Actor) -> Any:
    prefix = actor.unit.region_prefix if actor.unit else ""
    rows = Unit.objects.filter(region__code__startswith=prefix, closed_on=None)
    return rows.order_by("path")


def _seen(form: ActForm, name: str, actor: Actor, view: str, on: dt.date) -> None:
    """Narrow a choice to the rows one may see; a feed sees all."""
    field: Any = form.fields[name]
    if actor.person is not None:
        field.queryset = field.queryset.filter(authority.visible(actor, view, on))


class OfUnits(ActForm):
    """A draft with a unit of one's own region that still exists."""

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Units of one's own region."""
        self.offer("unit", _units(actor))

    def prefill(self, actor: Actor, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """One's own unit, for a fresh form."""
        return {} if subject or actor.unit is None else {"unit": actor.unit}


class SystemForm(OfUnits):
    """A new system, from a published structure or from nothing."""

    name = forms.CharField(label="体系名称", max_length=60)
    unit = of_unit("建设单位")
    pattern = forms.ChoiceField(
        label="结构模板", required=False,
        help_text="复制模板的分支，以后可以增、改、移、撤；标“待命名”“N”的由本单位充实",
    )  # fmt: skip
    basis = forms.CharField(label="编制依据", max_length=200)

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """The structures there are."""
        super().bind(actor, subject, on)
        offered = [(each.key, f"{each.name}：{each.summary}") for each in patterns.every()]
        self.choose("pattern", [EMPTY, *offered])


class SystemChangeForm(ActForm):
    """Another name or basis."""

    name = forms.CharField(label="体系名称", max_length=60)
    basis = forms.CharField(label="编制依据", max_length=200)


CODE = forms.RegexField(
    r"^[A-Za-z0-9]+(?:[.\-][A-Za-z0-9]+)*$", label="体系编号", max_length=20,
    error_messages={"invalid": "体系编号由字母、数字组成，各级之间用点分开，如 1.2.3。"},
)  # fmt: skip
ABOVE = forms.CharField(
    label="上级编号", max_length=20, required=False, help_text="上级分支的体系编号；不填为顶层"
)
PLACE = forms.IntegerField(label="排序", min_value=1, max_value=999, initial=1)


class NodeForm(ActForm):
    """A branch of a system."""

    system = of_system()
    above = ABOVE
    code = CODE
    name = forms.CharField(label="分支名称", max_length=40)
    place = PLACE
    open = forms.BooleanField(label="待充实", required=False)

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Systems one sees."""
        _seen(self, "system", actor, "systems.system.view", on)


class NodeChangeForm(ActForm):
    """Another code, name or place among its neighbours."""

    code = CODE
    name = forms.CharField(label="分支名称", max_length=40)
    place = PLACE
    open = forms.BooleanField(label="待充实", required=False)


class MoveForm(ActForm):
    """Where a branch, with all below it, shall hang."""

    above = ABOVE
    code = CODE
    place = PLACE


class NumberField(forms.CharField):
    """A number of a standard, written as GB/T 1.1 writes it; of a document, as it was typed."""

    def to_python(self, value: Any) -> Any:
        """The number as it is kept."""
        text = super().to_python(value)
        try:
            return str(designation.parse(text)) if text else text
        except Misnumbered:
            return text


class EntryForm(ActForm):
    """A line of the detail table."""

    system = of_system()
    branch = forms.CharField(label="体系编号", max_length=20, help_text="所属分支的编号，如 1.2")
    number = NumberField(
        label="标准号", max_length=100,
        help_text="如 GB/T 41568—2022；规范性文件写文号；待制定的写计划号",
    )  # fmt: skip
    title = forms.CharField(label="标准名称", max_length=200)
    sort = forms.ChoiceField(label="类别", choices=Sort.choices)
    level = forms.ChoiceField(label="级别", choices=LEVELS)
    state = forms.ChoiceField(
        label="状态", choices=[each for each in Stage.choices if each[0] != Stage.TAKEN_OUT]
    )
    origin = forms.ChoiceField(label="采用或自编", choices=Origin.choices)
    issued_on = day("发布日期", required=False)
    force_on = day("实施日期", required=False)
    replaces = forms.CharField(label="被代替标准号", max_length=200, required=False)
    unit = of_unit("责任部门", required=False)
    due_year = forms.IntegerField(
        label="计划完成年份", min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False
    )
    source = forms.CharField(label="出处", max_length=200, required=False)
    groups = (
        ("标准", ("system", "branch", "number", "title", "sort", "level", "state", "origin")),
        ("日期与责任", ("issued_on", "force_on", "replaces", "unit", "due_year", "source")),
    )

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Systems one sees, units of one's region."""
        _seen(self, "system", actor, "systems.system.view", on)
        self.offer("unit", _units(actor))

    def clean(self) -> dict[str, Any]:
        """Number and level agree; a document or a plan has no number of a standard."""
        cleaned = super().clean()
        number, level = cleaned.get("number"), cleaned.get("level")
        numbered = cleaned.get("sort") == Sort.STANDARD and cleaned.get("state") != Stage.PLANNED
        if numbered and number and level:
            try:
                designation.check(number, Rank(level))
            except Misnumbered as wrong:
                self.add_error("number", f"{wrong}。")
        return cleaned


class TakeOutForm(ActForm):
    """Why a line leaves the table."""

    reason = forms.CharField(label="移出理由", max_length=200)


class DutyForm(OfUnits):
    """A duty of a unit."""

    unit = of_unit("单位")
    code = forms.CharField(label="职责编号", max_length=20)
    name = forms.CharField(label="职责", max_length=100)
    field = forms.CharField(label="领域", max_length=20)
    basis = forms.CharField(label="职责依据", max_length=200, required=False)


class LinkForm(ActForm):
    """Which standard says how a duty is done."""

    duty = forms.ModelChoiceField(
        Duty.objects.filter(state=Standing.KEPT), label="职责",
        error_messages={"invalid_choice": "没有这项职责，或它不在您的数据范围内。"},
    )  # fmt: skip
    entry = forms.ModelChoiceField(
        Entry.objects.exclude(state=Stage.TAKEN_OUT), label="标准",
        error_messages={"invalid_choice": "没有这项标准明细，或它不在您的数据范围内。"},
    )  # fmt: skip

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Duties and lines one sees."""
        _seen(self, "duty", actor, "systems.duty.view", on)
        _seen(self, "entry", actor, "systems.entry.view", on)


class PilotForm(OfUnits):
    """A pilot project."""

    name = forms.CharField(label="试点项目", max_length=100)
    unit = of_unit("承担单位")
    level = forms.ChoiceField(label="级别", choices=PilotLevel.choices)
    sort = forms.CharField(label="试点类别", max_length=40, help_text="如 机关事务标准化试点")
    batch = forms.IntegerField(label="批次", min_value=1, max_value=99)
    basis = forms.CharField(label="批复文号", max_length=100, required=False)
    begun_on = day("开始日期")
    due_on = day("建设期满")

    def clean(self) -> dict[str, Any]:
        """A term ends after it begins."""
        cleaned = super().clean()
        begun, due = cleaned.get("begun_on"), cleaned.get("due_on")
        if begun and due and due <= begun:
            self.add_error("due_on", "建设期满应晚于开始日期，请核对。")
        return cleaned


class AcceptForm(ActForm):
    """What the examiners found."""

    state = forms.ChoiceField(
        label="验收结论",
        choices=[each for each in PilotStage.choices if each[0] != PilotStage.BUILDING],
    )
    score = forms.DecimalField(
        label="验收得分", min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    accepted_on = day("验收日期")
    result = forms.CharField(label="验收意见", max_length=500, widget=forms.Textarea)


class ExemplarForm(OfUnits):
    """A case worth repeating."""

    title = forms.CharField(label="案例名称", max_length=100)
    unit = of_unit("单位")
    pilot = forms.ModelChoiceField(
        Pilot.objects.all(), label="所属试点", required=False,
        error_messages={"invalid_choice": "没有这个试点，或它不在您的数据范围内。"},
    )  # fmt: skip
    sort = forms.CharField(label="类别", max_length=20, help_text="如 综合类、专项类")
    chosen_by = forms.CharField(label="遴选单位", max_length=60, required=False)
    chosen_on = day("遴选日期")
    summary = forms.CharField(label="做法与成效", max_length=2000, widget=forms.Textarea)
    evidence = forms.CharField(label="佐证材料", max_length=200, required=False)

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Units of one's region, pilots one sees."""
        super().bind(actor, subject, on)
        _seen(self, "pilot", actor, "systems.pilot.view", on)


class HonourForm(OfUnits):
    """What a unit was honoured with."""

    title = forms.CharField(label="荣誉名称", max_length=100)
    unit = of_unit("获得单位")
    level = forms.ChoiceField(label="级别", choices=PilotLevel.choices)
    given_by = forms.CharField(label="授予单位", max_length=60)
    given_on = day("授予日期")
    evidence = forms.CharField(label="授予文号或佐证", max_length=200, required=False)
