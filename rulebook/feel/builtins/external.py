"""Foreign functions: a written allow-list of Java signatures with their Python counterparts.

DMN models may name Java methods as function bodies. Nothing is looked up by reflection: a
signature is on this list or the function is null.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from rulebook.feel import types as t
from rulebook.feel.builtins.javatext import double_text, format_text, java_text
from rulebook.feel.meter import METER
from rulebook.feel.values import kinds
from rulebook.feel.values.functions import Function
from rulebook.feel.values.kinds import kind_of
from rulebook.feel.values.numbers import CONTEXT, number_from_text

_WHOLE = {"byte": 7, "short": 15, "int": 31, "long": 63}
_TAKES = {
    "float": kinds.NUMBER,
    "double": kinds.NUMBER,
    "decimal": kinds.NUMBER,
    "char": kinds.STRING,
    "string": kinds.STRING,
    "boolean": kinds.BOOLEAN,
}
_BOXED = {
    "java.lang.Byte": "byte",
    "java.lang.Short": "short",
    "java.lang.Integer": "int",
    "java.lang.Long": "long",
    "java.lang.Float": "float",
    "java.lang.Double": "double",
    "java.lang.Boolean": "boolean",
    "java.lang.Character": "char",
    "java.math.BigDecimal": "decimal",
    "java.math.BigInteger": "decimal",
    "java.lang.String": "string",
    "java.lang.Object": "object",
    "java.lang.CharSequence": "string",
    "java.lang.Number": "decimal",
}


def _argument(value: Any, java_type: str) -> Any:
    """A FEEL value as an argument of a Java type; ValueError where Java would not take it."""
    kind = kind_of(value)
    if java_type in _WHOLE and kind == kinds.NUMBER and value.adjusted() < 20:
        whole = int(value)
        if -(2 ** _WHOLE[java_type]) <= whole < 2 ** _WHOLE[java_type]:
            return Decimal(whole)
    one_char = java_type != "char" or (kind == kinds.STRING and len(value) == 1)
    if java_type == "object" or (kind == _TAKES.get(java_type) and one_char):
        return value
    raise ValueError("argument does not fit")


def _join(by: str, *parts: str) -> str:
    METER.text(sum(map(len, parts)) + len(by) * len(parts))
    return by.join(parts)


def _double(rule: Callable[..., float]) -> Callable[..., Decimal]:
    return lambda *given: Decimal(repr(rule(*(float(one) for one in given))))


def _round(number: Decimal) -> Decimal:
    return _floor(number + Decimal("0.5"))


def _floor(number: Decimal) -> Decimal:
    return number.to_integral_value("ROUND_FLOOR")


def _parse(text: str) -> Decimal:
    found = number_from_text(text)
    if found is None:
        raise ValueError("no number")
    return found


def _parse_whole(java_type: str) -> Callable[[str], Decimal]:
    def parse(text: str) -> Decimal:
        if not _WHOLE_TEXT.fullmatch(text):
            raise ValueError("no whole number")
        return Decimal(_argument(_parse(text), java_type))

    return parse


def _parser(java_type: str) -> Callable[[str], Decimal]:
    return _parse_whole(java_type) if java_type in _WHOLE else _parse


def _writer(java_type: str) -> Callable[[Any], str]:
    return double_text if java_type in ("float", "double") else java_text


_WHOLE_TEXT = re.compile(r"[+-]?\d{1,20}", re.ASCII)
_NUMERIC = ("int", "long", "float", "double")
_PAIRS: Mapping[str, Callable[..., Any]] = {
    "max": max,
    "min": min,
    "sum": lambda a, b: a + b,
    "compare": lambda a, b: Decimal((a > b) - (a < b)),
}
_DOUBLE: Mapping[str, Callable[..., float]] = {
    "sin": math.sin, "cos": math.cos, "tan": math.tan, "asin": math.asin, "acos": math.acos,
    "atan": math.atan, "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh, "exp": math.exp,
    "log": math.log, "log10": math.log10, "sqrt": math.sqrt, "toRadians": math.radians,
    "toDegrees": math.degrees,
}  # fmt: skip

Signature = tuple[str, str, tuple[str, ...]]
_MATH = "java.lang.Math"
_MATHS: dict[Signature, Callable[..., Any]] = {
    **{(_MATH, name, ("double",)): _double(rule) for name, rule in _DOUBLE.items()},
    **{(_MATH, "max", (k, k)): max for k in _NUMERIC},
    **{(_MATH, "min", (k, k)): min for k in _NUMERIC},
    **{(_MATH, "abs", (k,)): abs for k in _NUMERIC},
    **{(_MATH, "round", (k,)): _round for k in ("float", "double")},
    **{(_MATH, "floorMod", (k, k)): lambda a, b: a - b * _floor(a / b) for k in ("int", "long")},
    **{(_MATH, "floorDiv", (k, k)): lambda a, b: _floor(a / b) for k in ("int", "long")},
    (_MATH, "pow", ("double", "double")): _double(math.pow),
    (_MATH, "hypot", ("double", "double")): _double(math.hypot),
    (_MATH, "atan2", ("double", "double")): _double(math.atan2),
    (_MATH, "floor", ("double",)): _floor,
    (_MATH, "ceil", ("double",)): lambda n: n.to_integral_value("ROUND_CEILING"),
    (_MATH, "rint", ("double",)): lambda n: n.to_integral_value("ROUND_HALF_EVEN"),
    (_MATH, "signum", ("double",)): lambda n: Decimal((n > 0) - (n < 0)),
}
_PRIMITIVES = {
    c: p for c, p in _BOXED.items() if c.startswith("java.lang") and p in _TAKES | _WHOLE
}
_NUMBER_CLASSES = {c: p for c, p in _PRIMITIVES.items() if p in (*_WHOLE, "float", "double")}
_BOXES: dict[Signature, Callable[..., Any]] = {
    **{(c, "valueOf", (p,)): lambda value: value for c, p in _PRIMITIVES.items() if p != "string"},
    **{(c, "toString", (p,)): _writer(p) for c, p in _PRIMITIVES.items() if p != "string"},
    **{(c, "valueOf", ("string",)): _parser(p) for c, p in _NUMBER_CLASSES.items()},
    **{(c, "parse" + p.capitalize(), ("string",)): _parser(p) for c, p in _NUMBER_CLASSES.items()},
    **{(c, n, (p, p)): r for c, p in _NUMBER_CLASSES.items() for n, r in _PAIRS.items()},
    ("java.lang.Boolean", "parseBoolean", ("string",)): lambda text: text.lower() == "true",
    ("java.lang.Boolean", "valueOf", ("string",)): lambda text: text.lower() == "true",
    ("java.math.BigDecimal", "valueOf", ("double",)): lambda value: value,
    ("java.math.BigDecimal", "valueOf", ("long",)): lambda value: value,
}
_STRINGS: dict[Signature, Callable[..., Any]] = {
    **{
        ("java.lang.String", "valueOf", (kind,)): _writer(kind)
        for kind in (*_WHOLE, "float", "double", "char", "boolean", "object")
    },
    ("java.lang.String", "format", ("string", "object...")): format_text,
    ("java.lang.String", "join", ("string", "string...")): _join,
}
ALLOWED: Mapping[Signature, Callable[..., Any]] = {**_MATHS, **_BOXES, **_STRINGS}


def external_function(
    names: tuple[str, ...], types: tuple[t.Type, ...], description: Any
) -> Function | None:
    """The function a description names, null if it is not on the list.

    ``description`` is ``{java: {class: "java.lang.Math", method signature: "max(int,int)"}}``.
    """
    java = description.get("java") if isinstance(description, dict) else None
    signature = _signature(java) if isinstance(java, dict) else None
    if signature is None or signature not in ALLOWED:
        return None
    rule, wanted = ALLOWED[signature], signature[2]

    def body(*given: Any) -> Any:
        try:
            return _plain(rule(*_arguments(given, wanted)))
        except (ValueError, ArithmeticError, TypeError):
            return None

    return Function(names, types, t.ANY, body)


def _arguments(given: tuple[Any, ...], wanted: tuple[str, ...]) -> list[Any]:
    if wanted and wanted[-1].endswith("..."):
        fixed = len(wanted) - 1
        rest = given[fixed:]
        if len(rest) == 1 and isinstance(rest[0], list):
            rest = tuple(rest[0])
        many = [_argument(value, wanted[-1][:-3]) for value in rest]
        return [*map(_argument, given[:fixed], wanted[:fixed]), *many]
    if len(given) != len(wanted):
        raise ValueError("wrong number of arguments")
    return list(map(_argument, given, wanted))


def _plain(value: Any) -> Any:
    return CONTEXT.plus(value) if isinstance(value, Decimal) else value


def _signature(java: dict[str, Any]) -> Signature | None:
    class_, method = java.get("class"), java.get("method signature")
    if not isinstance(class_, str) or not isinstance(method, str):
        return None
    name, bracket, rest = method.strip().partition("(")
    if not bracket or not rest.endswith(")"):
        return None
    kinds_ = tuple(_java_type(part.strip()) for part in rest[:-1].split(",") if part.strip())
    return class_.strip(), name.strip(), kinds_


def _java_type(name: str) -> str:
    if name.startswith("[L") and name.endswith(";"):
        return _BOXED.get(name[2:-1], name) + "..."
    for many in ("...", "[]"):
        if name.endswith(many):
            return _BOXED.get(name[: -len(many)], name) + "..."
    return _BOXED.get(name, name)
