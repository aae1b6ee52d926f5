"""Dates, moments and durations on terms. Seconds and months never mix."""

from __future__ import annotations

from decimal import Decimal

from sqlglot import exp

from rulebook.feel import types as t
from rulebook.sql import numbers
from rulebook.sql.terms import SQL_TYPES, Term, as_type, bounded, number, paren, whole_number
from rulebook.sql.unpushable import UnpushableError

Dialect = str
DAY_SECONDS = number(Decimal(86_400))
DAY_DIGITS, MOMENT_DIGITS = 8, 12
MICRO = number(Decimal("0.000001"))


def minus(left: Term, right: Term, dialect: Dialect) -> Term:
    """Seconds between two dates or two moments of the same kind."""
    if left.type != right.type or left.zoned != right.zoned or left.type == t.TIME:
        raise UnpushableError("不同种类的日期时间相减只能逐条计算")
    if left.type == t.DATE:
        days = bounded(_day_difference(left, right, dialect), t.DAYS_DURATION, DAY_DIGITS, 0)
        cast = days.of(as_type(days.sql, f"DECIMAL({DAY_DIGITS}, 0)"))
        return numbers.multiply(cast, DAY_SECONDS, t.DAYS_DURATION)
    return numbers.add(epoch(left, dialect), epoch(right, dialect), t.DAYS_DURATION, minus=True)


def _day_difference(left: Term, right: Term, dialect: Dialect) -> exp.Expr:
    if dialect == "spark":
        return exp.Anonymous(this="datediff", expressions=[left.copy, right.copy])
    return paren(exp.Sub(this=left.copy, expression=right.copy))


def epoch(term: Term, dialect: Dialect) -> Term:
    """Seconds of a moment since 1970-01-01 of its own wall clock, exact to the microsecond."""
    if dialect == "postgres":
        seconds = exp.Extract(this=exp.var("EPOCH"), expression=term.copy)
        sql: exp.Expr = as_type(seconds, f"DECIMAL({MOMENT_DIGITS + 6}, 6)")
        return bounded(sql, t.DAYS_DURATION, MOMENT_DIGITS, 6)
    if dialect == "spark":
        return _wall_clock(term)
    micros = exp.Anonymous(this="epoch_us", expressions=[term.copy])
    whole = as_type(micros, f"DECIMAL({MOMENT_DIGITS + 6}, 0)")
    exact = bounded(whole, t.DAYS_DURATION, MOMENT_DIGITS + 6, 0)
    return numbers.multiply(exact, MICRO, t.DAYS_DURATION)


def _wall_clock(term: Term) -> Term:
    """Seconds by the calendar: Spark's own functions go by the session's zone and summer time."""
    day = exp.Anonymous(this="unix_date", expressions=[as_type(term.copy, "DATE")])
    parts = (
        _exact(day, 86_400),
        _exact(exp.Extract(this=exp.var("HOUR"), expression=term.copy), 3_600),
        _exact(exp.Extract(this=exp.var("MINUTE"), expression=term.copy), 60),
        _exact(exp.Extract(this=exp.var("SECOND"), expression=term.copy), 1, scale=6),
    )
    total: exp.Expr = parts[0]
    for part_ in parts[1:]:
        total = exp.Add(this=total, expression=part_)
    exact = as_type(paren(total), f"DECIMAL({MOMENT_DIGITS + 6}, 6)")
    return bounded(exact, t.DAYS_DURATION, MOMENT_DIGITS, 6)


def _exact(count: exp.Expr, seconds: int, scale: int = 0) -> exp.Expr:
    whole = as_type(count, f"DECIMAL({DAY_DIGITS + scale}, {scale})")
    return exp.Mul(this=whole, expression=exp.Literal.number(seconds))


def shift(moment: Term, duration: Term, back: bool, dialect: Dialect) -> Term:
    """A date or moment moved by a duration: months are clamped to the month's last day."""
    length = numbers.negate(duration) if back else duration
    if duration.type == t.MONTHS_DURATION:
        step = _interval("months", as_type(length.copy, "INT"), dialect)
    else:
        step = _seconds(moment, duration, back, dialect)
    moved = paren(exp.Add(this=moment.copy, expression=step))
    return moment.of(as_type(moved, SQL_TYPES[moment.type]))


MAKERS = {
    "duckdb": {"months": ("to_months", 0), "days": ("to_days", 0), "secs": ("to_seconds", 0)},
    "postgres": {
        "months": ("make_interval", 1),
        "days": ("make_interval", 3),
        "secs": ("make_interval", 6),
    },
    "spark": {
        "months": ("make_ym_interval", 1),
        "days": ("make_dt_interval", 0),
        "secs": ("make_dt_interval", 3),
    },
}
"""The function that makes an interval, and how many zeros it wants before the count."""


