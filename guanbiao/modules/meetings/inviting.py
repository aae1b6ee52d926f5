"""Who is invited to a meeting: names as people type them, persons as the platform knows them.

What is kept is a line for each, ``姓名（单位简称）``; it is read anew whenever somebody is told, so
whoever left is told no more. Guests from outside are lines of the same kind, but nobody is told:
the platform does not know them. They stand on the notice, the plan of seats and the list to sign.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model, QuerySet

from guanbiao.gate.forms import ActForm
from guanbiao.kit.fields import Someone
from guanbiao.modules.meetings.models import Booking
from guanbiao.people import offering
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person, Unit

MOST_NAMES = 400
GUEST = re.compile(r"([^\s，,（(]{1,20})\s*[，,（(\s]\s*([^）)]{1,60}?)\s*[）)]?")
"""A guest as people write one: 姓名，单位 or 姓名（单位）."""


class People(Someone):
    """Several persons in a row, offered while the last is typed; gives them in order."""

    def to_python(self, value: Any) -> Any:
        """The persons; what is nobody's name is told by what was typed."""
        if not isinstance(value, str):
            return value or ()
        try:
            return offering.several(self.queryset, offering.parts(value))
        except offering.NotOne as unclear:
            raise forms.ValidationError(str(unclear)) from unclear


class InviteForm(ActForm):
    """Who is asked to come; those who stand there already stay unless they are taken out."""

    add = People("添加参会人", required=False, help_text="逐个选择，多人用逗号分开")
    invited = forms.CharField(
        label="参会人", max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="一行一人，删去一行即不再邀请；限本地区在岗人员，同名的写作 姓名（单位）",
    )  # fmt: skip
    outside = forms.CharField(
        label="外单位来宾", max_length=8000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一人：姓名，单位。列入会议通知、座次和签到表，平台不发消息，请另行告知",
    )  # fmt: skip

    def bind(self, actor: Actor, subject: Model | None, on: dt.date) -> None:
        """Names are looked for in the region of the unit that meets."""
        super().bind(actor, subject, on)
        self.unit = subject.unit if isinstance(subject, Booking) else actor.unit
        self.fields["add"].widget.attrs["placeholder"] += "，多人用逗号分开"
        if self.unit is not None:
            self.offer("add", _of_region(self.unit))

    def clean_invited(self) -> str:
        """One line for each person that is meant, with the unit."""
        typed = self.cleaned_data["invited"].splitlines()
        if self.unit is None:
            return ""
        try:
            persons = resolve(typed, self.unit)
        except offering.NotOne as unclear:
            raise forms.ValidationError(str(unclear)) from unclear
        more = self.cleaned_data.get("add") or ()
        return _few("\n".join(line_of(each) for each in dict.fromkeys((*persons, *more))))

    def clean_outside(self) -> str:
        """One line for each guest, with the unit she comes from."""
        found = []
        for number, line in enumerate(self.cleaned_data["outside"].splitlines(), 1):
            if not line.strip():
                continue
            told = GUEST.fullmatch(line.strip())
            if told is None:
                raise forms.ValidationError(f"第 {number} 行看不懂，请按“姓名，单位”填写。")
            found.append(f"{told[1]}（{told[2]}）")
        return _few("\n".join(dict.fromkeys(found)))


def _few(lines: str) -> str:
    if lines.count("\n") >= MOST_NAMES:
        raise forms.ValidationError(f"最多邀请 {MOST_NAMES} 人，请核对。")
    return lines


def line_of(person: Person) -> str:
    """How somebody stands in the list."""
    return f"{person.name}（{person.unit.short_name}）"


def resolve(lines: Iterable[str], unit: Unit) -> tuple[Person, ...]:
    """The persons of the unit's region that lines name, each once; raises `offering.NotOne`."""
    return offering.several(_of_region(unit), lines)


def _of_region(unit: Unit) -> QuerySet[Person]:
    return Person.objects.filter(active=True, unit__region=unit.region_id).select_related("unit")


def lines(booking: Booking) -> list[str]:
    """All that are asked to come, guests from outside last."""
    return [
        line for text in (booking.invited, booking.outside) for line in text.split("\n") if line
    ]


def still(booking: Booking) -> str:
    """The list without those who have left."""
    here = {line_of(person) for person in _of_region(booking.unit).filter(pk__in=told(booking))}
    return "\n".join(line for line in booking.invited.split("\n") if line in here)


def told(booking: Booking, lines: Iterable[str] | None = None) -> set[int]:
    """Keys of those invited who are still there; of these ``lines`` if any are given."""
    wanted = set(booking.invited.split("\n") if lines is None else lines) - {""}
    names = {line.partition("（")[0] for line in wanted}
    known = _of_region(booking.unit).filter(name__in=names)
    return {person.pk for person in known if line_of(person) in wanted}
