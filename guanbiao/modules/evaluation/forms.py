"""Drafts of evaluation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Model

from guanbiao.gate import registry
from guanbiao.gate.forms import ActForm
from guanbiao.kit import words
from guanbiao.kit.fields import day
from guanbiao.library import in_force
from guanbiao.modules.evaluation.models import Answer, Conclusion, Method, ProposalSource
from guanbiao.people.models import Unit

LONG = forms.Textarea(attrs={"rows": 3})
MOST = 500
MONTH = dt.timedelta(days=30)


class PeriodForm(ActForm):
    """Two days in order."""

    def clean(self) -> dict[str, Any]:
        """It does not end before it begins."""
        cleaned = super().clean()
        first, last = cleaned.get("from_day"), cleaned.get("to_day")
        if first and last and last < first:
            self.add_error("to_day", "截止不应早于起始。")
        return cleaned


class SampleForm(PeriodForm):
    """Of what, of which days, how many, by which seed."""

    entity = forms.ChoiceField(label="抽查对象")
    from_day = day("记录自")
    to_day = day("记录至")
    size = forms.IntegerField(label="抽取条数", min_value=1, max_value=MOST)
    seed = forms.CharField(
        label="随机种子", max_length=50, help_text="同一种子抽出同样的记录，可由他人重做"
    )

    def bind(self, actor: Any, subject: Model | None, on: dt.date) -> None:
        """Every ledger that clauses judge."""
        sets = sorted(registry.fact_sets().values(), key=lambda each: each.entity.label)
        choices = [("", "请选择"), *((s.entity.name, s.entity.label) for s in sets)]
        self.choose("entity", choices)

    def prefill(self, actor: Any, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """Twenty records of this year, by today's date."""
        return {"from_day": on.replace(month=1, day=1), "to_day": on, "size": 20,
                "seed": f"{on:%Y%m%d}"}  # fmt: skip


class ItemForm(ActForm):
    """What was found on the spot."""

    answer = forms.ChoiceField(label="核查结果", choices=[("", "请选择"), *Answer.choices])
    words = forms.CharField(label="核查情况", max_length=500, required=False, widget=LONG)


class ProposalForm(ActForm):
    """Which clause, what should change, and why."""

    standard = forms.CharField(label="标准编号", max_length=100)
    clause = forms.CharField(label="条款", max_length=50)
    source = forms.ChoiceField(label="来源", choices=[("", "请选择"), *ProposalSource.choices])
    words = forms.CharField(label="修订建议", max_length=500, widget=LONG)
    evidence = forms.CharField(label="依据", max_length=500, widget=LONG)


class ReplyForm(ActForm):
    """Taken or not, and why."""

    taken = forms.ChoiceField(
        label="处理", choices=[("", "请选择"), ("yes", "采纳"), ("no", "不采纳")]
    )
    reply = forms.CharField(label="答复", max_length=500, widget=LONG)


class ReviewForm(ActForm):
    """An edition and the day by which it is looked at again."""

    standard = forms.CharField(label="标准编号", max_length=100)
    edition = forms.CharField(label="版次", max_length=50)
    due_on = day("应复审日期")


class ConcludeForm(ActForm):
    """What the review comes to."""

    conclusion = forms.ChoiceField(label="结论", choices=[("", "请选择"), *Conclusion.choices])
    words = forms.CharField(label="复审意见", max_length=500, widget=LONG)


class SavingForm(PeriodForm):
    """Money saved, by which method, with what evidence."""

    title = forms.CharField(label="节约事项", max_length=200)
    standard = forms.CharField(label="标准编号", max_length=100, required=False)
    clause = forms.CharField(label="条款", max_length=50, required=False)
    unit = forms.ModelChoiceField(Unit.objects.filter(closed_on=None), label="单位")
    from_day = day("起始日期")
    to_day = day("截止日期")
    method = forms.ChoiceField(label="计算方法", choices=[("", "请选择"), *Method.choices])
    baseline = forms.DecimalField(label="基准支出（元）", max_digits=16, decimal_places=2)
    actual = forms.DecimalField(label="实际支出（元）", max_digits=16, decimal_places=2)
    amount = forms.DecimalField(label="节约金额（元）", max_digits=16, decimal_places=2)
    evidence = forms.CharField(label="佐证材料", max_length=500, required=False, widget=LONG)


class AskForm(PeriodForm):
    """Which clause of which act, why, how long, at what price."""

    rule = forms.ChoiceField(label="条款与业务动作")
    key = forms.CharField(
        label="限定记录", max_length=64, required=False, help_text="只对一条记录例外时填写其编号"
    )
    reason = forms.CharField(label="理由", max_length=500, widget=LONG)
    price = forms.DecimalField(
        label="代价（元）", max_digits=16, decimal_places=2, min_value=0, required=False,
        help_text="比照条款多支出或少节约的金额，没有的填 0",
    )  # fmt: skip
    from_day = day("起始日期")
    to_day = day("截止日期")

    def bind(self, actor: Any, subject: Model | None, on: dt.date) -> None:
        """The mandatory clauses that judge acts of one's unit."""
        self.choose("rule", _stopping(actor, on))

    def prefill(self, actor: Any, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """From today for a month; which clause, why and at what price is hers to say."""
        return {"from_day": on, "to_day": on + MONTH}

    def known(self, actor: Any) -> dict[str, str]:
        """Who asks, for which unit, and when."""
        return {
            "申请单位": str(actor.unit or ""), "申请人": actor.name,
            "联系电话": actor.phone or "未登记",
            "申请日期": words.date(actor.today),
        }  # fmt: skip


def _stopping(actor: Any, on: dt.date) -> list[tuple[str, str]]:
    """``standard#clause@act`` → words, for every clause that may stop an act."""
    labels = {act.name: f"{act.entity.label}·{act.label}" for act in registry.acts()}
    found = {"": "请选择"}
    for each in in_force.standards_in_force(actor.unit, on):
        for rule in each.pack.rules:
            if rule.judged and rule.modality.mandatory and rule.act in labels:
                clause = each.pack.clause(rule.clause)
                title = clause.title if clause else ""
                words = f"{rule.standard} {rule.clause} {title}（{labels[rule.act]}）"
                found[f"{rule.standard}#{rule.clause}@{rule.act}"] = words
    return list(found.items())


class GrantForm(ActForm):
    """The number of the decision."""

    basis = forms.CharField(label="批准文号", max_length=200, required=False)
    opinion = forms.CharField(label="意见", max_length=300, required=False)


class RefuseForm(ActForm):
    """Why not."""

    opinion = forms.CharField(label="不批准的理由", max_length=300, widget=LONG)
