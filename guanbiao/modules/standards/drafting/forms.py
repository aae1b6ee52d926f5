"""What the acts of drafting are given."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

from django import forms

from guanbiao.gate import authority
from guanbiao.gate.forms import ActForm
from guanbiao.kit.fields import Named, day
from guanbiao.library import in_force
from guanbiao.library.files import KINDS, LARGEST_FILE, NAME
from guanbiao.modules.standards.drafting.models import (
    LEVEL_CHOICES,
    OPEN,
    Draft,
    Need,
    Opinion,
    Procedure,
    Reach,
    Running,
)
from guanbiao.people.models import Person, Unit

if TYPE_CHECKING:
    from django.db.models import Model

    from guanbiao.people.actor import Actor

AREA = forms.Textarea(attrs={"rows": 3})
EDITION = re.compile(r"\d{4}(\.\d+)?")
STEPS = ("一审", "二审", "三审", "一校", "二校", "三校")


class ProjectForm(ActForm):
    """A new standard, or the next edition of one: why, who, when, for how much."""

    groups = (
        ("标准", ("base", "standard", "title", "edition", "level", "subject", "reach", "from_day")),
        ("立项", ("need", "evidence", "procedure")),
        ("计划", ("plan_from", "plan_to", "members", "budget", "funding")),
    )
    base = forms.ChoiceField(label="修订已有标准", required=False,
                             help_text="从这一版的条文和规则改起；新制定的不选")  # fmt: skip
    standard = forms.CharField(label="标准编号", max_length=60, help_text="如 Q/YCJG 301")
    title = forms.CharField(label="标准名称", max_length=100)
    edition = forms.CharField(
        label="版次", max_length=20, help_text="年号，如 2026；同年再版写 2026.2"
    )
    level = forms.ChoiceField(label="层级", choices=LEVEL_CHOICES)
    subject = forms.CharField(label="类别", max_length=60, required=False)
    reach = forms.ChoiceField(label="适用范围", choices=Reach.choices)
    from_day = day("拟施行日期")
    need = forms.ChoiceField(label="需求来源", choices=Need.choices)
    evidence = forms.CharField(label="佐证", max_length=1000, widget=AREA,
                               help_text="写明事例、数据或做法，以及在哪里可以查到")  # fmt: skip
    procedure = forms.ChoiceField(label="制定程序", choices=Procedure.choices)
    plan_from = day("计划开始")
    plan_to = day("计划完成")
    members = forms.CharField(label="参加人", max_length=300, required=False,
                              help_text="姓名或工号，用顿号分开；起草人不用写")  # fmt: skip
    budget = forms.DecimalField(label="经费（元）", min_value=0, max_digits=12, decimal_places=2,
                                required=False)  # fmt: skip
    funding = forms.CharField(label="经费来源", max_length=100, required=False)

    def prefill(self, actor: Actor, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """This year's edition, internal, for the own unit, from today."""
        if subject is not None:
            return {}
        return {
            "edition": str(on.year), "level": "internal", "reach": Reach.UNIT.value,
            "procedure": Procedure.GENERAL.value, "from_day": on, "plan_from": on,
            "plan_to": on + dt.timedelta(days=90), "budget": 0,
        }  # fmt: skip

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Editions that bind this unit may be revised."""
        if "base" in self.fields:
            known = in_force.standards_in_force(actor.unit, on)
            rows = [(str(e.id), f"{e.head.number}—{e.head.edition} {e.head.title}") for e in known]
            self.choose("base", [("", "新制定"), *rows])

    def clean_edition(self) -> str:
        """A year, as everybody writes it."""
        found = str(self.cleaned_data["edition"]).strip()
        if found and not EDITION.fullmatch(found):
            raise forms.ValidationError("版次应写年号，如 2026；同年再版写 2026.2。")
        return found

    def clean_members(self) -> list[Person]:
        """The persons named; one who is not found is told."""
        return list(people(str(self.cleaned_data.get("members") or "")))

    def clean_budget(self) -> Any:
        """No money is money too."""
        return self.cleaned_data.get("budget") or 0


def people(text: str) -> list[Person]:
    """Persons by name or staff number; raises `ValidationError` for one that is not there."""
    found = []
    for name in filter(None, (each.strip() for each in re.split(r"[、,，;；\s]+", text))):
        rows = list(Person.objects.filter(active=True).filter(staff_no=name)[:2])
        rows = rows or list(Person.objects.filter(active=True, name=name)[:2])
        if len(rows) != 1:
            words = "有几位同名，请写工号" if rows else "没有这位在岗人员，请核对"
            raise forms.ValidationError(f"“{name}”{words}。")
        found.append(rows[0])
    return found


class PlanForm(ProjectForm):
    """The project after it was begun: all but what the edition is called."""

    standard = None  # type: ignore[assignment] # Django drops an inherited field so
    base = None  # type: ignore[assignment] # Django drops an inherited field so
    title = forms.CharField(label="标准名称", max_length=100)

    def prefill(self, actor: Actor, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """Who takes part now."""
        names = subject.members.values_list("person__staff_no", flat=True) if subject else []  # type: ignore[attr-defined] # the subject is a draft
        return {"members": "、".join(names)}


class WriteForm(ActForm):
    """New texts of files (JSON: path → text, null removes), made from ``base``, and why."""

    changes = forms.CharField(label="改动", widget=forms.HiddenInput, strip=False)
    base = forms.IntegerField(label="所据版本", min_value=0, widget=forms.HiddenInput)
    note = forms.CharField(label="改了什么", max_length=200)
    confirm = forms.CharField(
        label="已对照的条款", max_length=300, required=False, widget=forms.HiddenInput
    )
    renamed = forms.CharField(label="改号", required=False, widget=forms.HiddenInput)

    def clean_renamed(self) -> dict[str, str]:
        """Old number → new one, of clauses that moved."""
        try:
            found = json.loads(self.cleaned_data["renamed"] or "{}")
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise forms.ValidationError("改号不是有效内容，请刷新页面后重试。")
        return {str(old): str(new) for old, new in found.items()}

    def clean_changes(self) -> dict[str, str | None]:
        """Paths a pack may have, texts a pack may hold."""
        try:
            found = json.loads(self.cleaned_data["changes"])
        except ValueError as failure:
            raise forms.ValidationError("改动不是有效内容，请刷新页面后重试。") from failure
        if not isinstance(found, dict):
            raise forms.ValidationError("改动不是有效内容，请刷新页面后重试。")
        for path, text in found.items():
            _refuse(path, text)
        return found


def _refuse(path: str, text: Any) -> None:
    suffix = f".{path.rpartition('.')[2]}"
    if not NAME.fullmatch(path) or suffix not in KINDS or path == "standard.toml":
        raise forms.ValidationError(f"“{path}”不是标准包里的文件名，请核对。")
    if text is not None and (not isinstance(text, str) or len(text.encode()) > LARGEST_FILE):
        raise forms.ValidationError(f"“{path}”超过 2 MB，请拆分。")


class ConfirmForm(ActForm):
    """A clause whose words and rule were held side by side and agree."""

    clause = forms.CharField(label="条款", max_length=30)


class ConsultForm(ActForm):
    """A group of another unit is asked, until a day."""

    draft = forms.ModelChoiceField(Draft.objects.none(), label="标准草案")
    group = forms.CharField(
        label="相关方", max_length=60, help_text="如 驾驶员、用车单位、财务部门"
    )
    unit = Named(
        Unit.objects.filter(closed_on=None), "name", "consult-units", label="征求单位",
        error_messages={"invalid_choice": "没有这个单位，请按全称填写。"},
    )  # fmt: skip
    due_on = day("答复期限")

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Only drafts that are being written and that this person may send out."""
        seen = authority.visible(actor, "standards.draft.view", on)
        rows = Draft.objects.filter(seen, state__in=OPEN)
        self.offer("draft", rows)


