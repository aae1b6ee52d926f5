"""Values as people read them: dates in words, amounts, numbers without idle zeros."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone
from markupsafe import Markup

WEEKDAYS = "一二三四五六日"


def date(moment_: dt.date | dt.datetime | None) -> str:
    """2024年6月3日."""
    if moment_ is None:
        return "—"
    here = timezone.localtime(moment_) if isinstance(moment_, dt.datetime) else moment_
    return f"{here.year}年{here.month}月{here.day}日"


def day(moment_: dt.date | dt.datetime | None) -> str:
    """6月3日."""
    return date(moment_).partition("年")[2] or "—"


def time(moment_: dt.datetime | None) -> str:
    """09:05, 24 hours."""
    return "—" if moment_ is None else f"{timezone.localtime(moment_):%H:%M}"


def moment(moment_: dt.datetime | None) -> str:
    """2024年6月3日 09:05."""
    return "—" if moment_ is None else f"{date(moment_)} {time(moment_)}"


def weekday(day_: dt.date) -> str:
    """星期三."""
    return f"星期{WEEKDAYS[day_.weekday()]}"


def money(amount: Decimal | float | None) -> str:
    """12,345.00 – yuan, two decimals."""
    return "—" if amount is None else f"{amount:,.2f}"


def number(amount: Decimal | float | None) -> str:
    """12,345.5 without idle zeros."""
    if amount is None:
        return "—"
    if isinstance(amount, int):
        return f"{amount:,}"
    return f"{Decimal(str(amount)).normalize():,f}"


BOUNDS = {
    "<=": ("不超过", "不晚于"), "<": ("低于", "早于"), ">=": ("不少于", "不早于"),
    ">": ("多于", "晚于"), "=": ("应为", "应为"),
}  # fmt: skip
"""How a value stands to its limit (`rulebook.rules.Rule.sense`), of amounts and of days."""


def bound(limit: Any, sense: str) -> str:
    """不超过 3, 不早于 2026年5月1日, 要求 有公函; 限 3 where nobody says which way."""
    if isinstance(limit, str):
        return f"要求 {limit}"
    word = BOUNDS[sense][isinstance(limit, dt.date)] if sense else "限"
    return f"{word} {value(limit)}"


def value(anything: Any) -> str | Markup:
    """A fact as people read it: 是/否, dates in words, numbers without idle zeros, — for none."""
    if isinstance(anything, str):
        return anything or "—"
    if anything is None:
        return "—"
    if isinstance(anything, bool):
        return "是" if anything else "否"
    if isinstance(anything, dt.datetime):
        return moment(anything)
    if isinstance(anything, dt.date):
        return date(anything)
    if isinstance(anything, dt.time):
        return f"{anything:%H:%M}"
    if isinstance(anything, Decimal | int | float):
        return number(anything)
    if isinstance(anything, list | tuple):
        return "、".join(str(value(each)) for each in anything)
    return str(anything)
