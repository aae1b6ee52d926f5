"""Drafts of supervision."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django import forms

from guanbiao.gate.forms import ActForm
from guanbiao.modules.oversight.models import Matter, Source
from guanbiao.people.models import Person, Unit

if TYPE_CHECKING:
    from django.db.models import Model

    from guanbiao.people.actor import Actor


def day(label: str) -> forms.DateField:
    """A date as browsers send it."""
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, error_messages={"required": "请选择日期。"})


class MatterForm(ActForm):
    """What was decided, who carries it out, until when."""

    title = forms.CharField(label="督办事项", max_length=200)
    source = forms.ChoiceField(label="来源", choices=Source.choices)
    basis = forms.CharField(label="依据（文号或会议）", max_length=200, required=False)
    unit = forms.ModelChoiceField(Unit.objects.filter(closed_on=None), label="承办单位")
    owner = forms.ModelChoiceField(
        Person.objects.filter(active=True), label="责任人",
        error_messages={"invalid_choice": "没有这个在岗人员，请按工号或从名单选择。"},
    )  # fmt: skip
    due_on = day("办理期限")

    def bind(self, actor: Actor, subject: Model | None, on: date) -> None:
        """Only units and persons of the supervisor's own region are offered and taken."""
        prefix = actor.unit.region_prefix if actor.unit else ""
        units, owners = self.fields["unit"], self.fields["owner"]
        units.queryset = units.queryset.filter(region__code__startswith=prefix)  # type: ignore[attr-defined]
        owners.queryset = owners.queryset.filter(unit__region__code__startswith=prefix)  # type: ignore[attr-defined]


class ReportForm(ActForm):
    """What has been done since the last report."""

    matter = forms.ModelChoiceField(Matter.objects.all(), label="督办事项")
    words = forms.CharField(label="进展", max_length=1000, widget=forms.Textarea)
    progress = forms.IntegerField(label="进度（%）", min_value=0, max_value=100)
    obstacle = forms.CharField(label="存在问题", max_length=300, required=False)


class ExtendForm(ActForm):
    """A later day, and why."""

    due_on = day("新的期限")
    extension_reason = forms.CharField(label="延期理由", max_length=300)


class RemarkForm(ActForm):
    """A word that must be said: why it goes back, why it is revoked."""

    remark = forms.CharField(
        label="说明", max_length=300, error_messages={"required": "请写明原因。"}
    )
