"""Drafts of meetings: well formed or not; whether they are lawful is the clauses' say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Count, Model, Q
from django.utils import timezone

from guanbiao.gate import authority
from guanbiao.gate.forms import ActForm
from guanbiao.kit import words
from guanbiao.kit.fields import Named, Someone, moment
from guanbiao.library import in_force
from guanbiao.modules.meetings import inviting, queries
from guanbiao.modules.meetings.models import (
    Bill,
    Booking,
    Category,
    Layout,
    Open,
    Payment,
    Plan,
    Room,
    State,
)
from guanbiao.people import offering
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person
from rulebook.calendar import CalendarMissing

SERVICES = ("茶水", "席签", "音视频", "视频会议", "会议记录")
"""What may be asked for; each becomes a piece of work."""
WRONG = {"invalid_choice": "没有这一项，或它不在您的数据范围内，请从列出的名称中选择。"}
EXTRAS = ("flowers", "backdrop", "scenic")
"""What is not asked for unless somebody says so."""


def money(label: str, **more: Any) -> forms.DecimalField:
    """An amount in yuan."""
    return forms.DecimalField(label=label, min_value=0, max_digits=12, decimal_places=2, **more)


def count(label: str, **more: Any) -> forms.IntegerField:
    """How many, at least one."""
    return forms.IntegerField(label=label, min_value=1, max_value=9999, **more)


class RoomForm(ActForm):
    """A room."""

    name = forms.CharField(label="会议室", max_length=40)
    place = forms.CharField(label="位置", max_length=80, help_text="楼、层、房间号")
    seats = count("座位数（座）")
    area = forms.DecimalField(
        label="使用面积（m²）", min_value=1, max_digits=7, decimal_places=1, required=False
    )
    layout = forms.ChoiceField(label="常设布局", choices=Layout.choices)
    asks = forms.BooleanField(label="使用须审批", required=False)
    note = forms.CharField(label="说明", max_length=200, required=False)


class DeviceForm(ActForm):
    """A device of a room of one's own sight."""

    code = forms.CharField(label="设备编号", max_length=24)
    name = forms.CharField(label="设备", max_length=40)
    room = Named(Room.objects.all(), "name", "rooms", label="会议室", error_messages=WRONG)

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Rooms one may see."""
        self.offer("room", _rooms(actor, on, Room.objects.all()))


class FaultForm(ActForm):
    """What does not work."""

    fault = forms.CharField(label="故障现象", max_length=200)


class RemedyForm(ActForm):
    """What was done about it."""

    remedy = forms.CharField(label="处理结果", max_length=200)


class BookingForm(ActForm):
    """A meeting in a room."""

    groups = (
        ("时间地点", ("room", "from_at", "to_at", "series")),
        ("会议", ("title", "category", "conveying", "attendees", "leader")),
        ("布置与服务", ("layout", "services", "flowers", "backdrop", "scenic")),
    )
    room = forms.ModelChoiceField(Room.objects.all(), label="会议室", error_messages=WRONG)
    from_at = moment("开始时间")
    to_at = moment("结束时间")
    title = forms.CharField(label="会议名称", max_length=80)
    category = forms.ChoiceField(label="会议类别", choices=Category.choices)
    conveying = forms.BooleanField(label="传达布置类", required=False)
    attendees = count("参会人数（人）")
    leader = forms.CharField(label="出席领导", max_length=60, required=False)
    layout = forms.ChoiceField(label="布局", choices=Layout.choices)
    services = forms.MultipleChoiceField(
        label="会务服务",
        choices=[(each, each) for each in SERVICES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    flowers = forms.BooleanField(label="摆放花草", required=False)
    backdrop = forms.BooleanField(label="制作背景板", required=False)
    scenic = forms.BooleanField(label="在明令禁止的风景名胜区", required=False)
    series = forms.ModelChoiceField(
        Booking.objects.all(), label="系列首次", required=False, error_messages=WRONG,
        widget=forms.HiddenInput,
    )  # fmt: skip

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Rooms one may see that are open, and the one already booked; series of one's own.

        Only a repetition says what it repeats: a change does not, nor what is begun from another.
        """
        if subject is None and self.data.get("series"):
            self.offer("series", Booking.objects.filter(person=actor.person))
        else:
            del self.fields["series"]
        booking = subject if isinstance(subject, Booking) else None
        rows = Room.objects.filter(Q(state=Open.OPEN) | Q(pk=booking and booking.room_id))
        wanted = self._wanted(booking)
        offered = _rooms(actor, on, rows)
        self.offer("room", queries.best_first(offered, wanted) if wanted else offered)

    def _wanted(self, booking: Booking | None) -> queries.Wanted | None:
        """What a room must serve, of what has been typed; none before the times are there."""
        first, last, seats = map(self._typed, ("from_at", "to_at", "attendees"))
        if not first or not last:
            return None
        return queries.Wanted(first, last, seats or 1, but=booking.pk if booking else None)

    def _typed(self, name: str) -> Any:
        """The value of a field before the form is checked; none where it cannot be read."""
        try:
            return self.fields[name].clean(self.data.get(name))
        except forms.ValidationError:
            return None

    def known(self, actor: Actor) -> dict[str, str]:
        """Who books, and for which unit."""
        return {"使用单位": str(actor.unit or ""), "预定人": f"{actor.name} {actor.phone}".strip()}

    def prefill(self, actor: Actor, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """What was booked; or the next full office hour, in the room and way of last time.

        At first in the smallest room that is free then, as it stands; nothing extra is asked for.
        """
        if isinstance(subject, Booking):
            return {"services": subject.services.split("、") if subject.services else []}
        begin = next_office_hour(actor, on)
        end = begin + dt.timedelta(hours=2)
        usual = {"from_at": begin, "to_at": end, **dict.fromkeys(EXTRAS, False)}
        last = Booking.objects.filter(person=actor.person).order_by("-pk").first()
        if last is not None:
            services = last.services.split("、") if last.services else None
            return usual | {
                "room": last.room_id, "category": last.category, "layout": last.layout,
                "conveying": last.conveying, "services": services,
            }  # fmt: skip
        wanted = queries.Wanted(begin, end)
        open_ones = _rooms(actor, on, Room.objects.filter(state=Open.OPEN))
        room = queries.best_first(open_ones, wanted).filter(taken=False).first()
        return usual | {
            "room": room.pk if room else None, "category": Category.INTERNAL,
            "layout": room.layout if room else Layout.CLASSROOM, "conveying": False,
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A meeting ends after it begins."""
        cleaned = super().clean()
        first, last = cleaned.get("from_at"), cleaned.get("to_at")
        if first and last and last <= first:
            self.add_error("to_at", "结束时间应晚于开始时间。")
        cleaned["services"] = "、".join(cleaned.get("services") or ())
        return cleaned


class RemarkForm(ActForm):
    """Why."""

    remark = forms.CharField(label="理由", max_length=300)


class RatingForm(ActForm):
    """How good it was."""

    rating = forms.TypedChoiceField(
        label="评分", choices=[(str(n), f"{n} 分") for n in range(5, 0, -1)], coerce=int
    )
    words = forms.CharField(
        label="评价", max_length=300, required=False, help_text="不满意的，请写明哪里需要改进"
    )


class SeatingForm(ActForm):
    """Who sits where, in order of precedence."""

    layout = forms.ChoiceField(label="布局", choices=Layout.choices)
    seating = forms.CharField(
        label="座次名单", max_length=8000, required=False, widget=forms.Textarea,
        help_text="一行一个姓名，按座次先后",
    )  # fmt: skip

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Nobody seated yet: those invited, as they stand in the list."""
        if isinstance(subject, Booking) and not subject.seating:
            self.initial["seating"] = "\n".join(
                [line.partition("（")[0] for line in inviting.lines(subject)]
            )

    def clean_seating(self) -> str:
        """One name a line, none empty, none too long for a card."""
        names = [line.strip() for line in self.cleaned_data["seating"].splitlines()]
        names = [name for name in names if name]
        if len(names) > inviting.MOST_NAMES:
            raise forms.ValidationError(f"最多填写 {inviting.MOST_NAMES} 人，请核对。")
        for number, name in enumerate(names, 1):
            if len(name) > 20:
                raise forms.ValidationError(f"第 {number} 行超过 20 个字，席签印不下，请只写姓名。")
        return "\n".join(names)


class WorkForm(ActForm):
    """Something to be done for a meeting."""

    booking = forms.ModelChoiceField(Booking.objects.all(), label="会议", error_messages=WRONG)
    label = forms.CharField(label="事项", max_length=80)
    due_at = moment("应办时间")

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Meetings one may see that are still to come."""
        self.offer("booking", _seen(actor, on, State.BOOKED))


class AssignForm(ActForm):
    """Who is to do it."""

    owner = Someone("经办人")

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Persons of one's own region."""
        self.on = on
        self.offer("owner", offering.colleagues(actor))

    def clean_owner(self) -> Person:
        """Somebody whose posts let her do such work, as it would else lie with her for good."""
        owner: Person = self.cleaned_data["owner"]
        if not authority.able(Actor.of(owner, self.on), "meetings.work.do", self.on):
            words = f"{owner.name}没有办理会务事项的岗位，请另选经办人。"
            raise forms.ValidationError(words)
        return owner


class ResultForm(ActForm):
    """What was found or done."""

    result = forms.CharField(
        label="办理结果", max_length=200, required=False, help_text="要求填数或说明的，写在这里"
    )


class SignForm(ActForm):
    """The code that the meeting shows."""

    code = forms.CharField(label="签到码", max_length=24)


class PlanForm(ActForm):
    """A meeting of the year's plan."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    title = forms.CharField(label="会议名称", max_length=80)
    category = forms.ChoiceField(label="会议类别", choices=Category.choices)
    budget = money("预算（元）")
    basis = forms.CharField(label="批准文号", max_length=60, required=False)

    def prefill(self, actor: Actor, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """This year."""
        return {"year": on.year}


class BillForm(ActForm):
    """The cost of a meeting of one's own sight."""

    booking = forms.ModelChoiceField(Booking.objects.all(), label="会议", error_messages=WRONG)
    plan = forms.ModelChoiceField(
        Plan.objects.all(), label="会议计划", required=False, error_messages=WRONG
    )
    days = forms.DecimalField(label="会期（天）", min_value=0.5, max_digits=4, decimal_places=1)
    signed = count("签到人数（人）", help_text="按扫码签到的人数填好；手签的，请加上")
    lodging = money("住宿费（元）")
    meals = money("伙食费（元）")
    others = money("其他费用（元）", help_text="场地租金、交通、文件印刷、医药等")
    beyond = money("开支范围外金额（元）", initial=0)
    invoices = forms.CharField(label="票据号码", max_length=200)

    def known(self, actor: Actor) -> dict[str, str]:
        """Who asks for it, for which unit, and when."""
        return {
            "报销单位": str(actor.unit or ""), "报销人": actor.name,
            "联系电话": actor.phone or "未登记",
            "提交日期": words.date(actor.today),
        }  # fmt: skip

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Meetings one may see whose time is over, plans of one's own unit."""
        held = _seen(actor, on, State.ENDED, State.BOOKED)
        self.offer("booking", held.filter(Q(state=State.ENDED) | Q(to_at__lte=timezone.now())))
        self.offer("plan", Plan.objects.filter(unit=actor.unit).order_by("-year", "title"))

    def prefill(self, actor: Actor, subject: Model | None, on: dt.date) -> dict[str, Any]:
        """One's own latest meeting that is over and not billed: its days, who signed in, its plan.

        Who met on one day did not stay the night; nothing is beyond what may be paid.
        """
        mine = Booking.objects.filter(person=actor.person, state=State.ENDED)
        billed = Bill.objects.exclude(state=Payment.RETURNED).values("booking")
        open_ones = mine.exclude(pk__in=billed).annotate(came=Count("signed"))
        last = open_ones.order_by("-to_at").first()
        if last is None:
            return {"beyond": 0}
        first, end = (timezone.localtime(each).date() for each in (last.from_at, last.to_at))
        days = (end - first).days + 1
        planned = Plan.objects.filter(unit=last.unit, year=first.year, category=last.category)
        named = planned.filter(title=last.title).first()
        return {
            "booking": last.pk, "days": days, "signed": last.came or None, "beyond": 0,
            "plan": named.pk if named else None, "lodging": 0 if days == 1 else None,
        }  # fmt: skip


def next_office_hour(actor: Actor, on: dt.date) -> dt.datetime:
    """The full hour at which people are at work again, an hour of theirs from now at most.

    Of the clock where the calendar of the year is not published yet.
    """
    now, hour = timezone.localtime(), dt.timedelta(hours=1)
    calendar = in_force.calendar_on(on, actor.unit)
    try:
        full = _full(calendar.add_working_minutes(now, 60))
        return full if calendar.is_working_time(full) else full + hour
    except CalendarMissing:
        return _full(now + hour)


def _full(moment: dt.datetime) -> dt.datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _rooms(actor: Actor, on: dt.date, rows: Any) -> Any:
    if actor.person is None:
        return rows
    return rows.filter(authority.visible(actor, "meetings.room.view", on)).order_by("name")


def _seen(actor: Actor, on: dt.date, *states: State) -> Any:
    rows = Booking.objects.filter(state__in=states)
    if actor.person is not None:
        rows = rows.filter(authority.visible(actor, "meetings.booking.view", on))
    return rows.order_by("-pk")
