"""Drafts anybody could send: one that looks right for any form, and fields no form asks for."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone

from guanbiao.gate.describe import Act
from guanbiao.gate.forms import ActForm
from guanbiao.modules.vehicles.tests.makers import wish
from guanbiao.people.actor import Actor
from tests.doors.people import TODAY
from tests.doors.rows import Side

SAID: dict[str, dict[str, Any]] = {
    "vehicles.request.submit": wish(),
    "vehicles.vehicle.register": {"plate": "示A·98765"},
    "vehicles.vehicle.amend": {"plate": "示A·98764"},
    "security.account.open": {"login": "newcomer"},
    "security.client.register": {
        "client_id": "newcomer", "redirect_uris": "https://site.example/back",
    },
    "organisation.person.register": {"staff_no": "N00001", "phone": "13900000001"},
}  # fmt: skip
"""What the kind of a field does not tell."""


def looks_right(act: Act, actor: Actor, row: models.Model | None) -> dict[str, Any]:
    """A draft with something of the right kind in every field."""
    form = act.form()
    if isinstance(form, ActForm):
        form.bind(actor, row, TODAY)
    draft = {name: _of(field) for name, field in form.fields.items()}
    return {**{name: value for name, value in draft.items() if value != ""},
            **SAID.get(act.name, {})}  # fmt: skip


def _of(field: forms.Field) -> Any:
    if isinstance(field, forms.ModelMultipleChoiceField | forms.ModelChoiceField):
        first = field.queryset.first() if field.queryset is not None else None
        return "" if first is None else field.prepare_value(first) or first.pk
    if isinstance(field, forms.ChoiceField):
        return next((value for value, _ in field.choices if value), "")
    if isinstance(field, forms.DateTimeField):
        return f"{timezone.localtime() + dt.timedelta(days=2):%Y-%m-%d %H:%M}"
    if isinstance(field, forms.DateField):
        return f"{TODAY:%Y-%m-%d}"
    if isinstance(field, forms.BooleanField):
        return ""
    if isinstance(field, forms.IntegerField):
        return "5"
    return "" if isinstance(field, forms.FileField) else _text(field)


def _text(field: forms.Field) -> str:
    words = "按值班安排办理并留存备查"
    most = getattr(field, "max_length", None)
    return words[:most] if field.required else ""


def smuggled(act: Act, foreign: Side) -> dict[str, Any]:
    """Every column of the act's table that its form does not ask for, with a value of mischief."""
    asked = set(getattr(act.form, "base_fields", {}))
    found: dict[str, Any] = {"pk": "1", "id": "1", "is_superuser": "on", "act": "x", "actor": "1"}
    for field in act.entity.model._meta.concrete_fields:
        value = _mischief(field, foreign)
        found |= {field.name: value, field.attname: value}
    return {name: value for name, value in found.items() if name not in asked}


def _mischief(field: Any, foreign: Side) -> str:
    if field.is_relation:
        return str(foreign.row(field.related_model).pk)
    if field.choices:
        return str(field.choices[-1][0])
    if isinstance(field, models.UUIDField):
        return str(uuid.uuid4())
    if isinstance(field, models.DateTimeField):
        return "2020-02-02 02:02"
    return "2020-02-02" if isinstance(field, models.DateField) else "9"
