"""The verbs of an office on a running case: who may, what becomes of the tasks, what is told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from guanbiao.gate import flowing
from guanbiao.gate.events import deliver_waiting
from guanbiao.gate.models import Case, CaseEvent
from guanbiao.gate.passage import Forbidden
from guanbiao.modules.cases import jobs
from guanbiao.modules.cases.tests.conftest import Clock, Office
from guanbiao.modules.desk.models import Message
from guanbiao.people.models import Person
from rulebook import flow
from tests.gate.makers import add_book, passage

STAGE = "单位负责人审批"


def inbox(person: Person) -> list[str]:
    deliver_waiting()
    return list(
        Message.objects.filter(person=person).order_by("pk").values_list("title", flat=True)
    )


def test_agreement_ends_a_case_of_one_stage(office: Office) -> None:
    case = office.done("agree", office.bureau.head, opinion="同意")
    assert case.state == "done" and case.closed_at is not None and office.waiting() == []
    assert office.told()[-2:] == [f"陈某同意“{STAGE}”：同意", "办结"]


def test_disagreement_ends_it_too_and_must_be_explained(office: Office) -> None:
    silent = office.do("disagree", office.bureau.head)
    assert "请写明理由" in silent.errors["opinion"][0]
    assert office.done("disagree", office.bureau.head, opinion="经费不足").state == "rejected"


def test_what_is_returned_is_mended_and_submitted_again(office: Office) -> None:
    case = office.done("send_back", office.bureau.head, opinion="请补充用途")
    assert case.state == "returned" and office.waiting()[0][1] == "王某"
    office.done("agree", office.bureau.clerk)
    assert office.waiting() == [(STAGE, "陈某")]


def test_a_transferred_task_is_the_other_s_alone(office: Office) -> None:
    office.done("transfer", office.bureau.head, to_person="S0101", opinion="请代为办理")
    assert office.waiting() == [(STAGE, "何建华")]
    with pytest.raises(Forbidden):
        office.do("agree", office.bureau.head)
    assert office.done("agree", office.deputy).state == "done"


def test_a_delegated_task_comes_back_for_confirmation(office: Office) -> None:
    office.done("delegate", office.bureau.head, to_person="S0101")
    assert office.waiting()[0][1] == "何建华"
    office.done("agree", office.deputy, opinion="已核")
    assert office.waiting() == [(STAGE, "陈某")]
    assert office.done("agree", office.bureau.head).state == "done"


@pytest.mark.parametrize(
    ("place", "first", "last"),
    [("前加签", "何建华", "陈某"), ("后加签", "陈某", "何建华")],
)
def test_a_signer_is_added_before_or_after(
    office: Office, place: str, first: str, last: str
) -> None:
    office.done("add", office.bureau.head, people="S0101", place=place)
    people = {"何建华": office.deputy, "陈某": office.bureau.head}
    assert office.waiting()[0][1] == first
    assert office.done("agree", people[first]).state == "running"
    assert office.waiting()[0][1] == last
    assert office.done("agree", people[last]).state == "done"


def test_a_signer_beside_is_added_and_taken_off_again(office: Office) -> None:
    office.done("add", office.bureau.head, people="S0101", place="并加签")
    assert {who for _, who in office.waiting()} == {"陈某", "何建华"}
    office.done("remove", office.bureau.head, to_person="S0101")
    assert office.waiting() == [(STAGE, "陈某")]


def test_an_unknown_number_is_told(office: Office) -> None:
    outcome = office.do("add", office.bureau.head, people="S9999", place="并加签")
    assert "S9999" in outcome.errors["people"][0]


def test_a_copy_is_told_and_changes_nothing(office: Office) -> None:
    office.done("copy", office.bureau.head, people="S0101")
    assert office.waiting() == [(STAGE, "陈某")]
    assert inbox(office.deputy) == [f"抄送：{office.case.title}"]


def test_the_applicant_urges_and_the_owner_hears_it(office: Office) -> None:
    office.done("urge", office.bureau.clerk)
    assert inbox(office.bureau.head)[-1] == f"催办：{STAGE}——{office.case.title}"


def test_only_the_applicant_withdraws_and_cancels(office: Office) -> None:
    for verb in ("withdraw", "cancel", "urge"):
        with pytest.raises(Forbidden):
            office.do(verb, office.deputy, opinion="无关")
    assert office.done("withdraw", office.bureau.clerk).state == "withdrawn"
    assert office.done("cancel", office.bureau.clerk, opinion="不再需要").state == "cancelled"


def test_a_withdrawn_case_is_not_approved(office: Office) -> None:
    office.done("withdraw", office.bureau.clerk)
    with pytest.raises(Forbidden):
        office.do("agree", office.bureau.head)


def test_the_second_of_two_who_agree_at_once_is_told(office: Office) -> None:
    office.done("agree", office.bureau.head, task=1)
    with pytest.raises(Forbidden, match="办结"):
        office.do("agree", office.bureau.head, task=1)


@pytest.mark.parametrize("verb", ["pause", "terminate", "annul", "resume"])
@pytest.mark.parametrize("who", ["clerk", "head", "stranger"])
def test_only_the_administrator_of_processes_steers(office: Office, verb: str, who: str) -> None:
    with pytest.raises(Forbidden):
        office.do(verb, getattr(office.bureau, who), opinion="越权")


def test_a_paused_clock_stands_still_and_goes_on(office: Office) -> None:
    case = office.done("pause", office.keeper, opinion="等待补充材料")
    assert case.paused_at is not None
    assert case.tasks.get().due_at is None
    case = office.done("resume", office.keeper)
    assert case.paused_at is None and case.tasks.get().due_at is not None


def test_a_case_is_terminated_with_a_reason_and_a_finished_one_voided(office: Office) -> None:
    assert "请写明理由" in office.do("terminate", office.keeper).errors["opinion"][0]
    office.done("agree", office.bureau.head)
    assert office.done("annul", office.keeper, opinion="依据失效").state == "void"


def test_nobody_s_task_is_assigned_by_the_administrator(office: Office) -> None:
    add_book(office.bureau.actor(office.bureau.head), title="办公用房标准")
    office.case = Case.objects.latest("pk")
    assert office.waiting() == [(STAGE, "流程管理员")]
    office.done("transfer", office.keeper, to_person="S0101", opinion="指派", task=1)
    assert office.waiting() == [(STAGE, "何建华")]
    assert any("指派" in words for words in office.told())


def test_strangers_move_nothing(office: Office) -> None:
    for verb in ("agree", "transfer", "delegate", "retrieve"):
        with pytest.raises(Forbidden):
            office.do(verb, office.bureau.stranger, to_person="S0101")
    assert office.case.events.filter(verb="提交").count() == 1


def test_a_deadline_that_passes_is_marked_once_and_told(office: Office, clock: Clock) -> None:
    assert jobs.expire() == 0
    clock.now += dt.timedelta(days=1)
    assert jobs.expire() == 1
    assert office.case.tasks.get().overdue and office.waiting() == [(STAGE, "陈某")]
    assert jobs.expire() == 0
    late = f"超时：{STAGE}——{office.case.title}"
    assert late in inbox(office.bureau.head) and late in inbox(office.bureau.clerk)


def test_a_row_alone_proves_no_deadline(office: Office) -> None:
    with passage():
        office.case.tasks.update(due_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert jobs.expire() == 0


def test_the_state_is_folded_from_the_events_alone(office: Office) -> None:
    office.done("add", office.bureau.head, people="S0101", place="并加签")
    state = flowing.state_of(office.case)
    assert state.version == office.case.version == office.case.events.count()
    assert state.phase is flow.Phase.RUNNING
    rows = {t.number: t.state for t in office.case.tasks.all()}
    assert rows == {number: task.state.value for number, task in state.tasks.items()}


def test_an_event_is_never_changed(office: Office) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), passage():
        CaseEvent.objects.filter(case=office.case).update(words="改写")
