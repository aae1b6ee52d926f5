"""A piece of SQL with what has to be known about its value.

How FEEL values are held in SQL: number DECIMAL (PostgreSQL: numeric), string, boolean, date and
time as such; a date and time as wall-clock TIMESTAMP; a days and time duration as seconds, a
years and months duration as whole months, because in both databases ``interval '1 month' =
interval '30 days'`` is true and in FEEL it is not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from sqlglot import exp

from rulebook.feel import types as t
from rulebook.feel.values.durations import Months
from rulebook.sql.unpushable import UnpushableError

PRECISION = 34
"""Digits of a FEEL number (decimal128); a longer product would be rounded in Python only."""
NUMERIC = frozenset({t.NUMBER, t.DAYS_DURATION, t.MONTHS_DURATION})
SQL_TYPES = {
    t.STRING: "TEXT",
    t.BOOLEAN: "BOOLEAN",
    t.DATE: "DATE",
    t.TIME: "TIME",
    t.DATE_TIME: "TIMESTAMPNTZ",
}


@dataclass(frozen=True, slots=True)
class Term:
    """SQL of a value of FEEL type ``type``.

    Numbers have at most ``whole`` digits before and ``scale`` behind the point. ``over`` makes
    it a fraction that has not been divided yet: DuckDB's DECIMAL division answers a DOUBLE, so
    a quotient is only ever compared, by multiplying across. ``zoned`` marks moments that FEEL
    knows with an offset. ``null`` marks the literal null, ``constant`` is a number literal's value.
    """

    sql: exp.Expr
    type: t.Type
    whole: int = 0
    scale: int = 0
    over: Term | None = None
    zoned: bool = False
    null: bool = False
    constant: Decimal | None = None

    def of(self, sql: exp.Expr, **changes: Any) -> Term:
        """The same kind of value, from other SQL."""
        return replace(self, sql=sql, **{"constant": None, **changes})

    @property
    def copy(self) -> exp.Expr:
        """Its SQL, to be placed once more (a node has one parent only)."""
        return self.sql.copy()


def paren(sql: exp.Expr) -> exp.Expr:
    """The node in parentheses; unlike `exp.paren` without copying all that is below it."""
    return exp.Paren(this=sql)


@cache
def _data_type(name: str) -> exp.DataType:
    return exp.DataType.build(name)


def as_type(sql: exp.Expr, name: str) -> exp.Expr:
    """CAST to the SQL type called ``name``; unlike `exp.cast` without copying."""
    return exp.Cast(this=sql, to=_data_type(name).copy())


def whole_number(term: Term) -> Term:
    """The term, unless it is a fraction: those have no exact value in SQL."""
    if term.over is not None:
        raise UnpushableError("商只能用于比较：数据库的小数除法不精确，其他用法须逐条计算")
    return term


def bounded(sql: exp.Expr, type_: t.Type, whole: int, scale: int) -> Term:
    """A number; refused when it could have more digits than FEEL keeps."""
    if whole + scale > PRECISION:
        raise UnpushableError(f"数值可能超过 {PRECISION} 位，数据库与逐条计算的舍入会不同")
    return Term(sql, type_, whole, scale)


def sql_type(term: Term) -> str:
    """The name of the SQL type that holds the term."""
    if term.type in NUMERIC:
        return f"DECIMAL({max(term.whole + term.scale, 1)}, {term.scale})"
    return SQL_TYPES[term.type]


def cast(term: Term) -> exp.Expr:
    """The term's SQL, cast to the type that holds it."""
    return as_type(term.copy, sql_type(term))


def number(value: Decimal, type_: t.Type = t.NUMBER) -> Term:
    """A numeric literal with exactly its digits."""
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    scale = max(-exponent, 0)
    whole = max(len(digits) + exponent, 1)
    term = bounded(exp.Null(), type_, whole, scale)
    literal = exp.Literal.number(format(abs(value), "f"))
    signed: exp.Expr = exp.Neg(this=literal) if sign else literal
    return term.of(as_type(signed, sql_type(term)), constant=value)


def literal(value: Any) -> Term:
    """A constant; `UnpushableError` for values SQL has no type for (lists, contexts, …)."""
    if value is None:
        return Term(exp.Null(), t.NULL, null=True)
    for python, place in LITERALS:
        if isinstance(value, python):
            return place(value)
    raise UnpushableError(f"这种常量在数据库里没有对应类型：{type(value).__name__}")


def _boolean(value: bool) -> Term:
    return Term(exp.Boolean(this=value), t.BOOLEAN)


def _text(value: str) -> Term:
    return Term(exp.Literal.string(_storable(value)), t.STRING)


def _months(value: Months) -> Term:
    return number(Decimal(value.months), t.MONTHS_DURATION)


def _storable(text: str) -> str:
    if "\0" in text:
        raise UnpushableError("文本含空字符，数据库存不下")
    return text


def _seconds(value: dt.timedelta) -> Term:
    micros = value // dt.timedelta(microseconds=1)
    return number(Decimal(micros).scaleb(-6).normalize() + Decimal(0), t.DAYS_DURATION)


def _moment(value: dt.datetime) -> Term:
    if value.tzinfo is not None:
        raise UnpushableError("带时区的时间常量只能逐条计算")
    return _dated(value.isoformat(sep=" "), t.DATE_TIME)


def _clock(value: dt.time) -> Term:
    if value.tzinfo is not None:
        raise UnpushableError("带时区的时间常量只能逐条计算")
    return _dated(value.isoformat(), t.TIME)


def _day(value: dt.date) -> Term:
    return _dated(value.isoformat(), t.DATE)


def _dated(text: str, type_: t.Type) -> Term:
    return Term(as_type(exp.Literal.string(text), SQL_TYPES[type_]), type_)


LITERALS: tuple[tuple[type, Callable[[Any], Term]], ...] = (
    (bool, _boolean),
    (Decimal, number),
    (str, _text),
    (Months, _months),
    (dt.timedelta, _seconds),
    (dt.datetime, _moment),
    (dt.date, _day),
    (dt.time, _clock),
)
"""In this order: True is an int and a datetime is a date, so the narrower comes first."""
