"""Working time: what is due when people are off, at lunch or at the edge of the year."""

# ruff: noqa: DTZ001 - wall-clock times are what is tested

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.calendar import CalendarMissing, WorkingCalendar
from rulebook.malformed import Malformed

OCTOBER = [dt.date(2026, 10, day) for day in range(1, 8)]
MOMENTS = st.datetimes(dt.datetime(2026, 9, 1), dt.datetime(2026, 11, 30))


def calendar() -> WorkingCalendar:
    """Seven days off from 1 October, the Saturday after is worked instead."""
    return WorkingCalendar(frozenset(OCTOBER), frozenset({dt.date(2026, 10, 10)}))


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment in October 2026."""
    return dt.datetime(2026, 10, day, hour, minute)


def test_people_are_off_on_the_holiday_and_on_ordinary_weekends() -> None:
    assert not calendar().is_workday(dt.date(2026, 10, 1))
    assert not calendar().is_workday(dt.date(2026, 10, 11))


def test_people_work_on_the_adjusted_saturday() -> None:
    assert calendar().is_workday(dt.date(2026, 10, 10))


def test_an_ordinary_weekend_is_no_statutory_holiday() -> None:
    assert calendar().is_holiday(dt.date(2026, 10, 3))
    assert not calendar().is_holiday(dt.date(2026, 10, 11))


def test_what_comes_in_before_the_holiday_is_due_after_it() -> None:
    handed_in = dt.datetime(2026, 9, 30, 16, 30)
    assert calendar().add_working_minutes(handed_in, 240) == at(8, 11, 30)


def test_what_fits_exactly_before_lunch_is_due_at_lunch() -> None:
    assert calendar().add_working_minutes(at(8, 8, 30), 210) == at(8, 12)


def test_what_comes_in_at_lunch_counts_from_the_afternoon() -> None:
    assert calendar().add_working_minutes(at(8, 12, 40), 30) == at(8, 14, 30)


def test_what_comes_in_at_night_counts_from_the_morning() -> None:
    assert calendar().add_working_minutes(at(8, 23), 30) == at(9, 9)


def test_no_time_at_all_is_due_at_once() -> None:
    assert calendar().add_working_minutes(at(3, 3), 0) == at(3, 3)


def test_a_whole_workday_has_seven_hours() -> None:
    assert calendar().working_minutes(at(8, 0), at(9, 0)) == 420


def test_the_holiday_has_no_minutes() -> None:
    assert calendar().working_minutes(at(1, 0), at(7, 23)) == 0


def test_looking_backwards_gives_the_negative() -> None:
    assert calendar().working_minutes(at(9, 9), at(8, 17)) == -60


def test_the_first_day_is_not_counted_among_working_days() -> None:
    assert calendar().working_days(dt.date(2026, 9, 30), dt.date(2026, 10, 8)) == 1
    assert calendar().working_days(dt.date(2026, 10, 8), dt.date(2026, 9, 30)) == -1


def test_the_closing_minute_is_no_working_time() -> None:
    assert calendar().is_working_time(at(8, 8, 30))
    assert not calendar().is_working_time(at(8, 12))
    assert not calendar().is_working_time(at(1, 10))


def test_an_aware_moment_keeps_its_zone() -> None:
    zone = dt.timezone(dt.timedelta(hours=8))
    assert calendar().add_working_minutes(at(8, 9).replace(tzinfo=zone), 30) == at(
        8, 9, 30
    ).replace(tzinfo=zone)


@pytest.mark.parametrize("year", [2025, 2027])
def test_a_year_not_published_is_never_guessed(year: int) -> None:
    with pytest.raises(CalendarMissing, match=f"{year} 年的工作日历尚未发布"):
        calendar().is_workday(dt.date(year, 6, 1))


def test_a_deadline_that_runs_into_an_unpublished_year_says_so() -> None:
    with pytest.raises(CalendarMissing):
        calendar().add_working_minutes(dt.datetime(2026, 12, 31, 17), 60)


def test_time_cannot_run_backwards() -> None:
    with pytest.raises(Malformed, match="只能往后推算"):
        calendar().add_working_minutes(at(8, 9), -1)


@given(MOMENTS, st.integers(0, 3000))
def test_minutes_added_are_the_minutes_counted(start: dt.datetime, minutes: int) -> None:
    due = calendar().add_working_minutes(start, minutes)
    assert calendar().working_minutes(start, due) == minutes


@given(MOMENTS, MOMENTS)
def test_counting_is_antisymmetric(start: dt.datetime, end: dt.datetime) -> None:
    assert calendar().working_minutes(start, end) == -calendar().working_minutes(end, start)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: WorkingCalendar(frozenset(OCTOBER), frozenset(OCTOBER[2:3])), "既列为放假又"),
        (lambda: WorkingCalendar(frozenset(), frozenset({dt.date(2026, 10, 9)})), "本就是工作日"),
        (lambda: WorkingCalendar(frozenset(), hours=()), "工作时间为空"),
        (
            lambda: WorkingCalendar(frozenset(), hours=((dt.time(12), dt.time(8)),)),
            "前后颠倒或重叠",
        ),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(made: object, words: str) -> None:
    with pytest.raises(Malformed, match=words):
        made()  # type: ignore[operator]
