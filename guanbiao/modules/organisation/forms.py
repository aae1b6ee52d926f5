"""Drafts of the organisation's acts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Model
from django.utils import timezone

from guanbiao.gate.forms import ActForm
from guanbiao.kit.fields import Named, Numbered, Someone, day
from guanbiao.people.actor import Actor
from guanbiao.people.models import (
    Level,
    Person,
    Post,
    Region,
    Unit,
    UnitKind,
    validate_identity,
    validate_uscc,
)

FRIDAY = 4
NO_UNIT = {"invalid_choice": "没有这个单位，请从提示中选择全称。"}


class UnitForm(ActForm):
    """A unit."""

    name = forms.CharField(label="名称", max_length=100)
    short_name = forms.CharField(label="简称", max_length=50)
    kind = forms.ChoiceField(label="类别", choices=UnitKind.choices)
    uscc = forms.CharField(
        label="统一社会信用代码", max_length=18, required=False, empty_value=None,
        validators=[validate_uscc],
    )  # fmt: skip
    level = forms.ChoiceField(label="层级", choices=Level.choices)
    region = forms.ModelChoiceField(Region.objects.all(), label="行政区划")
    parent = Named(
        Unit.objects.filter(closed_on=None),
        "name",
        "units",
        label="上级",
        required=False,
        error_messages=NO_UNIT,
    )
    staff_quota = forms.IntegerField(label="人员编制", required=False, min_value=0)


class UnitAmendForm(ActForm):
    """What may change of a unit; its place in the tree and its code do not."""

    name = forms.CharField(label="名称", max_length=100)
    short_name = forms.CharField(label="简称", max_length=50)
    staff_quota = forms.IntegerField(label="人员编制", required=False, min_value=0)


class MergeForm(ActForm):
    """Which unit it goes into, and on whose decision."""

    into = Named(
        Unit.objects.filter(closed_on=None), "name", "units", label="并入单位",
        error_messages=NO_UNIT,
    )  # fmt: skip
    reason = forms.CharField(label="依据", max_length=200)


class PersonForm(ActForm):
    """A person."""

    staff_no = forms.CharField(label="工号", max_length=20)
    name = forms.CharField(label="姓名", max_length=50)
    rank = forms.CharField(label="职级", max_length=20)
    phone = forms.RegexField(
        r"^\+?[0-9-]{5,20}$", label="联系电话", required=False,
        error_messages={"invalid": "电话只能含数字和短横，如 0990-12345 或 13900000000。"},
    )  # fmt: skip
    identity = forms.CharField(
        label="公民身份号码", max_length=18, required=False, validators=[validate_identity]
    )
    unit = Named(
        Unit.objects.filter(closed_on=None), "name", "units", label="单位", error_messages=NO_UNIT
    )
    secrets = frozenset({"phone", "identity"})


class PersonAmendForm(ActForm):
    """What may change of a person; name, phone and number stay where nothing is typed."""

    name = forms.CharField(label="姓名", max_length=50, required=False)
    rank = forms.CharField(label="职级", max_length=20)
    phone = PersonForm.base_fields["phone"]
    identity = PersonForm.base_fields["identity"]
    secrets = PersonForm.secrets
    unit = Named(
        Unit.objects.filter(closed_on=None), "name", "units", label="单位", error_messages=NO_UNIT
    )
    active = forms.BooleanField(label="在岗", required=False)


class LeaveForm(ActForm):
    """Somebody leaves: who takes over what is open."""

    successor = Numbered(
        Person.objects.filter(active=True), "staff_no", "people", label="接替人员（工号）",
        required=False, error_messages={"invalid_choice": "没有这个工号，或此人已离岗，请核对。"},
    )  # fmt: skip
    reason = forms.CharField(label="离岗事由", max_length=200)


class PostForm(ActForm):
    """A person takes up a post."""

    person = Numbered(
        Person.objects.all(),
        "staff_no",
        "people",
        label="人员（工号）",
        error_messages={"invalid_choice": "没有这个工号，请核对。"},
    )
    unit = Named(
        Unit.objects.filter(closed_on=None), "name", "units", label="单位", error_messages=NO_UNIT
    )
    role = forms.CharField(label="岗位", max_length=50)
    is_head = forms.BooleanField(label="单位负责人", required=False)
    from_day = day("任职日期")


class PostEndForm(ActForm):
    """A post ends."""

    to_day = day("免职日期")


class DelegationForm(ActForm):
    """Somebody acts for me."""

    to_person = Someone("受托人", "unit", error_messages={"required": "请填写受托人。"})
    from_at = forms.DateTimeField(label="开始时间")
    to_at = forms.DateTimeField(label="结束时间")
    reason = forms.CharField(label="事由", max_length=200)

    def known(self, actor: Actor) -> dict[str, str]:
        """Who lets somebody act for her, and in which posts."""
        posts = Post.objects.in_force(actor.today).filter(person=actor.person)
        named = [f"{post.unit.short_name}{post.role}" for post in posts.select_related("unit")]
        return {
            "委托人": actor.name, "所在单位": str(actor.unit or ""),
            "代办岗位": "、".join(named) or "没有岗位，只代办本人的任务",
        }  # fmt: skip

    def prefill(self, actor: Actor, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """From now to the end of the next Friday; to whom and why is hers to say."""
        now = timezone.localtime().replace(second=0, microsecond=0)
        ahead = (FRIDAY - now.weekday()) % 7 or 7
        end = (now + dt.timedelta(days=ahead)).replace(hour=23, minute=59)
        return {"from_at": now, "to_at": end}
