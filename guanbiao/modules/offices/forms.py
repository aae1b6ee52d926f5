"""Drafts of office space: well formed or not; whether they are lawful is the clauses' say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Model, Q

from guanbiao.gate import authority
from guanbiao.gate.forms import ActForm
from guanbiao.kit.fields import Named, Numbered, day
from guanbiao.modules.offices.models import (
    Building,
    Floor,
    Height,
    Reason,
    Room,
    RoomState,
    Site,
    Tenure,
    Use,
)
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person, Unit

UNKNOWN_UNIT = {"invalid_choice": "没有这个单位，请从列出的名称中选择。"}


def square(label: str, **more: Any) -> forms.DecimalField:
    """Square metres."""
    return forms.DecimalField(label=label, min_value=0, max_digits=10, decimal_places=2, **more)


def _units(actor: Actor) -> Any:
    prefix = actor.unit.region_prefix if actor.unit else ""
    rows = Unit.objects.filter(region__code__startswith=prefix, closed_on=None)
    return rows.order_by("path")


def _seen(form: ActForm, name: str, actor: Actor, view: str, on: dt.date) -> None:
    """Narrow a choice to the rows one may see; a feed sees all."""
    field: Any = form.fields[name]
    if actor.person is not None:
        field.queryset = field.queryset.filter(authority.visible(actor, view, on))


class SiteForm(ActForm):
    """A site."""

    name = forms.CharField(label="院落名称", max_length=60)
    unit = Named(Unit.objects.all(), "name", "units", label="管理单位", error_messages=UNKNOWN_UNIT)
    address = forms.CharField(label="地址", max_length=200)
    tenure = forms.ChoiceField(label="取得方式", choices=Tenure.choices)
    lease_basis = forms.CharField(label="租借批准文号", max_length=100, required=False)
    land_no = forms.CharField(label="土地证号", max_length=60, required=False)
    land_owner = Named(
        Unit.objects.all(), "name", "units", label="土地使用权人", required=False,
        error_messages=UNKNOWN_UNIT,
    )  # fmt: skip
    land_area = square("用地面积（m²）")
    green_area = square("绿地面积（m²）")

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Units of one's own region that still exist."""
        for name in ("unit", "land_owner"):
            self.offer(name, _units(actor))


class BuildingForm(ActForm):
    """A building."""

    site = forms.ModelChoiceField(Site.objects.order_by("name"), label="院落")
    name = forms.CharField(label="楼名", max_length=60)
    height = forms.ChoiceField(label="建筑类别", choices=Height.choices)
    gross_area = square("建筑面积（m²）")
    usable_area = square("使用面积（m²）")
    built_in = forms.IntegerField(label="建成年份", min_value=1900, max_value=2199)
    approval = forms.CharField(label="建设批准文号", max_length=100, required=False)
    house_no = forms.CharField(label="房屋所有权证号", max_length=60, required=False)
    owner = Named(
        Unit.objects.all(), "name", "units", label="房屋所有权人", required=False,
        error_messages=UNKNOWN_UNIT,
    )  # fmt: skip
    lodging_place = forms.BooleanField(label="含住宿、餐饮等接待功能场所", required=False)

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Sites one sees, units of one's region."""
        _seen(self, "site", actor, "offices.site.view", on)
        self.offer("owner", _units(actor))

    def clean(self) -> dict[str, Any]:
        """Usable space lies within the walls."""
        cleaned = super().clean()
        gross, usable = cleaned.get("gross_area"), cleaned.get("usable_area")
        if gross is not None and usable is not None and usable > gross:
            self.add_error("usable_area", "使用面积不大于建筑面积，请核对。")
        return cleaned


