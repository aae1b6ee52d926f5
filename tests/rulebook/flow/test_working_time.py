"""Deadlines on the calendar of real years: holidays, weekends worked, leap days, late notices."""

from __future__ import annotations

import datetime as dt

import pytest

from rulebook.calendar import WorkingCalendar
from rulebook.flow import PLATFORM, Refused
from rulebook.flow import commands as c
from rulebook.flow.model import Overdue
from tests.rulebook.flow.makers import BOSS, Walk, chain, task

DAY = 420
"""Office minutes of a working day."""
YEARS = frozenset({2026, 2027, 2028})
NATIONAL_DAY = frozenset(dt.date(2026, 10, n) for n in range(1, 8))


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def walk(
    start: str, minutes: int, calendar: WorkingCalendar, **fields: object
) -> Walk:  # fmt: skip
    made = Walk(chain(task("a", "甲", minutes=minutes, **fields)), calendar=calendar)
    made.now = moment(start) - dt.timedelta(minutes=1)
    return made.submit()


def due(walk: Walk) -> dt.datetime | None:
    return walk.state.tasks[1].due_at


def test_a_deadline_steps_over_a_holiday() -> None:
    calendar = WorkingCalendar(NATIONAL_DAY, years=YEARS)
    assert due(walk("2026-09-30T16:30", DAY, calendar)) == moment("2026-10-08T16:30")


def test_a_weekend_that_is_worked_counts() -> None:
    saturday = frozenset({dt.date(2026, 10, 10)})
    calendar = WorkingCalendar(NATIONAL_DAY, saturday, years=YEARS)
    assert due(walk("2026-10-09T16:30", DAY, calendar)) == moment("2026-10-10T16:30")
    plain = WorkingCalendar(NATIONAL_DAY, years=YEARS)
    assert due(walk("2026-10-09T16:30", DAY, plain)) == moment("2026-10-12T16:30")


def test_the_leap_day_is_a_working_day() -> None:
    calendar = WorkingCalendar(frozenset(), years=YEARS)
    assert due(walk("2028-02-28T16:30", DAY, calendar)) == moment("2028-02-29T16:30")
    assert due(walk("2028-02-29T16:30", DAY, calendar)) == moment("2028-03-01T16:30")


def test_a_deadline_over_the_year_s_end_waits_for_the_next_calendar() -> None:
    made = walk("2026-12-31T16:30", DAY, WorkingCalendar(frozenset(), years=frozenset({2026})))
    assert due(made) is None
    made.world_fields["calendar"] = WorkingCalendar(frozenset({dt.date(2027, 1, 1)}), years=YEARS)
    made.do(c.Reschedule, PLATFORM)
    assert due(made) == moment("2027-01-04T16:30")


def test_days_adjusted_after_the_fact_move_a_deadline_that_was_set() -> None:
    made = walk("2026-09-30T16:30", DAY, WorkingCalendar(frozenset(), years=YEARS))
    assert due(made) == moment("2026-10-01T16:30")
    made.world_fields["calendar"] = WorkingCalendar(NATIONAL_DAY, years=YEARS)
    made.do(c.Reschedule, PLATFORM)
    assert due(made) == moment("2026-10-08T16:30")
    assert made.lines[-1].startswith("工作日历有变，重算1项时限：“a环节”至2026年10月8日")


def test_what_was_left_after_a_pause_is_what_is_reckoned_anew() -> None:
    made = walk("2026-09-29T08:30", DAY, WorkingCalendar(frozenset(), years=YEARS))
    made.now = moment("2026-09-29T10:29")
    made.do(c.Pause, BOSS)
    made.now = moment("2026-09-30T16:29")
    made.do(c.Resume, BOSS)
    assert due(made) == moment("2026-10-01T14:30")
    made.world_fields["calendar"] = WorkingCalendar(NATIONAL_DAY, years=YEARS)
    made.do(c.Reschedule, PLATFORM)
    assert due(made) == moment("2026-10-08T14:30")


def test_what_is_about_an_hour_is_due_then_whatever_the_office_hours_are() -> None:
    leaves, calendar = moment("2026-10-03T22:00"), WorkingCalendar(NATIONAL_DAY, years=YEARS)
    made = Walk(chain(task("a", "甲", minutes=60), task("b", "乙"), task("c", "丙")),
                calendar=calendar)  # fmt: skip
    made.now = moment("2026-09-30T09:00")
    made.submit()
    made.world_fields["by"] = leaves
    made.agree("甲")
    del made.world_fields["by"]
    driving = made.of("乙")
    assert driving.due_at == leaves and made.state.tasks[1].due_at != leaves
    made.do(c.Pause, BOSS)
    made.do(c.Resume, BOSS)
    assert made.of("乙").due_at == leaves
    with pytest.raises(Refused, match="时限未到"):
        made.do(c.Expire, PLATFORM, task=driving.number)
    made.now = leaves
    made.do(c.Expire, PLATFORM, task=driving.number)
    assert made.of("乙").overdue
    made.agree("乙")
    assert made.of("丙").due_at is None and made.replayed() == made.state


def test_a_paused_case_is_not_reckoned() -> None:
    made = walk("2026-09-29T08:30", DAY, WorkingCalendar(frozenset(), years=YEARS))
    made.do(c.Pause, BOSS)
    with pytest.raises(Refused, match="已暂停计时"):
        made.do(c.Reschedule, PLATFORM)


def test_the_owner_is_reminded_once_and_not_too_early() -> None:
    made = walk("2026-10-08T08:30", DAY, WorkingCalendar(frozenset(), years=YEARS), remind=60)
    with pytest.raises(Refused, match="时限未到"):
        made.do(c.Remind, PLATFORM, task=1)
    made.now = moment("2026-10-08T16:30")
    made.do(c.Remind, PLATFORM, task=1)
    assert made.state.tasks[1].reminded
    assert made.lines[-1] == "甲的“a环节”临近时限，已提醒"
    with pytest.raises(Refused, match="无需提醒"):
        made.do(c.Remind, PLATFORM, task=1)


def test_nobody_is_reminded_where_the_process_says_nothing() -> None:
    made = walk("2026-10-08T08:30", DAY, WorkingCalendar(frozenset(), years=YEARS))
    made.now = moment("2026-10-08T17:00")
    with pytest.raises(Refused, match="无需提醒"):
        made.do(c.Remind, PLATFORM, task=1)


def test_an_overdue_task_goes_up_with_a_deadline_of_its_own() -> None:
    calendar = WorkingCalendar(frozenset(), years=YEARS)
    made = walk("2026-10-08T08:30", DAY, calendar, overdue=Overdue.SUPERIOR)
    made.office.above["甲"] = "长"
    made.now = moment("2026-10-08T17:29")
    made.do(c.Expire, PLATFORM, task=1)
    assert made.waiting == ["长"] and due(made) == moment("2026-10-09T17:30")
