"""Drafts of the verbs on a case: which task, an opinion, who else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from guanbiao.gate import papers
from guanbiao.gate.forms import ActForm, FilesField, OpinionForm
from guanbiao.kit.fields import Someone
from guanbiao.modules.cases import signing
from guanbiao.people import offering
from guanbiao.people.models import Person
from rulebook.flow.commands import Place, Target

if TYPE_CHECKING:
    from django.db.models import Model

    from guanbiao.people.actor import Actor

NOBODY = {
    "required": "请填写人员。", "invalid_choice": "没有这个在岗人员，请重新填写。",
}  # fmt: skip


class WordingForm(ActForm):
    """Words to offer."""

    words = forms.CharField(label="常用语", max_length=60)


class RatingForm(ActForm):
    """How the applicant was served."""

    rating = forms.TypedChoiceField(
        label="评分", choices=[(str(n), f"{n} 分") for n in range(5, 0, -1)], coerce=int,
        error_messages={"required": "请选择 1 至 5 分。"},
    )  # fmt: skip
    rating_words = forms.CharField(label="评价", max_length=300, required=False)


class StepForm(OpinionForm):
    """An opinion on one task; without ``task``, the actor's own open one. Files may go with it."""

    task = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    sent = FilesField(label="附件", required=False)
    signature = forms.CharField(required=False, max_length=40_000, widget=forms.HiddenInput)
    signed_name = forms.CharField(label="键盘签名", required=False, max_length=50)
    signer = ""

    def bind(self, actor: Actor, subject: Model | None, on: date) -> None:
        """Whose name it must be."""
        self.signer = actor.name

    def clean_signature(self) -> papers.Paper | None:
        """Strokes as the pad sends them, drawn anew: nothing but numbers comes in."""
        try:
            return signing.drawn(self.cleaned_data["signature"])
        except ValueError as wrong:
            words = "签名没有读出来，请清除后重新签写，或不签名直接提交。"
            raise forms.ValidationError(words) from wrong

    def clean_signed_name(self) -> papers.Paper | None:
        """One's own full name, letter by letter; nobody signs for another."""
        name = self.cleaned_data["signed_name"].strip()
        if name and name != self.signer:
            raise forms.ValidationError("键盘签名须与您的姓名一致，请填写全名，或清空后不签名。")
        return signing.typed(name) if name else None


class ReasonForm(StepForm):
    """The same, with a word that must be said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["opinion"]
        field.required, field.error_messages["required"] = True, "请写明理由，供有关人员查看。"


class ReturnForm(ReasonForm):
    """Where it goes back to, and whether it comes straight back."""

    target = forms.ChoiceField(
        label="退回到", choices=[(each.value, each.value) for each in Target], required=False
    )
    node = forms.CharField(label="环节", max_length=50, required=False)
    direct = forms.BooleanField(label="修改后直达本环节", required=False)


class TimerForm(OpinionForm):
    """Which boundary timer is due."""

    timer = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class SignalForm(OpinionForm):
    """What the process is told: a signal for all who wait for it, a message for the first."""

    signal = forms.CharField(label="通知名称", max_length=100)
    message = forms.BooleanField(label="只通知最先等待的一处", required=False)


class PersonForm(StepForm):
    """One other person."""

    to_person = Someone("人员", error_messages=NOBODY)

    def bind(self, actor: Actor, subject: Model | None, on: date) -> None:
        """Persons of one's own region."""
        super().bind(actor, subject, on)
        self.offer("to_person", offering.colleagues(actor))


class PeopleForm(StepForm):
    """Several other persons, by name or staff number, separated by commas or spaces."""

    people = forms.CharField(label="人员", max_length=400)

    def bind(self, actor: Actor, subject: Model | None, on: date) -> None:
        """Persons of one's own region."""
        super().bind(actor, subject, on)
        self._offered = offering.colleagues(actor)

    def clean_people(self) -> tuple[Person, ...]:
        """The persons named, in this order; an unknown one is told by what was typed."""
        try:
            return offering.several(self._offered, offering.parts(self.cleaned_data["people"]))
        except offering.NotOne as unclear:
            raise forms.ValidationError(str(unclear)) from unclear


class AddForm(PeopleForm):
    """Who signs too, and where."""

    place = forms.ChoiceField(
        label="加签方式", choices=[(each.value, each.value) for each in Place]
    )