class FloorForm(ActForm):
    """A floor."""

    building = forms.ModelChoiceField(Building.objects.order_by("name"), label="楼")
    number = forms.IntegerField(label="层", min_value=-9, max_value=99, help_text="地下为负数")
    usable_area = square("使用面积（m²）")

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Buildings one sees."""
        _seen(self, "building", actor, "offices.building.view", on)


class RoomAmendForm(ActForm):
    """What may change of a room, its use apart."""

    area = square("使用面积（m²）")
    lounge_area = square("休息室面积（m²）", initial=0)
    toilet_area = square("单独卫生间面积（m²）", initial=0)
    seats = forms.IntegerField(label="工位数（个）", min_value=1, max_value=200, initial=1)
    open_plan = forms.BooleanField(label="大开间", required=False)
    technical_basis = forms.CharField(label="技术业务用房立项文号", max_length=100, required=False)
    let_out = forms.BooleanField(label="出租或出借", required=False)
    agreement = forms.CharField(label="使用协议号", max_length=60, required=False)

    def clean_area(self) -> Any:
        """A room has some space."""
        found = self.cleaned_data["area"]
        if found is not None and found <= 0:
            raise forms.ValidationError("使用面积应大于 0。")
        return found


class RoomForm(RoomAmendForm):
    """A room."""

    field_order = ("floor", "number", "unit", "use")
    floor = forms.ModelChoiceField(Floor.objects.order_by("building", "number"), label="楼层")
    number = forms.CharField(label="房号", max_length=20)
    unit = Named(Unit.objects.all(), "name", "units", label="使用单位", error_messages=UNKNOWN_UNIT)
    use = forms.ChoiceField(label="房间性质", choices=Use.choices)

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Floors one sees, units of one's region."""
        _seen(self, "floor", actor, "offices.floor.view", on)
        self.offer("unit", _units(actor))


class UseForm(ActForm):
    """Another use of a room."""

    use = forms.ChoiceField(label="改为", choices=Use.choices)
    use_basis = forms.CharField(label="批准文号", max_length=100, required=False)


class AllocationForm(ActForm):
    """Who gets which room."""

    person = Numbered(
        Person.objects.filter(active=True), "staff_no", "persons", label="使用人（工号）",
        error_messages={"invalid_choice": "没有这个在岗人员，请填写工号。"},
    )  # fmt: skip
    room = forms.ModelChoiceField(
        Room.objects.filter(state=RoomState.IN_USE), label="房间",
        error_messages={"invalid_choice": "没有这个房间，或它不在您的数据范围内。"},
    )  # fmt: skip
    from_day = day("启用日期")
    second = forms.BooleanField(label="兼职第二处", required=False)
    second_basis = forms.CharField(label="第二处批准文号", max_length=100, required=False)

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Rooms one sees, the empty offices first; persons of one's region."""
        _seen(self, "room", actor, "offices.room.view", on)
        _free_first(self.fields["room"])
        people: Any = self.fields["person"]
        prefix = actor.unit.region_prefix if actor.unit else ""
        people.queryset = people.queryset.filter(unit__region__code__startswith=prefix)

    def prefill(self, actor: Actor, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """From today."""
        return {"from_day": on}


def _free_first(field: Any) -> None:
    """Order rooms so that empty offices come first, the larger ones before the smaller."""
    rows = field.queryset.select_related("floor__building")
    taken = Q(allocations__state__in=["使用中", "待腾退"])
    office = Q(use=Use.OFFICE)
    field.queryset = (
        rows.alias(taken=taken, office=office)
        .order_by("-office", "taken", "-area", "pk")
        .distinct()
    )


class TransferForm(ActForm):
    """The room somebody moves to."""

    room = forms.ModelChoiceField(
        Room.objects.filter(state=RoomState.IN_USE), label="调整到",
        error_messages={"invalid_choice": "没有这个房间，或它不在您的数据范围内。"},
    )  # fmt: skip
    from_day = day("启用日期")

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Rooms one sees."""
        _seen(self, "room", actor, "offices.room.view", on)
        _free_first(self.fields["room"])

    def prefill(self, actor: Actor, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """From today."""
        return {"from_day": on}


class NoticeForm(ActForm):
    """Why a room must be given back, and when the formalities were done."""

    reason = forms.ChoiceField(label="腾退事由", choices=Reason.choices)
    done_on = day("手续办结日期")


class VacateForm(ActForm):
    """The day the room was given back."""

    vacated_on = day("腾退日期")

    def prefill(self, actor: Actor, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """Today."""
        return {"vacated_on": on}
