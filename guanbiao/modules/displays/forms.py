"""Drafts of displays: well formed or not; how long one may hang is the clauses' say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Model

from guanbiao.gate.forms import ActForm
from guanbiao.kit.fields import Named, day
from guanbiao.library import in_force
from guanbiao.modules.displays.models import Display, Face
from guanbiao.modules.meetings.public import Room
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit, UnitKind

LONGEST = "展示屏有效期上限"
"""The dated value that says how many days an address holds."""


class TermForm(ActForm):
    """Until when a display hangs; the longest the standard allows is filled in."""

    to_day = day("有效期至")
    today: dt.date | None = None

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """The day it is judged on is its first."""
        self.today = on

    def prefill(self, actor: Actor, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """As long as the standard allows; nothing where it does not say."""
        most = in_force.value_on(LONGEST, actor.unit, on)
        return {} if most is None else {"to_day": on + dt.timedelta(days=int(most))}

    def clean_to_day(self) -> dt.date | None:
        """Not over before it begins."""
        found: dt.date | None = self.cleaned_data["to_day"]
        if found and self.today and found < self.today:
            raise forms.ValidationError("有效期至不能早于今天。")
        return found


class DisplayForm(TermForm):
    """What hangs where, shows what, until when."""

    groups = (("展示屏", ("name", "place", "to_day")), ("显示内容", ("face", "unit", "room")))
    name = forms.CharField(
        label="名称", max_length=40, widget=forms.TextInput({"placeholder": "一楼大厅指标屏"})
    )
    place = forms.CharField(
        label="悬挂位置", max_length=80, widget=forms.TextInput({"placeholder": "主楼一层大厅东墙"})
    )
    face = forms.ChoiceField(label="显示内容", choices=Face.choices)
    unit = Named(
        Unit.objects.filter(closed_on=None), "name", "units", label="单位（指标大屏填写）",
        required=False,
        error_messages={"invalid_choice": "没有这个单位，请从提示中选择全称。"},
    )  # fmt: skip
    room = forms.ModelChoiceField(
        Room.objects.order_by("name"), label="会议室（门牌选择）", required=False
    )

    def prefill(self, actor: Actor, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """Numbers of the bureau one works in, else of one's own unit."""
        above = Unit.objects.filter(pk__in=actor.me.unit.path_ids(), kind=UnitKind.BUREAU)
        unit = above.order_by("-path").first() or actor.me.unit
        return {**super().prefill(actor, subject, on), "face": Face.WALL, "unit": unit.name}

    def clean_name(self) -> str:
        """A name nobody else's display has."""
        name = str(self.cleaned_data["name"] or "")
        if name and Display.objects.filter(name=name).exists():
            raise forms.ValidationError("已有同名的展示屏，请换一个名称。")
        return name

    def clean(self) -> dict[str, Any]:
        """A door is that of a room, a wall that of a unit."""
        cleaned = super().clean()
        wanted, other, words = (
            ("room", "unit", "请选择门牌所在的会议室。")
            if cleaned.get("face") == Face.DOOR
            else ("unit", "room", "请填写大屏显示哪个单位的指标。")
        )
        if wanted not in self.errors and not cleaned.get(wanted):
            self.add_error(wanted, words)
        cleaned[other] = None
        return cleaned


class RemarkForm(ActForm):
    """Why it is withdrawn."""

    remark = forms.CharField(
        label="理由", max_length=200, error_messages={"required": "请写明撤回的理由，留存备查。"}
    )
