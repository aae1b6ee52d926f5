"""Values as Java writes them: ``String.format`` and ``Double.toString``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from rulebook.feel.builtins.writing import written
from rulebook.feel.meter import METER
from rulebook.feel.values import kinds
from rulebook.feel.values.kinds import kind_of

_FIELD = re.compile(r"%([-+0,]*)(\d{0,3})(?:\.(\d{1,2}))?([sSdfbBcxXn%])|%")
_WIDE = Context(prec=7_000, rounding=ROUND_HALF_UP)


def format_text(template: str, *values: Any) -> str:
    """``String.format``: %s %S %d %f %b %B %c %x %X %n %%, the flags ``-+0,``, width, precision.

    Raises ValueError where Java would throw, or for a field wider than 999.
    """
    rest = iter(values)

    def fill(found: re.Match[str]) -> str:
        flags, width, precision, letter = found.groups()
        text = _converted(letter, flags, precision, rest)
        METER.text(len(text) + int(width or 0))
        if "0" in flags and letter in "dfxX":
            sign = text[:1] if text[:1] in "+-" else ""
            return sign + text[len(sign) :].rjust(int(width or 0) - len(sign), "0")
        return text.ljust(int(width or 0)) if "-" in flags else text.rjust(int(width or 0))

    text = _FIELD.sub(fill, template)
    METER.text(len(text))
    return text


def _converted(letter: str | None, flags: str, precision: str | None, rest: Iterator[Any]) -> str:
    if letter in ("n", "%"):
        return "\n" if letter == "n" else "%"
    if letter is None:
        raise ValueError("no such conversion")
    value = next(rest, rest)
    if value is rest:
        raise ValueError("too few arguments")
    if letter in "sSbBc":
        text = _letter_text(letter.lower(), value)
        text = text if precision is None else text[: int(precision)]
        return text.upper() if letter.isupper() else text
    return _number(letter, flags, int(precision or 6), value)


def _letter_text(letter: str, value: Any) -> str:
    if letter == "b":
        return "true" if value is True or not isinstance(value, bool | None) else "false"
    text = java_text(value)
    if letter == "c" and len(text) != 1:
        raise ValueError("no character")
    return text


def _number(letter: str, flags: str, places: int, value: Any) -> str:
    if value is None:
        return "null"
    if kind_of(value) != kinds.NUMBER or abs(value.adjusted()) > 6_000:
        raise ValueError("no number")
    if letter == "f":
        text = format(value.quantize(Decimal(1).scaleb(-places), context=_WIDE), ",f")
    else:
        if value != value.to_integral_value():
            raise ValueError("no whole number")
        text = format(int(value), letter if letter in "xX" else ",d")
    text = text if "," in flags else text.replace(",", "")
    return f"+{text}" if "+" in flags and value >= 0 else text


def java_text(value: Any) -> str:
    """``String.valueOf(Object)``."""
    return value if isinstance(value, str) else written(value)


def double_text(value: Decimal) -> str:
    """``Double.toString``: always with a point, with an exponent from 10⁷ on and below 10⁻³."""
    number = float(value)
    if number == 0 or 1e-3 <= abs(number) < 1e7:
        return repr(number)
    digits, _, exponent = f"{Decimal(repr(number)):e}".partition("e")
    whole = digits if "." in digits else f"{digits}.0"
    return f"{whole.rstrip('0') if not whole.endswith('.0') else whole}E{int(exponent)}"
