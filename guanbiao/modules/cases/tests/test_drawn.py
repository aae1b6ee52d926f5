"""A case of a drawn process: branches, timers, signals, messages, a called process, its page."""

from __future__ import annotations

import datetime as dt

import pytest

from guanbiao.gate import flowing
from guanbiao.gate.models import Case
from guanbiao.gate.passage import Forbidden
from guanbiao.library import in_force
from guanbiao.library.packs import parse
from guanbiao.library.publish import publish
from guanbiao.modules.cases import jobs
from guanbiao.modules.cases.tests.conftest import Clock, Office
from guanbiao.modules.cases.tests.test_verbs import inbox
from tests.gate.makers import add_book
from tests.shelf import drawn

HEAD, EXPERT, SHELVE = "单位负责人审批", "专家评审", "放上书架"


@pytest.fixture
def dear(office: Office) -> Office:
    """A dear book is asked for, under the drawn standard."""
    publish(parse(drawn.files()), by="tests")
    asked(office, "90.00")
    return office


def asked(office: Office, price: str) -> None:
    """The clerk asks for a book of that price."""
    add_book(office.bureau.actor(office.bureau.clerk), title=f"书{price}", price=price)
    office.case = Case.objects.latest("pk")


def whole(office: Office) -> None:
    """Both have judged and the applicant has put it up."""
    office.done("agree", office.bureau.head)
    office.done("agree", office.bureau.stranger)
    office.done("agree", office.bureau.clerk)


def test_a_dear_book_goes_to_both_at_once(dear: Office) -> None:
    assert dear.waiting() == [(HEAD, "陈某"), (EXPERT, "郑某")]
    assert [stage["label"] for stage in dear.case.road] == [HEAD, EXPERT, SHELVE]


def test_a_cheap_book_goes_straight_up(dear: Office) -> None:
    asked(dear, "20.00")
    assert dear.waiting() == [(SHELVE, "王某")]
    assert [stage["label"] for stage in dear.case.road] == [SHELVE]
    assert dear.done("agree", dear.bureau.clerk).state == "done"


def test_branches_meet_and_the_called_process_ends_the_case(dear: Office) -> None:
    dear.done("agree", dear.bureau.head)
    assert dear.waiting() == [(EXPERT, "郑某")]
    dear.done("agree", dear.bureau.stranger)
    assert dear.waiting() == [(SHELVE, "王某")]
    assert dear.done("agree", dear.bureau.clerk).state == "done"
    assert "进入子流程“上架”" in dear.told()


def test_a_boundary_timer_rings_on_its_day_and_only_once(dear: Office, clock: Clock) -> None:
    assert dear.case.ring_at is not None and jobs.ring() == 0
    clock.now = dear.case.ring_at
    assert jobs.ring() == 1
    dear.case.refresh_from_db()
    assert dear.case.ring_at is None
    assert ("询问进展", "王某") in dear.waiting()
    assert "定时“久未审批”到时" in dear.told()
    assert jobs.ring() == 0


def test_a_timer_of_a_task_that_is_done_does_not_ring(dear: Office, clock: Clock) -> None:
    dear.done("agree", dear.bureau.head)
    assert dear.case.ring_at is None
    clock.now += dt.timedelta(days=3)
    assert jobs.ring() == 0


def test_a_paused_case_does_not_ring(dear: Office, clock: Clock) -> None:
    dear.done("pause", dear.keeper, opinion="等材料")
    assert dear.case.ring_at is None
    clock.now += dt.timedelta(days=3)
    assert jobs.ring() == 0
    dear.done("resume", dear.keeper)
    assert dear.case.ring_at is not None


def test_a_signal_ends_the_expert_s_part(dear: Office) -> None:
    dear.done("notify", dear.keeper, signal="停止评审")
    assert dear.waiting() == [(HEAD, "陈某")]
    assert "许静怡收到“停止评审”" in dear.told()
    dear.done("agree", dear.bureau.head)
    assert dear.waiting() == [(SHELVE, "王某")]


def test_a_message_reaches_the_called_process(dear: Office) -> None:
    dear.done("agree", dear.bureau.head)
    dear.done("agree", dear.bureau.stranger)
    case = dear.done("notify", dear.keeper, signal="已在架", message="on")
    assert case.state == "done"


def test_what_nobody_waits_for_is_refused_with_words(dear: Office) -> None:
    with pytest.raises(Forbidden, match="没有环节在等待“下雨”"):
        dear.do("notify", dear.keeper, signal="下雨")


@pytest.mark.parametrize("who", ["clerk", "head", "stranger"])
def test_only_the_administrator_tells_a_process_something(dear: Office, who: str) -> None:
    with pytest.raises(Forbidden):
        dear.do("notify", getattr(dear.bureau, who), signal="停止评审")


def test_a_return_undoes_one_branch_alone(dear: Office) -> None:
    dear.done("agree", dear.bureau.head)
    dear.done("send_back", dear.bureau.stranger, opinion="请补页数")
    assert dear.case.state == "returned"
    dear.done("agree", dear.bureau.clerk)
    assert {label for label, _ in dear.waiting()} == {HEAD, EXPERT}


def test_the_page_draws_it_with_the_called_process(dear: Office) -> None:
    page = dear.client(dear.bureau.clerk).get(f"/cases/{dear.case.pk}/").content.decode()
    assert "流程图" in page and "定价超过50元？" in page and "子流程　上架" not in page
    dear.done("agree", dear.bureau.head)
    dear.done("agree", dear.bureau.stranger)
    page = dear.client(dear.bureau.clerk).get(f"/cases/{dear.case.pk}/").content.decode()
    assert "子流程　上架" in page and "现在在：放上书架（当前）" in page


def test_the_administrator_finds_the_button_of_what_is_waited_for(dear: Office) -> None:
    page = dear.client(dear.keeper).get(f"/cases/{dear.case.pk}/").content.decode()
    assert "通知流程：停止评审" in page
    page = dear.client(dear.bureau.clerk).get(f"/cases/{dear.case.pk}/").content.decode()
    assert "通知流程：停止评审" not in page


def test_what_is_stored_is_what_was_walked(dear: Office) -> None:
    whole(dear)
    state = flowing.state_of(dear.case)
    rows = {task.number: task.state for task in dear.case.tasks.all()}
    assert rows == {number: task.state.value for number, task in state.tasks.items()}
    assert state.version == dear.case.version == dear.case.events.count()
    assert inbox(dear.bureau.clerk)[-1].startswith("办结")


def test_the_standard_s_page_draws_the_process(dear: Office) -> None:
    edition = in_force.edition_named("Q/SHELF 2", "2026")
    assert edition is not None
    page = dear.client(dear.bureau.clerk).get(f"/standards/{edition.id}/").content.decode()
    assert "贵重图书审批" in page and "定价超过50元？" in page
