"""Numbers: decimals of 34 digits with the exponent range of IEEE 754 decimal128."""

from __future__ import annotations

from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)

CONTEXT = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
EXACT = Context(
    prec=34, Emin=-6143, Emax=6144, traps=[InvalidOperation, DivisionByZero, Overflow, Inexact]
)
ZERO, ONE = Decimal(0), Decimal(1)
MAX_DIGITS = 12_000


def number_from_text(text: str) -> Decimal | None:
    """A numeric literal, rounded to 34 digits; None when too large or no number."""
    if len(text) > MAX_DIGITS or "_" in text or not text.isascii():
        return None
    try:
        value = CONTEXT.create_decimal(text)
    except ArithmeticError:
        return None
    return value if value.is_finite() else None


def from_int(value: int) -> Decimal:
    """A whole number as FEEL number."""
    return Decimal(value)


def as_int(value: Decimal) -> int | None:
    """The whole number equal to it, None if it has a fraction or is absurdly large."""
    if value.adjusted() > 40 or value != value.to_integral_value():
        return None
    return int(value)


def truncated(value: Decimal) -> int | None:
    """The whole part, None if absurdly large."""
    return None if value.adjusted() > 40 else int(value)


def number_text(value: Decimal) -> str:
    """How FEEL writes it: no exponent, no superfluous zeros."""
    if value == 0:
        return "0"
    text = format(value, "f") if abs(value.adjusted()) <= MAX_DIGITS else str(value)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text
