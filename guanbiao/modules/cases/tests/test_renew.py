"""A new edition comes into force while cases run: they finish under the old one, or move."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from guanbiao.gate.models import Case
from guanbiao.gate.passage import Forbidden
from guanbiao.gate.perform import perform
from guanbiao.library.packs import PackError, parse
from guanbiao.library.publish import publish
from guanbiao.modules.cases import jobs
from guanbiao.modules.cases.tests.conftest import Clock, Office
from guanbiao.modules.cases.tests.test_verbs import inbox
from rulebook.flow.model import End, Flow, Process, Start, UserTask
from tests.gate.makers import TODAY, add_book
from tests.shelf import drawn

DAY = dt.date(2026, 7, 1)
SHORT = Process(
    "dear",
    "贵重图书审批",
    (
        Start("begin", "提交申请"),
        UserTask("chief", "分管领导审批", "4.1", (drawn.HEAD,), minutes=240),
        End("end", "办结"),
    ),
    (Flow("g1", "begin", "chief"), Flow("g2", "chief", "end")),
    act="shelf.book.add",
    clause="4.1",
)
HEAD_ONLY = replace(
    SHORT,
    nodes=(SHORT.nodes[0], drawn.DEAR.node("head"), SHORT.nodes[2]),
    flows=(Flow("g1", "begin", "head"), Flow("g2", "head", "end")),
)


@pytest.fixture
def running(office: Office) -> Office:
    """A dear book is with head and expert, under the edition of 2026."""
    publish(parse(drawn.files()), by="tests")
    add_book(office.bureau.actor(office.bureau.clerk), title="珍本", price="90")
    office.case = Case.objects.latest("pk")
    return office


def revised(process: Process, running: str = "move_to_new") -> None:
    """Publish the next edition, in force from July."""
    content = drawn.files("2027", DAY.isoformat(), running, (process,))
    publish(parse(content), by="tests")


def test_nothing_moves_before_the_day(running: Office) -> None:
    revised(SHORT)
    assert jobs.renew(on=TODAY) == 0
    running.case.refresh_from_db()
    assert len(running.waiting()) == 2


def test_cases_finish_under_the_old_edition_unless_the_new_one_says_otherwise(
    running: Office,
) -> None:
    revised(SHORT, "finish_under_old")
    assert jobs.renew(on=DAY) == 0
    with pytest.raises(Forbidden, match="按原版次办完"):
        perform("cases.case.renew", running.bureau.actor(running.keeper), running.case.pk, on=DAY)


def test_on_its_day_the_new_edition_takes_the_case_over(running: Office, clock: Clock) -> None:
    revised(HEAD_ONLY)
    before = running.case.edition_digest
    clock.now = dt.datetime(2026, 7, 1, 1, 0, tzinfo=dt.UTC)
    assert jobs.renew() == 1
    running.case.refresh_from_db()
    assert running.case.edition_digest != before
    assert running.waiting() == [("单位负责人审批", "陈某")]
    told = next(words for words in running.told() if "新版标准施行" in words)
    assert "《贵重图书审批规范》2027版" in told
    assert any("转入《贵重图书审批规范》2027版" in title for title in inbox(running.bureau.clerk))
    assert jobs.renew() == 0
    assert running.done("agree", running.bureau.head).state == "done"


def test_a_stage_nobody_finds_again_goes_to_the_administrator(running: Office) -> None:
    revised(SHORT)
    assert jobs.renew(on=DAY) == 1
    assert ("分管领导审批", "流程管理员") in running.waiting()
    assert any("由流程管理员在“分管领导审批”落实" in words for words in running.told())
    task = running.case.tasks.get(state="open")
    assert task.vacant
    running.done("transfer", running.keeper, to_person="S0101", task=task.number)
    assert running.waiting() == [("分管领导审批", "何建华")]


def test_the_page_shows_the_new_drawing(running: Office) -> None:
    revised(SHORT)
    jobs.renew(on=DAY)
    page = running.client(running.bureau.clerk).get(f"/cases/{running.case.pk}/").content.decode()
    assert "分管领导审批" in page and "定价超过50元？" not in page


def test_a_finished_case_keeps_its_edition(running: Office) -> None:
    running.done("cancel", running.bureau.clerk, opinion="不再需要")
    revised(SHORT)
    assert jobs.renew(on=DAY) == 0


@pytest.mark.parametrize("who", ["clerk", "head", "stranger"])
def test_no_one_moves_a_case_by_hand(running: Office, who: str) -> None:
    revised(SHORT)
    person = getattr(running.bureau, who)
    with pytest.raises(Forbidden):
        perform("cases.case.renew", running.bureau.actor(person), running.case.pk, on=DAY)


def test_an_unknown_word_for_running_cases_is_refused() -> None:
    with pytest.raises(PackError, match="running_cases “drop”不认识"):
        parse(drawn.files(running="drop"))
