"""Awkward pairs of wishes on a stored case: rows, trace and state must agree after each."""

from __future__ import annotations

import datetime as dt

import pytest

from guanbiao.gate import flowing
from guanbiao.gate.handover import hand_over, merge_units
from guanbiao.gate.models import Case
from guanbiao.gate.passage import Forbidden
from guanbiao.modules.cases.tests.conftest import Office
from guanbiao.people.models import Delegation
from tests.gate.makers import add_book, passage

STAGE = "单位负责人审批"


@pytest.fixture(autouse=True)
def whole(office: Office) -> object:
    """After every test the rows are what the events say."""
    yield
    state = flowing.state_of(office.case)
    rows = {task.number: task.state for task in office.case.tasks.all()}
    assert rows == {number: task.state.value for number, task in state.tasks.items()}
    office.case.refresh_from_db()
    assert state.version == office.case.version == office.case.events.count()


def beside(office: Office) -> None:
    """The head and another sign side by side."""
    office.done("add", office.bureau.head, people="S0101", place="并加签")


def test_withdrawn_while_two_are_signing(office: Office) -> None:
    beside(office)
    office.done("agree", office.deputy)
    assert office.done("withdraw", office.bureau.clerk).state == "withdrawn"
    assert office.waiting() == []
    with pytest.raises(Forbidden):
        office.do("agree", office.bureau.head)
    assert office.case.tasks.filter(state="closed").count() == 1


def test_returned_after_somebody_was_added(office: Office) -> None:
    beside(office)
    assert office.done("send_back", office.deputy, opinion="请补充").state == "returned"
    assert office.waiting() == [("发起人", "王某")]
    office.done("agree", office.bureau.clerk)
    assert office.waiting() == [(STAGE, "陈某")]
    assert office.done("agree", office.bureau.head).state == "done"


def test_returned_straight_back_after_somebody_was_asked_first(office: Office) -> None:
    office.done("add", office.bureau.head, people="S0101", place="前加签")
    office.done("agree", office.deputy, opinion="建议补充")
    office.done("send_back", office.bureau.head, opinion="请补充", direct="on")
    assert [who for _, who in office.waiting()] == ["王某"]
    office.done("agree", office.bureau.clerk)
    assert office.waiting() == [(STAGE, "陈某")]


def test_a_delegate_leaves_before_she_has_answered(office: Office) -> None:
    office.done("delegate", office.bureau.head, to_person="S0101")
    with passage() as leaving:
        leaving.actor = office.bureau.actor(office.keeper)
        assert hand_over(leaving, office.deputy, office.keeper, "调离") == 1
    assert [who for _, who in office.waiting()] == ["许静怡"]
    office.done("agree", office.keeper)
    assert office.waiting() == [(STAGE, "陈某")]


def test_an_agent_whose_time_is_over_acts_no_more(office: Office) -> None:
    with passage():
        lent = Delegation.objects.create(
            from_person=office.bureau.head, to_person=office.deputy, roles=["科长"], reason="出差",
            from_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC),
            to_at=dt.datetime(2026, 6, 9, tzinfo=dt.UTC),
        )  # fmt: skip
    assert office.done("urge", office.bureau.clerk).state == "running"
    with passage():
        lent.revoked_at = dt.datetime(2026, 6, 2, tzinfo=dt.UTC)
        lent.save()
    with pytest.raises(Forbidden, match="不是办件"):
        office.do("agree", office.deputy)


def test_the_second_of_two_alternatives_comes_too_late(office: Office) -> None:
    office.done("agree", office.bureau.head, task=1)
    for verb in ("agree", "send_back", "transfer"):
        with pytest.raises(Forbidden):
            office.do(verb, office.bureau.head, task=1, opinion="再办", to_person="S0101")


def test_the_applicant_never_gets_her_own_case_to_judge(office: Office) -> None:
    add_book(office.bureau.actor(office.bureau.head), title="本人申请")
    office.case = Case.objects.latest("pk")
    task = office.case.tasks.get()
    assert task.vacant and task.role == "流程管理员"
    with pytest.raises(Forbidden):
        office.do("agree", office.bureau.head)


def test_a_post_falls_vacant_while_its_task_is_open(office: Office) -> None:
    add_book(office.bureau.actor(office.bureau.head), title="无人审批")
    office.case = Case.objects.latest("pk")
    with passage():
        office.keeper.posts.update(to_day=dt.date(2026, 6, 1))
    assert office.waiting() == [(STAGE, "流程管理员")]
    with pytest.raises(Forbidden):
        office.do("transfer", office.keeper, to_person="S0101", task=1)


def test_a_unit_is_merged_into_another(office: Office) -> None:
    add_book(office.bureau.actor(office.bureau.head), title="并入前申请")
    office.case = Case.objects.latest("pk")
    with passage() as merging:
        merging.actor = office.bureau.actor(office.keeper)
        assert merge_units(merging, office.bureau.bureau, office.bureau.other, "机构改革") == 1
    task = office.case.tasks.get(state="open")
    assert task.unit == office.bureau.other and task.role == "流程管理员"
    assert any("单位合并" in words for words in office.told())
