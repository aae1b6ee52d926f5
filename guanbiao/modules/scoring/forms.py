"""Drafts of score sheets: well formed or not; whether they are lawful is the clauses' say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Model

from guanbiao.gate.forms import ActForm
from guanbiao.kit.fields import Named, day
from guanbiao.modules.scoring import rubric
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit

UNKNOWN_UNIT = {"invalid_choice": "没有这个单位，请从列出的名称中选择。"}
LONG = forms.Textarea(attrs={"rows": 3})


class SheetForm(ActForm):
    """Which unit, by which table, for which days."""

    table = forms.ChoiceField(label="计分表", help_text="现行标准中带分值的计分表")
    unit = Named(Unit.objects.all(), "name", "units", label="被评单位",
                 error_messages=UNKNOWN_UNIT)  # fmt: skip
    from_day = day("评价自")
    to_day = day("评价至")

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Tables in force for one's unit; units of one's own region."""
        found = rubric.offered(actor.unit, on) if actor.unit else []
        self.choose("table", [("", "请选择"), *((each.key, each.title) for each in found)])
        prefix = actor.unit.region_prefix if actor.unit else ""
        rows = Unit.objects.filter(region__code__startswith=prefix, closed_on=None)
        self.offer("unit", rows.order_by("path"))

    def prefill(self, actor: Actor, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """One's own unit, this year so far, by the only table where there is but one."""
        found = rubric.offered(actor.unit, on) if actor.unit else []
        table = found[0].key if len(found) == 1 else ""
        return {"unit": actor.unit, "from_day": on.replace(month=1, day=1), "to_day": on,
                "table": table}  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """It does not end before it begins."""
        cleaned = super().clean()
        first, last = cleaned.get("from_day"), cleaned.get("to_day")
        if first and last and last < first:
            self.add_error("to_day", "截止日期不早于开始日期。")
        return cleaned


class ScoreForm(ActForm):
    """What is given by hand, and why."""

    score = forms.DecimalField(label="得分", max_digits=6, decimal_places=2)
    reason = forms.CharField(label="评分理由", max_length=300, required=False, widget=LONG)


class FinishForm(ActForm):
    """What the score comes to, in words."""

    conclusion = forms.CharField(label="评价结论", max_length=500, required=False, widget=LONG)
