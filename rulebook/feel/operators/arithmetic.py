"""Arithmetic by kind of the operands (DMN 1.5, table 54–60). None where FEEL says null."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from rulebook.feel.meter import METER
from rulebook.feel.operators import temporal
from rulebook.feel.values import kinds
from rulebook.feel.values.durations import Months, duration, nanos_of
from rulebook.feel.values.kinds import kind_of
from rulebook.feel.values.numbers import CONTEXT, truncated

Rule = Callable[[Any, Any], Any]
_POWER_STEPS = 20
_N, _S, _D, _M = kinds.NUMBER, kinds.STRING, kinds.DAYS, kinds.MONTHS
_DATE, _TIME, _MOMENT = kinds.DATE, kinds.TIME, kinds.DATE_TIME


def _join(left: str, right: str) -> str:
    METER.text(len(left) + len(right))
    return left + right


def number_power(base: Decimal, exponent: Decimal) -> Decimal | None:
    """``base ** exponent``; null where the result is not a real number."""
    if exponent == 0:
        return Decimal(1)
    METER.spend(_POWER_STEPS)
    return _finite(CONTEXT.power(base, exponent))


def _finite(value: Decimal) -> Decimal | None:
    return value if value.is_finite() else None


def _scale_months(length: Months, factor: Decimal) -> Months | None:
    months = truncated(CONTEXT.multiply(Decimal(length.months), factor))
    return None if months is None else Months(months)


def _divide_months(length: Months, divisor: Decimal) -> Months | None:
    months = truncated(CONTEXT.divide(Decimal(length.months), divisor))
    return None if months is None else Months(months)


def _scale_days(length: Any, factor: Decimal) -> Any:
    nanos = truncated(CONTEXT.multiply(Decimal(nanos_of(length)), factor))
    return None if nanos is None else duration(nanos)


def _divide_days(length: Any, divisor: Decimal) -> Any:
    nanos = truncated(CONTEXT.divide(Decimal(nanos_of(length)), divisor))
    return None if nanos is None else duration(nanos)


def _ratio_days(left: Any, right: Any) -> Decimal:
    return CONTEXT.divide(Decimal(nanos_of(left)), Decimal(nanos_of(right)))


def _ratio_months(left: Months, right: Months) -> Decimal:
    return CONTEXT.divide(Decimal(left.months), Decimal(right.months))


def _turned(rule: Rule) -> Rule:
    return lambda left, right: rule(right, left)


_ADD: dict[tuple[str, str], Rule] = {
    (_N, _N): CONTEXT.add,
    (_S, _S): _join,
    (_D, _D): lambda a, b: duration(nanos_of(a) + nanos_of(b)),
    (_M, _M): lambda a, b: Months(a.months + b.months),
    (_DATE, _D): temporal.date_plus_days,
    (_DATE, _M): temporal.date_plus_months,
    (_MOMENT, _D): temporal.moment_plus_days,
    (_MOMENT, _M): temporal.moment_plus_months,
    (_TIME, _D): temporal.time_plus_days,
}
_ADD.update({(b, a): _turned(rule) for (a, b), rule in list(_ADD.items()) if a != b})
_SUBTRACT: dict[tuple[str, str], Rule] = {
    (_N, _N): CONTEXT.subtract,
    (_D, _D): lambda a, b: duration(nanos_of(a) - nanos_of(b)),
    (_M, _M): lambda a, b: Months(a.months - b.months),
    (_DATE, _D): lambda a, b: temporal.date_plus_days(a, duration(-nanos_of(b))),
    (_DATE, _M): lambda a, b: temporal.date_plus_months(a, -b),
    (_MOMENT, _D): lambda a, b: temporal.moment_plus_days(a, duration(-nanos_of(b))),
    (_MOMENT, _M): lambda a, b: temporal.moment_plus_months(a, -b),
    (_TIME, _D): lambda a, b: temporal.time_plus_days(a, duration(-nanos_of(b))),
    (_DATE, _DATE): temporal.moments_apart,
    (_MOMENT, _MOMENT): temporal.moments_apart,
    (_DATE, _MOMENT): temporal.moments_apart,
    (_MOMENT, _DATE): temporal.moments_apart,
    (_TIME, _TIME): temporal.times_apart,
}
_MULTIPLY: dict[tuple[str, str], Rule] = {
    (_N, _N): CONTEXT.multiply,
    (_D, _N): _scale_days,
    (_N, _D): _turned(_scale_days),
    (_M, _N): _scale_months,
    (_N, _M): _turned(_scale_months),
}
_DIVIDE: dict[tuple[str, str], Rule] = {
    (_N, _N): CONTEXT.divide,
    (_D, _N): _divide_days,
    (_M, _N): _divide_months,
    (_D, _D): _ratio_days,
    (_M, _M): _ratio_months,
}
_POWER: dict[tuple[str, str], Rule] = {(_N, _N): number_power}


def _apply(rules: dict[tuple[str, str], Rule], left: Any, right: Any) -> Any:
    rule = rules.get((kind_of(left), kind_of(right)))
    if rule is None:
        return None
    try:
        return rule(left, right)
    except (ArithmeticError, ValueError):
        return None


def add(left: Any, right: Any) -> Any:
    """``left + right``."""
    return _apply(_ADD, left, right)


def subtract(left: Any, right: Any) -> Any:
    """``left - right``."""
    return _apply(_SUBTRACT, left, right)


def multiply(left: Any, right: Any) -> Any:
    """``left * right``."""
    return _apply(_MULTIPLY, left, right)


def divide(left: Any, right: Any) -> Any:
    """``left / right``; division by zero is null."""
    return _apply(_DIVIDE, left, right)


def power(left: Any, right: Any) -> Any:
    """``left ** right``."""
    return _apply(_POWER, left, right)


def negate(value: Any) -> Any:
    """``-value``."""
    kind = kind_of(value)
    if kind == _N:
        return CONTEXT.minus(value)
    if kind == _D:
        return duration(-nanos_of(value))
    return -value if kind == _M else None
