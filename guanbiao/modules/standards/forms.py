"""Drafts of waivers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model

from guanbiao.gate import registry
from guanbiao.gate.forms import ActForm
from guanbiao.library import in_force
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class WaiverForm(ActForm):
    """An exception to one clause, for one act of one unit (or of one record of it)."""

    rule = forms.ChoiceField(
        label="条款与业务动作", error_messages={"required": "请选择例外的条款。"}
    )
    unit = forms.ModelChoiceField(Unit.objects.filter(closed_on=None), label="适用单位")
    key = forms.CharField(
        label="限定记录", max_length=64, required=False, help_text="只对一条记录例外时填写其编号"
    )
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    basis = forms.CharField(label="批准文号", max_length=200, required=False)
    from_day = forms.DateField(label="起", widget=DAY)
    to_day = forms.DateField(label="止", widget=DAY)

    def bind(self, actor: Actor, subject: Model | None, on: Any) -> None:
        """The mandatory clauses that judge acts of this unit today."""
        self.choose("rule", choices(actor, on))

    def clean(self) -> dict[str, Any]:
        """An exception does not end before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("from_day"), cleaned.get("to_day")
        if start and end and end < start:
            self.add_error("to_day", "截止日期不应早于起始日期。")
        return cleaned


def choices(actor: Actor, on: Any) -> list[tuple[str, str]]:
    """``standard#clause@act`` → words, for every clause that may stop an act."""
    labels = {act.name: f"{act.entity.label}·{act.label}" for act in registry.acts()}
    found = [("", "请选择")]
    for each in in_force.standards_in_force(actor.unit, on):
        for rule in each.pack.rules:
            if rule.judged and rule.modality.mandatory and rule.act in labels:
                clause = each.pack.clause(rule.clause)
                title = clause.title if clause else ""
                words = f"{rule.standard} {rule.clause} {title}（{labels[rule.act]}）"
                found.append((f"{rule.standard}#{rule.clause}@{rule.act}", words))
    return list(dict(found).items())
