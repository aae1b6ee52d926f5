"""Numeric functions (DMN 1.5, table 76)."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from typing import Any

from rulebook.feel.meter import METER
from rulebook.feel.values import kinds
from rulebook.feel.values.durations import Months, duration, nanos_of
from rulebook.feel.values.kinds import kind_of
from rulebook.feel.values.numbers import CONTEXT, as_int, truncated

LEAST_SCALE, MOST_SCALE = -6111, 6176
SLOW = 50
"""Steps that a function of many multiplications costs."""
_WIDE = Context(prec=13_000, Emin=-20_000, Emax=20_000)


def rounded(number: Decimal, scale: Decimal | None, rounding: str) -> Decimal | None:
    """To ``scale`` decimals; null beyond the scales a 34-digit decimal has."""
    places = 0 if scale is None else truncated(scale)
    if places is None or not LEAST_SCALE <= places <= MOST_SCALE:
        return None
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= places:
        return number
    unit = Decimal((0, (1,), -places))
    return CONTEXT.plus(number.quantize(unit, rounding=rounding, context=_WIDE))


def _rounding(rounding: str) -> Callable[..., Decimal | None]:
    return lambda number, scale=None: rounded(number, scale, rounding)


def modulo(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """``dividend - divisor * floor(dividend / divisor)``: the sign is the divisor's."""
    if divisor == 0:
        return None
    rest = dividend % divisor if abs(dividend.adjusted() - divisor.adjusted()) < 30 else None
    if rest is None:
        METER.spend(SLOW * 8)
        rest = _WIDE.remainder(dividend, divisor)
    if rest != 0 and (rest < 0) != (divisor < 0):
        rest = CONTEXT.add(rest, divisor)
    return CONTEXT.plus(rest)


def absolute(value: Any) -> Any:
    """Of a number or a duration."""
    kind = kind_of(value)
    if kind == kinds.NUMBER:
        return CONTEXT.abs(value)
    if kind == kinds.DAYS:
        return duration(abs(nanos_of(value)))
    return Months(abs(value.months)) if kind == kinds.MONTHS else None


def square_root(number: Decimal) -> Decimal | None:
    """Null for negative numbers."""
    METER.spend(SLOW)
    return CONTEXT.sqrt(number) if number >= 0 else None


def logarithm(number: Decimal) -> Decimal | None:
    """Natural logarithm; null unless positive."""
    METER.spend(SLOW)
    return CONTEXT.ln(number) if number > 0 else None


def exponential(number: Decimal) -> Decimal | None:
    """``e ** number``."""
    METER.spend(SLOW)
    return CONTEXT.exp(number)


def odd(number: Decimal) -> bool | None:
    """Whether a whole number is odd; false for others."""
    whole = as_int(number)
    return None if whole is None else whole % 2 == 1


def even(number: Decimal) -> bool | None:
    """Whether a whole number is even; false for others."""
    whole = as_int(number)
    return None if whole is None else whole % 2 == 0


NUMBERS: Mapping[str, Callable[..., Any]] = {
    "decimal": _rounding(ROUND_HALF_EVEN),
    "floor": _rounding(ROUND_FLOOR),
    "ceiling": _rounding(ROUND_CEILING),
    "round up": _rounding(ROUND_UP),
    "round down": _rounding(ROUND_DOWN),
    "round half up": _rounding(ROUND_HALF_UP),
    "round half down": _rounding(ROUND_HALF_DOWN),
    "abs": absolute,
    "modulo": modulo,
    "sqrt": square_root,
    "log": logarithm,
    "exp": exponential,
    "odd": odd,
    "even": even,
    "random number": lambda: Decimal(str(random.random())),  # noqa: S311 - no secrets here
}
