"""Drafts of receptions: well formed or not; whether they are lawful is the clauses' say."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.db.models import Model

from guanbiao.gate import authority
from guanbiao.gate.forms import ActForm
from guanbiao.kit.fields import Named, day
from guanbiao.modules.reception.models import (
    DRINKS,
    RANKS,
    ROOMS,
    Kind,
    Manner,
    Order,
    Sitting,
    State,
    Welcome,
)
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit

PART = re.compile(r"[，,、\t]")
MOST = 300
"""People one side of a reception may have; more is a slip of the finger."""
LINES = "一行一人：姓名，单位，职务"


class Names(forms.CharField):
    """People, one a line as ``姓名，单位，职务``; gives a list of such triples."""

    def __init__(self, **more: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 4})
        super().__init__(widget=widget, max_length=20_000, help_text=LINES, **more)

    def to_python(self, value: Any) -> Any:
        """The lines that are not empty, each in three parts."""
        text = super().to_python(value) or ""
        return [_person(line) for line in str(text).splitlines() if line.strip()]

    def run_validators(self, value: Any) -> None:
        """Length is judged by line: whom the columns cannot hold is told by number."""
        if len(value) > MOST:
            raise forms.ValidationError(f"最多填写 {MOST} 人，请核对。")
        for number, (name, unit, duty) in enumerate(value, 1):
            if not name or len(name) > 50 or len(unit) > 100 or len(duty) > 60:
                raise forms.ValidationError(f"第 {number} 行看不懂，请按“姓名，单位，职务”填写。")


def _person(line: str) -> tuple[str, str, str]:
    name, unit, duty = ([part.strip() for part in PART.split(line, 2)] + ["", ""])[:3]
    return name, unit, duty


def money(label: str, **more: Any) -> forms.DecimalField:
    """An amount in yuan."""
    return forms.DecimalField(label=label, min_value=0, max_digits=10, decimal_places=2, **more)


def count(label: str, least: int = 0, **more: Any) -> forms.IntegerField:
    """How many."""
    return forms.IntegerField(label=label, min_value=least, max_value=999, **more)


class OrderForm(ActForm):
    """A reception to be approved, by the letter of those who send the guests."""

    groups = (
        ("公函", ("letter_no", "letter_unit", "letter_on")),
        ("公务活动", ("kind", "purpose", "itinerary", "from_day", "to_day", "place", "welcome")),
        ("人员", ("guests", "escorts")),
    )
    letter_no = forms.CharField(label="公函文号", max_length=60, required=False)
    letter_unit = forms.CharField(label="派出单位", max_length=100, required=False)
    letter_on = day("公函日期", required=False)
    kind = forms.ChoiceField(label="公务活动", choices=Kind.choices)
    purpose = forms.CharField(label="公务内容", max_length=300)
    itinerary = forms.CharField(
        label="行程安排", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    from_day = day("开始日期")
    to_day = day("结束日期")
    place = forms.CharField(label="活动场所", max_length=200, required=False)
    welcome = forms.ChoiceField(label="迎送安排", choices=Welcome.choices)
    guests = Names(label="接待对象")
    escorts = Names(label="陪同人员", required=False)

    def known(self, actor: Actor) -> dict[str, str]:
        """Who receives, and who handles it."""
        return {
            "接待单位": str(actor.unit or ""), "经办人": actor.name,
            "联系电话": actor.phone or "未登记",
        }  # fmt: skip

    def prefill(self, actor: Actor, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """What an order sent back says of its people; a fresh one begins today, at home.

        What the guests come for, and how they are met, is as it was last time.
        """
        if isinstance(subject, Order):
            return {"guests": subject.guests, "escorts": subject.escorts}
        home = str(actor.unit or "")
        last = Order.objects.filter(applicant=actor.person).order_by("-pk").first()
        return {
            "from_day": on, "to_day": on, "kind": last.kind if last else Kind.SURVEY,
            "welcome": last.welcome if last else Welcome.NONE,
            "place": home, "escorts": f"{actor.name}，{home}",
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A reception ends after it begins."""
        cleaned = super().clean()
        first, last = cleaned.get("from_day"), cleaned.get("to_day")
        if first and last and last < first:
            self.add_error("to_day", "结束日期不早于开始日期。")
        return cleaned


class FileForm(ActForm):
    """The filing with the reception office."""

    file_no = forms.CharField(label="备案号", max_length=40)