class AnswerForm(ActForm):
    """What the group says: agreement, or opinions one a line."""

    answer = forms.ChoiceField(label="答复", choices=[("同意", "同意"), ("有意见", "有意见")])
    opinions = forms.CharField(
        label="意见", required=False, max_length=6000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="一行一条，可以先写条款号，如：5.1 限值宜按车型分开",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Opinions are written where there are some."""
        cleaned = super().clean()
        if cleaned.get("answer") == "有意见" and not cleaned.get("opinions"):
            self.add_error("opinions", "请写明意见，一行一条。")
        return cleaned


class SettleForm(ActForm):
    """What becomes of one opinion."""

    opinion = forms.ModelChoiceField(Opinion.objects.none(), label="意见")
    result = forms.ChoiceField(
        label="处理", choices=[("采纳", "采纳"), ("部分采纳", "部分采纳"), ("不采纳", "不采纳")]
    )
    reason = forms.CharField(label="理由", max_length=500, required=False, widget=AREA)

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Opinions on this draft."""
        rows = Opinion.objects.filter(consult__draft_id=getattr(subject, "pk", 0))
        self.offer("opinion", rows)


class ReviewForm(ActForm):
    """One of the three readings of the matter and the three of the words."""

    step = forms.ChoiceField(label="环节", choices=[(each, each) for each in STEPS])
    passed = forms.ChoiceField(label="结论", choices=[("通过", "通过"), ("退回", "退回修改")])
    words = forms.CharField(label="审校意见", max_length=500, required=False, widget=AREA)

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Only the next reading of the matter and the next of the words: they go in order."""
        if isinstance(subject, Draft):
            self.choose("step", [(each, each) for each in next_steps(subject)])

    def clean(self) -> dict[str, Any]:
        """Who sends back says why."""
        cleaned = super().clean()
        if cleaned.get("passed") == "退回" and not cleaned.get("words"):
            self.add_error("words", "退回修改应写明原因。")
        return cleaned


def next_steps(draft: Draft) -> list[str]:
    """一审 before 二审 before 三审, and so with the proofs; what is passed is not read again."""
    passed = set(draft.reviews.filter(version=draft.version, passed=True)
                 .values_list("step", flat=True))  # fmt: skip
    lines = (STEPS[:3], STEPS[3:])
    return [step for line in lines if (step := next((s for s in line if s not in passed), ""))]


class PublishForm(ActForm):
    """From which day on, for whom first, and what becomes of running cases."""

    from_day = day("施行日期")
    units = forms.ModelMultipleChoiceField(
        Unit.objects.filter(closed_on=None).exclude(uscc=None), label="试点单位", required=False,
        help_text="不选即按标准自身的适用范围",
    )  # fmt: skip
    running = forms.ChoiceField(
        label="在办件去向", choices=Running.choices, required=False, initial=Running.FINISH,
        help_text="标准里有流程时，已经在办的件怎样办",
    )  # fmt: skip

    def prefill(self, actor: Actor, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """The planned day, or today where that has passed."""
        planned = getattr(subject, "from_day", None) or on
        return {"from_day": max(planned, on)}


class SayForm(ActForm):
    """A word to go with it, if there is one."""

    remark = forms.CharField(label="说明", max_length=300, required=False, widget=AREA)


class StopForm(ActForm):
    """Why no standard comes of it."""

    remark = forms.CharField(label="原因", max_length=300)
