"""Drafts of voices: well formed or not; whether they are lawful is the clauses' say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Model

from guanbiao.gate.forms import ActForm
from guanbiao.modules.voices.models import Kind, Voice
from guanbiao.people.actor import Actor

STARS = [(str(n), f"{n} 分") for n in range(5, 0, -1)]


class VoiceForm(ActForm):
    """What somebody wants to say."""

    kind = forms.ChoiceField(label="类别", choices=Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label="标题", max_length=60)
    content = forms.CharField(
        label="内容", max_length=2000, widget=forms.Textarea,
        help_text="写清时间、地点和希望怎样解决，便于答复",
    )  # fmt: skip

    def known(self, actor: Actor) -> dict[str, str]:
        """Who speaks, and from where."""
        return {
            "所在单位": str(actor.unit or ""), "提出人": actor.name,
            "联系电话": actor.phone or "未登记",
        }  # fmt: skip

    def prefill(self, actor: Actor, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """The kind of her last one, a suggestion at first; what it is about nobody else knows."""
        last = Voice.objects.filter(person=actor.person).order_by("-pk").first()
        return {"kind": last.kind if last else Kind.SUGGESTION}


class AnswerForm(ActForm):
    """What the bureau says to it."""

    answer = forms.CharField(label="答复", max_length=2000, widget=forms.Textarea)


class RatingForm(ActForm):
    """How good the answer was."""

    rating = forms.TypedChoiceField(label="评分", choices=STARS, coerce=int)
    rating_words = forms.CharField(
        label="评价", max_length=300, required=False, help_text="3 分以下请写明不满意在哪里"
    )


class MoreForm(ActForm):
    """Why the answer did not answer."""

    content = forms.CharField(label="补充说明", max_length=2000, widget=forms.Textarea)