def _interval(unit: str, count: exp.Expr, dialect: Dialect) -> exp.Expr:
    name, places = MAKERS[dialect][unit]
    zeros: list[exp.Expr] = [exp.Literal.number(0) for _ in range(places)]
    return exp.Anonymous(this=name, expressions=[*zeros, count])


def _seconds(moment: Term, duration: Term, back: bool, dialect: Dialect) -> exp.Expr:
    """A constant number of seconds; a date drops the time of day it would reach."""
    length = duration.constant
    if length is None or length != length.to_integral_value():
        raise UnpushableError("日期时间加减天时分秒，只有整秒常量能由数据库计算")
    seconds = -int(length) if back else int(length)
    count = seconds // 86_400 if moment.type == t.DATE else seconds
    unit = "days" if moment.type == t.DATE else "secs"
    return _interval(unit, as_type(exp.Literal.number(count), "INT"), dialect)


PARTS = {
    "year": "YEAR",
    "month": "MONTH",
    "day": "DAY",
    "hour": "HOUR",
    "minute": "MINUTE",
    "weekday": "ISODOW",
}


def part(term: Term, name: str, dialect: Dialect) -> Term:
    """``x.year`` and the like; ``seconds`` and parts of durations are refused."""
    if term.type in (t.DATE, t.DATE_TIME, t.TIME) and name in PARTS:
        return _extract(term, PARTS[name], dialect)
    if term.type == t.DAYS_DURATION and name == "days":
        return _whole_days(whole_number(term), dialect)
    raise UnpushableError(f"“.{name}”只能逐条计算")


def _extract(term: Term, part_name: str, dialect: Dialect) -> Term:
    if dialect == "spark" and part_name == "ISODOW":
        value: exp.Expr = exp.Add(
            this=exp.Anonymous(this="weekday", expressions=[term.copy]),
            expression=exp.Literal.number(1),
        )
    else:
        value = exp.Extract(this=exp.var(part_name), expression=term.copy)
    return bounded(as_type(value, "DECIMAL(4, 0)"), t.NUMBER, 4, 0)


def _whole_days(term: Term, dialect: Dialect) -> Term:
    """Whole days of a duration, cut towards zero: take the rest away, then divide exactly."""
    rest = exp.Mod(this=paren(term.copy), expression=exp.Literal.number(86_400))
    full = as_type(paren(exp.Sub(this=term.copy, expression=rest)), "BIGINT")
    if dialect == "postgres":
        days: exp.Expr = exp.Div(this=full, expression=exp.Literal.number(86_400))
    else:
        days = exp.IntDiv(this=full, expression=exp.Literal.number(86_400))
    return bounded(as_type(days, "DECIMAL(12, 0)"), t.NUMBER, 12, 0)


def to_date(term: Term) -> Term:
    """``date(x)`` of a moment: its wall-clock day."""
    return Term(as_type(term.copy, "DATE"), t.DATE)


def months_between(start: Term, end: Term, dialect: Dialect) -> Term:
    """``years and months duration(from, to)``: full months, cut towards zero."""
    if start.type != t.DATE or end.type != t.DATE:
        raise UnpushableError("年月时长只在两个日期之间能由数据库计算")

    def get(term: Term, name: str) -> exp.Expr:
        return _extract(term, name, dialect).sql

    months = paren(
        exp.Add(
            this=exp.Mul(
                this=paren(exp.Sub(this=get(end, "YEAR"), expression=get(start, "YEAR"))),
                expression=exp.Literal.number(12),
            ),
            expression=paren(exp.Sub(this=get(end, "MONTH"), expression=get(start, "MONTH"))),
        )
    )
    one = exp.Literal.number(1)
    early = exp.LT(this=get(end, "DAY"), expression=get(start, "DAY"))
    late = exp.GT(this=get(end, "DAY"), expression=get(start, "DAY"))
    forward = exp.LTE(this=start.copy, expression=end.copy)
    value = (
        exp.case()
        .when(
            exp.and_(forward, early, copy=False), exp.Sub(this=months, expression=one), copy=False
        )
        .when(
            exp.and_(exp.GT(this=start.copy, expression=end.copy), late, copy=False),
            exp.Add(this=months.copy(), expression=one.copy()),
            copy=False,
        )
        .else_(months.copy(), copy=False)
    )
    return bounded(as_type(value, "DECIMAL(8, 0)"), t.MONTHS_DURATION, 8, 0)
