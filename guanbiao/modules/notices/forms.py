"""Drafts of notices: well formed or not; whether they are lawful is the clauses' say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Model

from guanbiao.gate.forms import ActForm
from guanbiao.kit.fields import day
from guanbiao.modules.notices import readers
from guanbiao.modules.notices.models import Audience, Notice
from guanbiao.people.actor import Actor


class NoticeForm(ActForm):
    """A notice."""

    groups = (
        ("内容", ("title", "content")),
        ("发布", ("audience", "from_day", "to_day", "confirm", "pinned")),
    )
    title = forms.CharField(label="标题", max_length=80)
    content = forms.CharField(
        label="正文", max_length=8000, widget=forms.Textarea(attrs={"rows": 12})
    )
    audience = forms.ChoiceField(label="发布范围", choices=Audience.choices)
    from_day = day("开始日期")
    to_day = day("结束日期", required=False)
    confirm = forms.BooleanField(label="须确认已阅", required=False)
    pinned = forms.BooleanField(label="置顶", required=False)

    def prefill(self, actor: Actor, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """From today, for a month."""
        if subject is not None:
            return {}
        return {
            "audience": Audience.UNIT, "from_day": on, "to_day": on + dt.timedelta(days=29),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        cleaned = super().clean()
        first, last = cleaned.get("from_day"), cleaned.get("to_day")
        if first and last and last < first:
            self.add_error("to_day", "结束日期不早于开始日期。")
        return cleaned


class RemarkForm(ActForm):
    """Why it is taken down."""

    remark = forms.CharField(label="理由", max_length=200)


class ReadingForm(ActForm):
    """Which notice was read: one of those that concern the reader."""

    notice = forms.ModelChoiceField(
        Notice.objects.all(), label="通知",
        error_messages={"invalid_choice": "没有这份通知，或它已撤下、不在您的阅读范围内。"},
    )  # fmt: skip

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """What concerns this person today."""
        self.offer("notice", readers.readable(actor, on))
