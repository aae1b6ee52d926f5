"""Fields that forms of several businesses share: days, moments, rows named as people type them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse_lazy

from guanbiao.people import offering
from guanbiao.people.models import Person

LOCAL = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]


def day(label: str, **more: Any) -> forms.DateField:
    """A date, with a calendar in the browser."""
    words = {"invalid": f"{label}不是有效日期，请按 2026-06-03 填写。"}
    return forms.DateField(label=label, widget=DAY, error_messages=words, **more)


def moment(label: str, **more: Any) -> forms.DateTimeField:
    """A date and time."""
    words = {"invalid": f"{label}不是有效时间，请按 2026-06-03 08:30 填写。"}
    return forms.DateTimeField(
        label=label, widget=LOCAL, input_formats=MOMENTS, error_messages=words, **more
    )


class Named(forms.ModelChoiceField):  # type: ignore[type-arg] # generic for stubs only
    """A row by its key, or by the name people know and type; ``listed``: id of a datalist."""

    queryset: QuerySet[Any]

    def __init__(self, rows: QuerySet[Any], name: str, listed: str, **more: Any) -> None:
        self.name = name
        super().__init__(rows, widget=forms.TextInput(attrs={"list": listed}), **more)

    def to_python(self, value: Any) -> Any:
        """The row, as it is when an import gives one; raises what a choice field raises."""
        if isinstance(value, self.queryset.model):
            return value
        if not self.is_name(value):
            return super().to_python(value)
        found = self.queryset.filter(**{self.name: value.strip()})[:2]
        if len(found) != 1:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], "invalid_choice", {"value": value}
            )
        return found[0]

    def is_name(self, value: Any) -> bool:
        """Whether a name was typed, and no key."""
        return isinstance(value, str) and bool(value.strip()) and not value.isdecimal()

    def prepare_value(self, value: Any) -> Any:
        """The name, whether a row, its key or a name is given."""
        if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()):
            value = self.queryset.filter(pk=value).first() or value
        return getattr(value, self.name, value)


class Numbered(Named):
    """A row by the number people type, which may be all digits: text is never taken for a key."""

    def is_name(self, value: Any) -> bool:
        """Code may give a row or its key as an integer."""
        return isinstance(value, str) and bool(value.strip())

    def prepare_value(self, value: Any) -> Any:
        """What was typed stays as it was."""
        return value if isinstance(value, str) else super().prepare_value(value)


class Someone(Numbered):
    """A person as people type her, offered while they do; ``within="unit"``: of one's own unit."""

    def __init__(self, label: str, within: str = "", **more: Any) -> None:
        super().__init__(Person.objects.filter(active=True), "staff_no", "who", label=label, **more)
        self.widget.attrs |= {
            "autocomplete": "off", "placeholder": "输入姓名、拼音或工号",
            "hx-get": reverse_lazy("people.offered"), "hx-target": "#who", "hx-swap": "innerHTML",
            "hx-trigger": "input changed delay:250ms, focus once", "hx-sync": "this:replace",
        }  # fmt: skip
        if within:
            self.widget.attrs["hx-vals"] = f'{{"within": "{within}"}}'

    def to_python(self, value: Any) -> Any:
        """The person; raises in words what is typed for nobody or for more than one."""
        if not self.is_name(value):
            return super().to_python(value)
        try:
            return offering.one(self.queryset, value)
        except offering.NotOne as unclear:
            raise forms.ValidationError(str(unclear)) from unclear
