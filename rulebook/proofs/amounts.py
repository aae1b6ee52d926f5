"""Ordered values as exact fractions and back, so that all of them are reasoned about alike.

Numbers stand for themselves, dates count days from 0001-01-01, moments, times and durations count
microseconds, months are months. Nothing is rounded. Years outside 1–9999, parts of a microsecond
and values with a time zone are outside this reasoning.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from rulebook.feel import types as t
from rulebook.feel.values.durations import Months
from rulebook.proofs.assuming import CannotDecide

DAY = 86_400_000_000
MICROSECOND = dt.timedelta(microseconds=1)
START = dt.datetime(1, 1, 1)  # noqa: DTZ001 - wall-clock time, as FEEL without zone
LAST_DAY = (dt.date.max - dt.date.min).days
DIGITS = 34

ORDERED = frozenset({t.NUMBER, t.DATE, t.DATE_TIME, t.TIME, t.DAYS_DURATION, t.MONTHS_DURATION})
SPANS: dict[t.Type, tuple[int, int]] = {
    t.DATE: (0, LAST_DAY),
    t.DATE_TIME: (0, (LAST_DAY + 1) * DAY - 1),
    t.TIME: (0, DAY - 1),
}
"""Least and greatest amount of the kinds that end."""
ORDINARY_DAY: dict[t.Type, int] = {
    t.DATE: (dt.date(2025, 7, 1) - dt.date.min).days,
    t.DATE_TIME: (dt.date(2025, 7, 1) - dt.date.min).days * DAY + DAY * 3 // 8,
    t.TIME: DAY * 3 // 8,
}
"""The amount an example takes where any would do: nine o'clock on 1 July 2025."""


def amount(value: Any) -> Fraction:
    """The exact amount of an ordered value; `CannotDecide` for what this reasoning leaves out."""
    if getattr(value, "tzinfo", None) is not None:
        raise CannotDecide("带时区的时间不能比较：请改用不带时区的时间")
    for python, convert in _AMOUNTS:
        if isinstance(value, python):
            return Fraction(convert(value))
    raise CannotDecide(f"值 {value} 超出可证明的范围")


def value_of(size: Fraction, kind: t.Type) -> Any:
    """The value of a kind with that amount; None where there is none."""
    if kind == t.NUMBER:
        return _decimal(size)
    low, high = SPANS.get(kind, (None, None))
    if size.denominator != 1 or (low is not None and not low <= size <= (high or 0)):
        return None
    return _VALUES[kind](int(size))


def _decimal(size: Fraction) -> Decimal | None:
    """Exactly this number in at most 34 digits."""
    for places in range(DIGITS):
        scaled = size * 10**places
        if scaled.denominator == 1:
            return Decimal(int(scaled)).scaleb(-places) if abs(scaled) < 10**DIGITS else None
    return None


def _clock(micros: int) -> dt.time:
    return (START + dt.timedelta(microseconds=micros)).time()


_AMOUNTS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (Decimal, Fraction),
    (dt.datetime, lambda value: (value - START) // MICROSECOND),
    (dt.date, lambda value: (value - dt.date.min).days),
    (dt.time, lambda value: (dt.datetime.combine(START, value) - START) // MICROSECOND),
    (dt.timedelta, lambda value: value // MICROSECOND),
    (Months, lambda value: value.months),
)
_VALUES: dict[t.Type, Callable[[int], Any]] = {
    t.DATE: lambda days: dt.date.min + dt.timedelta(days=days),
    t.DATE_TIME: lambda micros: START + dt.timedelta(microseconds=micros),
    t.TIME: _clock,
    t.DAYS_DURATION: lambda micros: dt.timedelta(microseconds=micros),
    t.MONTHS_DURATION: Months,
}
