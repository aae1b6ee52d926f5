"""Deadlines of stored cases: reminders, late and local calendars, pauses."""

from __future__ import annotations

import datetime as dt

import pytest

from guanbiao.gate.models import Case
from guanbiao.library import in_force
from guanbiao.library.packs import parse
from guanbiao.library.publish import publish
from guanbiao.modules.cases import jobs
from guanbiao.modules.cases.tests.conftest import Clock, Office
from guanbiao.modules.cases.tests.test_verbs import STAGE, inbox
from rulebook.flow.model import End, Flow, Process, Start, UserTask
from tests.gate.makers import TODAY, add_book
from tests.library.makers import STANDARD
from tests.shelf import drawn

CALENDAR = """[[year]]
year = {year}
source = "tests"
holidays = [{holidays}]
workdays = [{workdays}]
"""
SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def notice(name: str, year: int, holidays: str = "", workdays: str = "", file: str = "calendar",
           region: str = "") -> None:  # fmt: skip
    """Publish a notice of days off."""
    head = STANDARD.format(number=f"历 {name}", edition="1", level="national", region=region,
                           units=[], from_day="2020-01-01", to_day="", replaces=[])  # fmt: skip
    content = CALENDAR.format(year=year, holidays=holidays, workdays=workdays)
    text = "# 通知\n\n## 1 放假 {#1 info}\n\n按通知放假。\n"
    publish(parse({"standard.toml": head, "text.md": text, f"{file}.toml": content}), by="tests")


def due(office: Office) -> dt.datetime:
    """The deadline of the open task, in local time."""
    found = office.case.tasks.get(state="open").due_at
    assert found is not None
    return found.astimezone(SHANGHAI)


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def again(office: Office, title: str) -> None:
    """The clerk asks for another book."""
    add_book(office.bureau.actor(office.bureau.clerk), title=title)
    office.case = Case.objects.latest("pk")


def test_an_adjusted_calendar_moves_open_deadlines_and_says_so(office: Office) -> None:
    assert due(office) == local("2026-06-03T15:30")
    assert jobs.reckon() == 0
    notice("调整", 2026, holidays="2026-06-03", workdays="2026-06-06")
    assert jobs.reckon() == 1
    assert due(office) == local("2026-06-04T14:30")
    assert any("工作日历有变，重算1项时限" in words for words in office.told())
    assert jobs.reckon() == 0


def test_a_calendar_that_changes_nothing_leaves_no_trace(office: Office) -> None:
    events = office.case.events.count()
    notice("来年", 2027)
    assert jobs.reckon() == 1
    assert office.case.events.count() == events
    assert jobs.reckon() == 0


def test_a_deadline_over_new_year_waits_for_the_next_notice(office: Office, clock: Clock) -> None:
    clock.now = local("2026-12-31T16:30")
    again(office, "跨年")
    assert office.case.tasks.get(state="open").due_at is None
    notice("来年", 2027, holidays="2027-01-01")
    jobs.reckon()
    assert due(office) == local("2027-01-04T11:30")


def test_the_leap_day_counts(office: Office, clock: Clock) -> None:
    notice("闰年", 2028)
    clock.now = local("2028-02-28T16:30")
    again(office, "闰年")
    assert due(office) == local("2028-02-29T11:30")


def test_a_worked_weekend_counts(office: Office, clock: Clock) -> None:
    notice("调休", 2026, holidays="2026-06-08", workdays="2026-06-06")
    clock.now = local("2026-06-05T16:30")
    again(office, "调休")
    assert due(office) == local("2026-06-06T11:30")


def test_a_local_holiday_counts_where_it_is_kept(office: Office, clock: Clock) -> None:
    notice("本州节日", 2026, holidays="2026-06-04", file="local_days", region="990100")
    assert not in_force.calendar_on(TODAY, office.bureau.office).is_workday(dt.date(2026, 6, 4))
    assert in_force.calendar_on(TODAY).is_workday(dt.date(2026, 6, 4))
    clock.now = local("2026-06-03T16:30")
    again(office, "节日")
    assert due(office) == local("2026-06-05T11:30")


def test_another_region_s_holiday_does_not(office: Office) -> None:
    notice("外州节日", 2026, holidays="2026-06-04", file="local_days", region="990200")
    assert in_force.calendar_on(TODAY, office.bureau.office).is_workday(dt.date(2026, 6, 4))


def test_a_holiday_published_late_is_obeyed_by_what_was_left_after_a_pause(
    office: Office, clock: Clock
) -> None:
    office.done("pause", office.keeper, opinion="等材料")
    clock.now = local("2026-06-04T16:30")
    office.done("resume", office.keeper)
    before = due(office)
    notice("临时放假", 2026, holidays="2026-06-05", file="local_days", region="990100")
    assert jobs.reckon() == 1
    assert before.date() == dt.date(2026, 6, 5) and due(office).date() == dt.date(2026, 6, 8)
    assert before.time() == due(office).time()


@pytest.fixture
def reminding(office: Office) -> Office:
    """A process whose head is reminded an hour before her deadline, then goes up."""
    head = UserTask("head", STAGE, "4.1", (drawn.HEAD,), minutes=240, remind=60)
    nodes = (Start("begin", "提交申请"), head, End("end", "办结"))
    flows = (Flow("g1", "begin", "head"), Flow("g2", "head", "end"))
    process = Process("dear", "提醒", nodes, flows, act="shelf.book.add", clause="4.1")
    publish(parse(drawn.files(processes=(process,))), by="tests")
    again(office, "提醒")
    return office


def test_the_owner_is_told_once_before_the_deadline(reminding: Office, clock: Clock) -> None:
    at = reminding.case.tasks.get().remind_at
    assert at is not None and at.astimezone(SHANGHAI) == local("2026-06-03T14:30")
    assert jobs.remind() == 0
    clock.now = at
    assert jobs.remind() == 1 and jobs.remind() == 0
    told = f"临近时限：{STAGE}——{reminding.case.title}"
    assert inbox(reminding.bureau.head).count(told) == 1
    assert told not in inbox(reminding.bureau.clerk)
    assert any("临近时限，已提醒" in words for words in reminding.told())


def test_nobody_is_reminded_of_what_is_done(reminding: Office, clock: Clock) -> None:
    reminding.done("agree", reminding.bureau.head)
    clock.now += dt.timedelta(hours=6)
    assert jobs.remind() == 0


def test_a_pause_puts_the_reminder_off(reminding: Office, clock: Clock) -> None:
    reminding.done("pause", reminding.keeper, opinion="等材料")
    assert reminding.case.tasks.get().remind_at is None
    clock.now = local("2026-06-04T09:30")
    reminding.done("resume", reminding.keeper)
    at = reminding.case.tasks.get().remind_at
    assert at is not None and at.astimezone(SHANGHAI) == local("2026-06-04T14:30")
