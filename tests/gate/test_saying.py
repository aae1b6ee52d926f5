"""What a field that cannot be read says: the house's words, never the framework's."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms

from guanbiao.gate.forms import ActForm

CHOICES = [("", "请选择"), ("a", "轿车"), ("其他", [("b", "越野车")])]


class Wide(ActForm):
    """A field of each kind."""

    seats = forms.IntegerField(label="核定载客（人）", min_value=1, max_value=90)
    price = forms.DecimalField(label="价格", max_digits=6, decimal_places=2)
    day = forms.DateField(label="购置日期")
    body = forms.ChoiceField(label="车型", choices=CHOICES)
    name = forms.CharField(label="品牌", max_length=3)
    own = forms.CharField(label="理由", error_messages={"required": "为什么？"})
    share = forms.ChoiceField(label="占比100%", choices=[("1", "50%")])


GOOD = {"seats": "5", "price": "1", "day": "2026-06-03", "body": "a", "name": "示", "own": "因",
        "share": "1"}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("seats", "", "请填写核定载客。"),
        ("seats", "很多", "核定载客应为整数，如 3。"),
        ("seats", "0", "核定载客不应小于 1，请核对。"),
        ("seats", "91", "核定载客不应大于 90，请核对。"),
        ("price", "贵", "价格应为数字，如 12.5。"),
        ("price", "1.234", "价格最多 2 位小数，请核对。"),
        ("day", "去年", "购置日期不是有效日期，请按 2026-06-03 填写。"),
        ("body", "", "请选择车型。"),
        ("body", "马车", "“马车”不是可选的车型，可填：轿车、越野车。"),
        ("name", "示例牌子", "品牌最多 3 字，现有 4 字，请精简。"),
        ("own", "", "为什么？"),
        ("share", "9%", "“9%”不是可选的占比100%，可填：50%。"),
    ],
)
def test_it_names_the_label_and_what_would_do(name: str, typed: str, said: str) -> None:
    assert Wide(data=GOOD).is_valid()
    assert Wide(data={**GOOD, name: typed}).errors[name] == [said]


def test_choices_narrowed_afterwards_are_the_ones_named() -> None:
    form: Any = Wide(data={**GOOD, "body": "a"})
    form.choose("body", [("b", "越野车")])
    assert form.errors["body"] == ["“a”不是可选的车型，可填：越野车。"]
