"""What a field says that cannot be read: in the house's words, with its label and what would do.

Said once for the forms of all acts. Words a form gives a field of its own stay as they are; only
the framework's, which are translated sentences of nobody's, are put in place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django import forms
from django.utils.functional import Promise, lazy

OFFERED = 12
"""Choices named in a message; of more, the first ones."""
ASIDE = re.compile(r"（.*?）|\(.*?\)")
EVERY = {
    "required": "请填写{0}。",
    "invalid": "{0}填写有误，请核对。",
    "max_length": "{0}最多 %(limit_value)d 字，现有 %(show_value)d 字，请精简。",
    "min_length": "{0}至少 %(limit_value)d 字，现有 %(show_value)d 字，请补充。",
    "min_value": "{0}不应小于 %(limit_value)s，请核对。",
    "max_value": "{0}不应大于 %(limit_value)s，请核对。",
    "max_digits": "{0}最多 %(max)s 位数字，请核对。",
    "max_decimal_places": "{0}最多 %(max)s 位小数，请核对。",
    "max_whole_digits": "{0}的整数部分最多 %(max)s 位，请核对。",
    "null_characters_not_allowed": "{0}含有看不见的字符，请重新输入。",
}
OF_KIND: dict[type[forms.Field], dict[str, str]] = {
    forms.IntegerField: {"invalid": "{0}应为整数，如 3。"},
    forms.FloatField: {"invalid": "{0}应为数字，如 12.5。"},
    forms.DecimalField: {"invalid": "{0}应为数字，如 12.5。"},
    forms.DateField: {"invalid": "{0}不是有效日期，请按 2026-06-03 填写。"},
    forms.DateTimeField: {"invalid": "{0}不是有效时间，请按 2026-06-03 08:30 填写。"},
    forms.TimeField: {"invalid": "{0}不是有效时间，请按 08:30 填写。"},
    forms.EmailField: {"invalid": "{0}不是有效的邮箱地址，请按 name@example.com 填写。"},
    forms.FileField: {"required": "请选择{0}。"},
    forms.ChoiceField: {"required": "请选择{0}。", "invalid_list": "{0}填写有误，请重新选择。"},
    forms.ModelChoiceField: {
        "invalid_choice": "“%(value)s”不在可选的{0}中，请核对后重新选择。",
        "invalid_pk_value": "“%(pk)s”不在可选的{0}中，请核对后重新选择。",
    },
}  # fmt: skip


def speak(field: forms.Field) -> None:
    """Put the house's words where the framework's would be."""
    label = ASIDE.sub("", str(field.label or "")).strip() or "此项"
    if _offers(field):
        field.error_messages["invalid_choice"] = _choice(field, label)
    for code, text in _said(type(field), label).items():  # type: ignore[arg-type] # a class
        held: Any = field.error_messages.get(code)
        if held is None or isinstance(held, Promise):
            field.error_messages[code] = text


@cache
def _said(kind: type[forms.Field], label: str) -> dict[str, str]:
    """Code → words, of a kind of field under a label."""
    said = dict(EVERY)
    for base, texts in OF_KIND.items():
        if issubclass(kind, base):
            said |= texts
    return {code: text.format(label.replace("%", "%%")) for code, text in said.items()}


def _offers(field: forms.Field) -> bool:
    """Whether its choices stand in the form, and its words for a wrong one are the framework's."""
    own = isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField)
    return own and isinstance(field.error_messages.get("invalid_choice"), Promise)


def _choice(field: Any, label: str) -> Any:
    """The choices are named when it is said: a form narrows them after it is made."""

    def words() -> str:
        names = list(_names(field.choices))
        more = "等" if len(names) > OFFERED else ""
        listed = "、".join(names[:OFFERED])
        told = f"可填：{listed}{more}" if listed else "目前没有可选的"
        return "“%(value)s”不是可选的" + f"{label}，{told}。".replace("%", "%%")

    return lazy(words, str)()


def _names(choices: Any) -> Iterator[str]:
    """The words of the choices, those in groups included, without the one that chooses nothing."""
    for value, text in choices:
        if isinstance(text, list | tuple):
            yield from _names(text)
        elif value not in ("", None):
            yield str(text)