class ListForm(ActForm):
    """The list after the reception: where it was, who helped, who signed."""

    list_places = forms.CharField(label="实际场所", max_length=300, required=False)
    guests = Names(label="接待对象（实到）")
    escorts = Names(label="陪同人员（实到）", required=False)
    staff = Names(label="工作保障人员", required=False)
    signed_by = forms.CharField(label="审签的负责人", max_length=50, required=False)

    def prefill(self, actor: Actor, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """What was approved, to be corrected by what happened."""
        if not isinstance(subject, Order):
            return {}
        return {
            "list_places": subject.place, "guests": subject.guests,
            "escorts": subject.escorts, "staff": subject.staff,
        }  # fmt: skip


class RemarkForm(ActForm):
    """Why."""

    remark = forms.CharField(label="理由", max_length=300)


class _OfOrder(ActForm):
    """Something that belongs to a reception of one's own sight, in one of ``states``."""

    states: tuple[str, ...] = (State.FILED,)
    order = forms.ModelChoiceField(
        Order.objects.all(), label="接待单",
        error_messages={
            "required": "请选择接待单。",
            "invalid_choice": "没有这张接待单，或它还没有走到这一步、不在您的数据范围内。",
        },
    )  # fmt: skip

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Orders one may see, standing where this may be done."""
        field: Any = self.fields["order"]
        rows = field.queryset.filter(state__in=self.states)
        if actor.person is not None:
            rows = rows.filter(authority.visible(actor, "reception.order.view", on))
        field.queryset = rows.order_by("-pk")


class MealForm(_OfOrder):
    """A meal."""

    on = day("用餐日期")
    sitting = forms.ChoiceField(label="餐别", choices=Sitting.choices)
    manner = forms.ChoiceField(label="用餐方式", choices=Manner.choices)
    place = forms.CharField(label="用餐场所", max_length=100)
    private_club = forms.BooleanField(label="私人会所或高消费场所", required=False)
    guests = count("就餐的接待对象（人）", 1)
    company = count("陪餐（人）")
    amount = money("餐费（元）")
    dear_dishes = forms.BooleanField(label="高档菜肴或野生动物", required=False)
    cigarettes = forms.BooleanField(label="提供香烟", required=False)
    alcohol = forms.ChoiceField(label="酒水", choices=DRINKS)


class LodgingForm(_OfOrder):
    """Rooms."""

    hotel = forms.CharField(label="住宿地点", max_length=100)
    contracted = forms.BooleanField(label="定点饭店或机关内部接待场所", required=False)
    rank = forms.ChoiceField(label="住宿人员级别", choices=RANKS)
    room = forms.ChoiceField(label="房型", choices=ROOMS)
    rooms = count("房间数（间）", 1)
    nights = count("天数（天）", 1)
    price = money("房价（元/间·天）")
    paid_by_guest = forms.BooleanField(label="接待对象自付", required=False)


class RideForm(_OfOrder):
    """A vehicle."""

    plate = forms.CharField(label="车牌号", max_length=12)
    body = forms.CharField(label="车型", max_length=10)
    seats = count("核定载客（人）", 1)
    riders = count("乘车人数（人）", 1)
    charged = forms.BooleanField(label="已按标准收取交通费", required=False)
    siren = forms.BooleanField(label="警车带道或交通管制", required=False)


class BudgetForm(ActForm):
    """A budget by an approval."""

    unit = Named(
        Unit.objects.all(), "name", "units", label="单位",
        error_messages={"invalid_choice": "没有这个单位，请从列出的名称中选择。"},
    )  # fmt: skip
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    amount = forms.DecimalField(
        label="接待费预算（元）", min_value=0, max_digits=12, decimal_places=2
    )
    basis = forms.CharField(label="批复文号", max_length=100, required=False)

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Units of one's own region that still exist."""
        prefix = actor.unit.region_prefix if actor.unit else ""
        rows = Unit.objects.filter(region__code__startswith=prefix, closed_on=None)
        self.offer("unit", rows.order_by("path"))


class SettlementForm(_OfOrder):
    """The bill."""

    states = (State.FILED, State.LISTED, State.APPROVED)
    invoices = forms.CharField(label="票据号码", max_length=200, required=False)
    meals = money("工作餐费（元）")
    others = money("其他接待费（元）")
    guests_share = money("其中应由接待对象承担（元）")
    transferred = forms.BooleanField(label="转入会议费、培训费等科目", required=False)
    cash = forms.BooleanField(label="现金支付", required=False)
