"""Dates, times, durations, ranges, lists, contexts and functions as values."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.feel import Scope, compile_expression
from rulebook.feel import types as t
from rulebook.feel.values.durations import Months
from rulebook.feel.values.text import date_text
from rulebook.feel.values.wide import WideDate, day_number, from_day_number
from tests.rulebook.feel import accepts, shown, value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"2024-06-03"', date(2024, 6, 3)),
        ('@"08:30:00"', time(8, 30)),
        ('@"08:30:00Z"', time(8, 30, tzinfo=UTC)),
        ('@"2024-06-03T08:30:00"', datetime.combine(date(2024, 6, 3), time(8, 30))),
        (
            '@"2024-06-03T08:30:00+08:00"',
            datetime(2024, 6, 3, 8, 30, tzinfo=timezone(timedelta(hours=8))),
        ),
        ('@"PT90M"', timedelta(minutes=90)),
        ('@"P1Y2M"', Months(14)),
        ('date("10000-01-01")', WideDate(10000, 1, 1)),
        ('[1, "a", null]', [Decimal(1), "a", None]),
        ("{a: 1, b: {c: true}}", {"a": Decimal(1), "b": {"c": True}}),
    ],
)
def test_values_are_plain_python(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"2024-01-31" + @"P1M"', "2024-02-29"),
        ('@"2024-02-29" + @"P1Y"', "2025-02-28"),
        ('@"2024-03-01" - @"P1D"', "2024-02-29"),
        ('@"2024-03-01" - @"2024-02-01" = @"P29D"', "true"),
        ('@"2024-06-03T23:30:00" + @"PT45M"', "2024-06-04T00:15:00"),
        ('@"23:30:00" + @"PT45M"', "00:15:00"),
        ('(@"2024-06-03" - @"2024-06-01").days', "2"),
        ('@"9999-12-31" + @"P1D"', "10000-01-01"),
        ('@"0001-01-01" - @"P1D"', "0000-12-31"),
        ('years and months duration(@"2020-05-20", @"2024-06-03")', "P4Y"),
        ('@"2024-06-03".weekday', "1"),
        ('day of week(@"2024-06-03")', '"Monday"'),
        ('week of year(@"2024-12-30")', "1"),
        ('@"2024-06-03T08:30:00@Asia/Shanghai" = @"2024-06-03T00:30:00Z"', "true"),
        ('@"2024-06-03T08:30:00@Asia/Shanghai".time offset', "PT8H"),
        ('@"2024-06-03T08:30:00" < @"2024-06-03T08:30:00Z"', "null"),
        ('@"P1Y" < @"P400D"', "null"),
        ('@"PT1H" * 1.5', "PT1H30M"),
        ('@"P1D" / @"PT1H"', "24"),
        ('@"P1Y" / 2', "P6M"),
        ('@"2024-06-03" in [@"2024-06-01"..@"2024-06-30"]', "true"),
        ('time(8, 30, 0) < time("09:00:00")', "true"),
        ('date and time(@"2024-06-03", @"08:30:00")', "2024-06-03T08:30:00"),
        ("date(2024, 2, 30)", "null"),
        ('duration("P1Y1D")', "null"),
        ('for d in @"2024-02-28"..@"2024-03-01" return d.day', "[28, 29, 1]"),
    ],
)
def test_calendar_arithmetic(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("cell", "given_", "expected"),
    [
        ("-", 1, True),
        ("5", 5, True),
        ("< 5", 5, False),
        ("<= 5", 5, True),
        ("[1..5]", 5, True),
        ("[1..5)", 5, False),
        ("]1..5]", 1, False),
        ("1, 2, > 10", 11, True),
        ("not(1, 2)", 3, True),
        ("not(1, 2)", 2, False),
        ("≥ 5", 5, True),
        ("1，2，3", 2, True),
        ("!= 5", 4, True),
        ("? > 3 and ? < 6", 5, True),
        ("? * 2 = 10", 5, True),
        ("[1, 2, 3]", 3, True),
        ("null", None, True),
        ("5", None, False),
        ("< 5", None, None),
    ],
)
def test_a_cell_of_numbers(cell: str, given_: int | None, expected: bool | None) -> None:
    number = None if given_ is None else Decimal(given_)
    assert accepts(cell, number, t.NUMBER) is expected
    assert accepts(cell, number, t.ANY) is expected


def test_a_cell_of_texts() -> None:
    assert accepts("“轿车”，“客车”", "客车", t.STRING) is True
    assert accepts('not("轿车")', "客车", t.STRING) is True
    assert accepts('starts with(?, "轿")', "轿车", t.STRING) is True


def test_a_cell_of_yes_and_no() -> None:
    assert accepts("true", True, t.BOOLEAN) is True
    assert accepts("false", True, t.BOOLEAN) is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1, 2, 3][2]", "2"),
        ("[1, 2, 3][-1]", "3"),
        ("[1, 2, 3][4]", "null"),
        ("[{a: 1}, {a: 2}][a > 1]", "[{a: 2}]"),
        ("[{a: 1}, {a: 2}].a", "[1, 2]"),
        ("sort([3, 1, 2], function(x, y) x < y)", "[1, 2, 3]"),
        ("{f: function(x) x * x, y: f(3)}.y", "9"),
        ('(function(x: number) x + 1)("a")', "null"),
        ("for i in 1..3 return function(x) x + i", "[function(x), function(x), function(x)]"),
        ("(for i in 1..3 return function(x) x + i)[1](10)", "11"),
        ("for i in [1, 2], j in [10, 20] return i + j", "[11, 21, 12, 22]"),
        ("for i in 3..1 return i", "[3, 2, 1]"),
        ("for i in 1..4 return if i = 1 then 1 else i * partial[-1]", "[1, 2, 6, 24]"),
        ("distinct values([1, 2, 1, 1.0])", "[1, 2]"),
        ("flatten([[1, [2]], 3])", "[1, 2, 3]"),
        ("index of([1, 2, 1], 1)", "[1, 3]"),
        ("sublist([1, 2, 3], -2, 1)", "[2]"),
        ("insert before([1, 3], 2, 2)", "[1, 2, 3]"),
        ('context put({a: 1}, ["b", "c"], 2)', "{a: 1, b: {c: 2}}"),
        ('get value({a: {b: 1}}, ["a", "b"])', "1"),
        ("overlaps([1..5], [5..8])", "true"),
        ("overlaps([1..5), [5..8])", "false"),
        ("before([1..5), 5)", "true"),
        ("includes([1..5], [2..3])", "true"),
        ("(>= 10) = [10..null)", "true"),
        ("[1..5] = [1..5)", "false"),
        ('range("[1..5)").end included', "false"),
        ('replace("2024-06-03", "(\\d+)-(\\d+)-(\\d+)", "$1年$2月")', '"2024年06月"'),
        ('split("a、b、c", "、")', '["a", "b", "c"]'),
        ('string join(["a", null, "b"], "、")', '"a、b"'),
        ('"\\u4e2d\\U01F40E"', '"中🐎"'),
        ('string length("🐎")', "1"),
    ],
)
def test_lists_contexts_functions(text: str, expected: str) -> None:
    assert shown(text) == expected


@given(st.integers(-999_999_999, 999_999_999), st.integers(1, 12), st.integers(1, 28))
def test_day_numbers_turn_back_into_dates(year: int, month: int, day: int) -> None:
    assert from_day_number(day_number(year, month, day)) == (year, month, day)


@given(st.dates(), st.integers(-1000, 1000))
def test_moving_a_date_by_days_is_what_python_does(day: date, days: int) -> None:
    fn = compile_expression("d + n", Scope({"d": t.DATE, "n": t.DAYS_DURATION}))
    found = fn({"d": day, "n": timedelta(days=days)})
    number = day.toordinal() + days
    if 1 <= number <= date.max.toordinal():
        assert found == date.fromordinal(number)
    else:
        assert isinstance(found, WideDate)


@given(st.dates())
def test_a_date_survives_its_text(day: date) -> None:
    assert compile_expression(f'date("{date_text(day)}")', Scope({}))({}) == day
