"""Drafts of the vehicle acts: well formed or not; whether they are lawful is the clauses' say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Model
from django.utils import timezone

from guanbiao.gate import authority
from guanbiao.gate.forms import ActForm
from guanbiao.kit.fields import Named, day, moment
from guanbiao.modules.vehicles import queries
from guanbiao.modules.vehicles.models import (
    Area,
    Body,
    Category,
    Driver,
    Request,
    State,
    Use,
    Vehicle,
)
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person, Unit

DRIVING = "驾驶员"
"""The post whose holders may be entered as drivers."""
LICENCES = ("A1", "A2", "B1", "B2", "C1", "C2")


def kilometres(label: str, **more: Any) -> forms.DecimalField:
    """A reading or distance in km."""
    return forms.DecimalField(label=label, min_value=0, max_digits=10, decimal_places=1, **more)


class VehicleForm(ActForm):
    """A line of the ledger."""

    plate = forms.RegexField(
        r"^[\u4e00-\u9fff][A-Z][·.]?[A-Z0-9]{5,6}$", label="车牌号", max_length=12,
        error_messages={"invalid": "车牌号写法不对，应如 示A·12345 或 示A·D12345（新能源）。"},
    )  # fmt: skip
    unit = Named(
        Unit.objects.all(), "name", "units", label="使用单位",
        error_messages={"invalid_choice": "没有这个单位，请从组织机构中选择。"},
    )  # fmt: skip
    category = forms.ChoiceField(label="车辆类别", choices=Category.choices)
    body = forms.ChoiceField(label="车型", choices=Body.choices)
    model = forms.CharField(label="品牌型号", max_length=60)
    new_energy = forms.BooleanField(label="新能源", required=False)
    domestic = forms.BooleanField(label="国产", required=False)
    price = forms.DecimalField(label="购置价格（元）", min_value=0, max_digits=12, decimal_places=2)
    displacement = forms.DecimalField(
        label="排气量（L）", min_value=0, max_digits=4, decimal_places=1, help_text="纯电动填 0"
    )
    special_case = forms.BooleanField(label="特殊情况（大型客车、越野等）", required=False)
    seats = forms.IntegerField(label="核定载客（人）", min_value=1, max_value=60)
    purchased_on = day("购置日期")
    registered_to = forms.CharField(label="登记所有人", max_length=100)
    fixed_user = forms.CharField(label="固定使用人", max_length=50, required=False)
    luxury_fitting = forms.BooleanField(label="增加高档配置或豪华内饰", required=False)
    inspection_to = day("年检有效期至", required=False)
    insurance_to = day("交强险有效期至", required=False)
    odometer = kilometres("里程表读数（km）")
    month_quota = forms.DecimalField(
        label="月度燃油定额（L）", min_value=0, max_digits=8, decimal_places=2, required=False
    )
    quota_100km = forms.DecimalField(
        label="百公里油耗定额（L）", min_value=0, max_digits=5, decimal_places=2, required=False
    )

    def bind(self, actor: Actor, _: Model | None, on: dt.date) -> None:
        """Units of one's own region that still exist; a feed enters for any."""
        if actor.person is not None and actor.unit is not None:
            rows = Unit.objects.filter(
                region__code__startswith=actor.unit.region_prefix, closed_on=None
            )
            self.offer("unit", rows.order_by("path"))

    def prefill(self, actor: Actor, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """A new vehicle of one's own unit."""
        return {} if subject else {"domestic": True, "unit": actor.unit}

    def clean_plate(self) -> str:
        """One way to write a plate: with the dot."""
        plate: str = self.cleaned_data["plate"].replace(".", "·")
        return plate if "·" in plate else f"{plate[:2]}·{plate[2:]}"


class CheckForm(ActForm):
    """When the monthly check was."""

    checked_on = day("例检日期")


class ServiceForm(ActForm):
    """A service."""

    serviced_on = day("保养日期")
    odometer = kilometres("保养时里程（km）")


class DisposalForm(ActForm):
    """How and why a vehicle leaves the fleet."""

    disposed_on = day("处置日期")
    disposal_mode = forms.CharField(label="处置方式", max_length=10)
    disposal_reason = forms.CharField(label="处置理由", max_length=200, required=False)
    promotion_reason = forms.BooleanField(label="因职务变动更新", required=False)


class QuotaForm(ActForm):
    """A quota by an approval."""

    unit = Named(
        Unit.objects.all(), "name", "units", label="单位",
        error_messages={"invalid_choice": "没有这个单位，请从列出的名称中选择。"},
    )  # fmt: skip
    category = forms.ChoiceField(label="车辆类别", choices=Category.choices)
    number = forms.IntegerField(label="编制数（辆）", min_value=0, max_value=999_999)
    basis = forms.CharField(label="核定文号", max_length=100)
    from_day = day("核定日期")

    def bind(self, actor: Actor, _: Model | None, on: dt.date) -> None:
        """Units of one's own region that still exist."""
        prefix = actor.unit.region_prefix if actor.unit else ""
        rows = Unit.objects.filter(region__code__startswith=prefix, closed_on=None)
        self.offer("unit", rows.order_by("path"))

    def prefill(self, actor: Actor, _: Model | None, on: dt.date) -> dict[str, Any]:
        """Approved today."""
        return {"from_day": on}


class FuelForm(ActForm):
    """A filling."""

    vehicle = Named(
        Vehicle.objects.exclude(state=State.DISPOSED), "plate", "plates", label="车牌号",
        error_messages={"invalid_choice": "您的台账里没有这辆车，也没有派给您的出车记录。"},
    )  # fmt: skip
    card_plate = forms.CharField(label="加油卡绑定车牌", max_length=12, required=False)
    station = forms.CharField(label="加油站", max_length=100)
    fixed_point = forms.BooleanField(label="定点加油", required=False)
    at = moment("加油时间")
    litres = forms.DecimalField(label="加油量（L）", min_value=0.01, max_digits=7, decimal_places=2)
    amount = forms.DecimalField(label="金额（元）", min_value=0.01, max_digits=10, decimal_places=2)
    odometer = kilometres("里程表读数（km）")

    def bind(self, actor: Actor, _: Model | None, on: dt.date) -> None:
        """Only what one manages or has driven; a feed records for anyone."""
        if actor.person is not None:
            self.offer("vehicle", queries.fillable(actor, on))

    def prefill(self, actor: Actor, _: Model | None, on: dt.date) -> dict[str, Any]:
        """Just now, where the contract says."""
        return {"at": timezone.localtime().replace(second=0, microsecond=0), "fixed_point": True}


class DriverAmendForm(ActForm):
    """What may change of a driver."""

    licence_class = forms.ChoiceField(label="准驾车型", choices=[(each, each) for each in LICENCES])
    licence_to = day("驾驶证有效期至")
    health_check_on = day("体检日期", required=False)
    active = forms.BooleanField(label="可出车", required=False)


class DriverForm(DriverAmendForm):
    """A new driver."""

    person = forms.ModelChoiceField(Person.objects.filter(active=True), label="人员")
    born_on = day("出生日期", required=False)

    def bind(self, actor: Actor, _: Model | None, on: dt.date) -> None:
        """Those of one's region who hold the post and are not entered yet."""
        prefix = actor.unit.region_prefix if actor.unit else ""
        fresh = Person.objects.filter(
            active=True, driver=None, unit__region__code__startswith=prefix, posts__role=DRIVING
        )
        if actor.person is not None:
            self.offer("person", fresh.order_by("sort_key").distinct())

    def prefill(self, actor: Actor, _: Model | None, on: dt.date) -> dict[str, Any]:
        """Whoever is entered may drive."""
        return {"active": True}


class RequestForm(ActForm):
    """A request for a vehicle."""

    early = True
    groups = (
        ("用车事项", ("category",)),
        ("", ("purpose", "private_use")),
        ("时间与路线", ("depart_at", "return_at", "urgent", "special_need", "holiday_basis")),
        ("", ("origin", "destination", "area", "distance_km", "public_transport")),
        ("人员与车辆", ("passengers", "body", "riders", "pool_willing")),
    )
    category = forms.ChoiceField(label="用车类别", choices=Use.choices, widget=forms.RadioSelect)
    purpose = forms.CharField(
        label="用车事由", max_length=300, help_text="写明对象和内容",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    private_use = forms.BooleanField(label="含非公务用途", required=False)
    origin = forms.CharField(label="出发地", max_length=100)
    destination = forms.CharField(label="目的地", max_length=200)
    area = forms.ChoiceField(label="目的地范围", choices=Area.choices)
    depart_at = moment("出发时间")
    return_at = moment("返回时间")
    passengers = forms.IntegerField(
        label="乘车人数", min_value=1, max_value=60, help_text="不含驾驶员"
    )
    riders = forms.CharField(
        label="乘车人", max_length=300, required=False, help_text="姓名用顿号分开"
    )
    body = forms.ChoiceField(label="车型", choices=Body.choices)
    distance_km = kilometres(
        "单程里程（km）", required=False, help_text="判定时需要，没有准数的填估计数"
    )
    special_need = forms.BooleanField(label="特殊工作需要", required=False)
    holiday_basis = forms.CharField(
        label="节假日用车依据", max_length=200, required=False,
        help_text="法定节假日用车时填写文件或通知",
    )  # fmt: skip
    public_transport = forms.BooleanField(label="可乘公共交通到达", required=False)
    pool_willing = forms.BooleanField(label="愿意与同向车辆拼车合派", required=False)
    urgent = forms.BooleanField(label="紧急", required=False)

    def known(self, actor: Actor) -> dict[str, str]:
        """Who asks, and for which unit."""
        if actor.person is None or actor.unit is None:
            return {}
        contact = f"{actor.name} {actor.phone}"
        return {"用车单位": actor.unit.name, "联系人": contact}

    def prefill(self, actor: Actor, subject: Model | None, _: dt.date) -> dict[str, Any]:
        """Her unit, herself, and what she asked for last time; the rest as it usually is."""
        last = Request.objects.filter(applicant=actor.person).order_by("-pk").first()
        usual: dict[str, Any] = {"category": "调研核查", "area": "市区", "body": "轿车"}
        if last is not None:
            usual |= {name: getattr(last, name) or value for name, value in usual.items()}
        ticks = ("private_use", "special_need", "public_transport", "urgent")
        return {
            "origin": actor.unit.name if actor.unit else "", "passengers": 1,
            "riders": actor.name, "pool_willing": True, **usual, **dict.fromkeys(ticks, False),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A journey ends after it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        leave, back = cleaned.get("depart_at"), cleaned.get("return_at")
        if leave and back and back <= leave:
            self.add_error("return_at", "返回时间应晚于出发时间。")
        return cleaned

    def lenient_data(self) -> dict[str, Any]:
        """Half a form: texts not typed yet are unknown, except those that may stay empty."""
        found = super().lenient_data()
        for name in ("riders", "holiday_basis"):
            found[name] = found[name] or ""
        for name in ("category", "purpose", "origin", "destination", "area", "body"):
            found[name] = found[name] or None
        return found


class AdjustForm(RequestForm):
    """A request under way: what an approver or the dispatcher may still change of it."""


class RatingForm(ActForm):
    """One to five, and a word."""

    rating = forms.IntegerField(
        label="评分", min_value=1, max_value=5,
        error_messages={"required": "请选择 1 至 5 分。"},
    )  # fmt: skip
    rating_words = forms.CharField(label="评价", max_length=300, required=False)


class DispatchForm(ActForm):
    """Which car, which driver."""

    request = forms.ModelChoiceField(
        Request.objects.all(), label="用车申请",
        error_messages={"invalid_choice": "没有这份申请，或它不在您的数据范围内。"},
    )  # fmt: skip
    vehicle = forms.ModelChoiceField(
        Vehicle.objects.exclude(state=State.DISPOSED), label="车辆",
        error_messages={
            "required": "请选择车辆。",
            "invalid_choice": "没有这辆车，或它不在您的数据范围内。",
        },
    )  # fmt: skip
    driver = forms.ModelChoiceField(
        Driver.objects.filter(active=True), label="驾驶员",
        error_messages={
            "required": "请选择驾驶员。",
            "invalid_choice": "没有这名驾驶员，或其不在您的数据范围内。",
        },
    )  # fmt: skip
    second_driver = forms.ModelChoiceField(
        Driver.objects.filter(active=True), label="副驾驶员", required=False
    )
    note = forms.CharField(label="备注", max_length=200, required=False)

    def bind(self, actor: Actor, _: Model | None, on: dt.date) -> None:
        """Request, car and drivers, each within one's own scope: the trip alone is not enough."""
        if actor.person is None:
            return
        for name in ("request", "vehicle", "driver", "second_driver"):
            visible = authority.visible(actor, f"vehicles.{name.split('_')[-1]}.view", on)
            field: Any = self.fields[name]
            field.queryset = field.queryset.filter(visible)

    def clean(self) -> dict[str, Any]:
        """Two drivers are two persons."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("driver") and cleaned.get("driver") == cleaned.get("second_driver"):
            self.add_error("second_driver", "副驾驶员应为另一人。")
        return cleaned


class DepartForm(ActForm):
    """The reading on leaving."""

    odometer = kilometres("出车里程表读数（km）")


class ReturnForm(ActForm):
    """The reading on return."""

    odometer = kilometres("回场里程表读数（km）")
    parked_at_unit = forms.BooleanField(label="已回单位停放", required=False)
    fee = forms.DecimalField(
        label="过路停车等费用（元）", min_value=0, max_digits=10, decimal_places=2, required=False
    )


class PastRequestForm(RequestForm):
    """A request that was answered elsewhere, with who asked and when."""

    early = False
    applicant = forms.ModelChoiceField(Person.objects.all(), label="申请人")
    submitted_at = moment("提交时间")
    rating = forms.IntegerField(label="评分", min_value=1, max_value=5, required=False)


class PastTripForm(ActForm):
    """A trip that was driven before the platform took over."""

    request = forms.ModelChoiceField(Request.objects.all(), label="用车申请")
    vehicle = forms.ModelChoiceField(Vehicle.objects.all(), label="车辆")
    driver = forms.ModelChoiceField(Driver.objects.all(), label="驾驶员")
    dispatched_at = moment("派车时间")
    departed_at = moment("出车时间")
    returned_at = moment("回场时间")
    odometer_out = kilometres("出车读数（km）")
    odometer_in = kilometres("回场读数（km）")
    serviced_at_km = kilometres("当时上次保养里程（km）")
    checked_on = day("当时最近例检日期", required=False)
    inspection_to = day("当时年检有效期", required=False)
    insurance_to = day("当时交强险有效期", required=False)
    parked_at_unit = forms.BooleanField(label="回单位停放", required=False)
    fee = forms.DecimalField(
        label="费用（元）", min_value=0, max_digits=10, decimal_places=2, required=False
    )
