"""Steps no person takes: a table decides the way, the platform does its own part."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from guanbiao.gate import describe, registry
from guanbiao.gate.models import Case, Receipt
from guanbiao.gate.passage import Forbidden, Invalid, Passage
from guanbiao.library.packs import parse
from guanbiao.library.publish import publish
from guanbiao.modules.cases import serving
from guanbiao.modules.cases.tests.conftest import Clock, Office
from guanbiao.modules.cases.tests.test_verbs import inbox
from tests.gate.makers import add_book
from tests.shelf import drawn
from tests.shelf.models import Book

HEAD, COUNT = "单位负责人审批", "自动清点"


@pytest.fixture
def desk(office: Office) -> Office:
    """A standard with a decision and a part of the platform's own is in force."""
    publish(parse(drawn.served()), by="tests")
    return office


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The platform cannot count, for the reasons in the list; when it is empty it can."""
    reasons = ["清点机没有开机。"]

    def apply(passage: Passage) -> Book:
        if reasons:
            raise Invalid(__all__=reasons[0])
        found: Book = passage.subject
        return found

    act = registry.act("shelf.book.touch")
    monkeypatch.setattr(registry, "act", _swapped(registry.act, act, apply))
    return reasons


def _swapped(look: Any, act: describe.Act, apply: Any) -> Any:
    changed = replace(act, apply=apply)
    return lambda name: changed if name == act.name else look(name)


def asked(office: Office, price: str) -> Case:
    """The clerk asks for a book of that price."""
    add_book(office.bureau.actor(office.bureau.clerk), title=f"书{price}", price=price)
    office.case = Case.objects.latest("pk")
    return office.case


def served(case: Case) -> Receipt:
    """The one receipt of what the platform did."""
    return Receipt.objects.get(act="shelf.book.touch", case_id=case.pk)


def test_the_table_decides_that_a_cheap_book_needs_nobody(
    desk: Office, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        case = asked(desk, "50.00")
    case.refresh_from_db()
    assert case.state == "done" and case.road == []
    assert "“定审批级别”得出级别为免批（“审批级别”第 1 行，条款 4.1）" in desk.told_all()
    assert served(case).actor_id is None


def test_the_table_sends_a_dear_book_to_the_head(desk: Office) -> None:
    case = asked(desk, "50.01")
    assert desk.waiting() == [(HEAD, "陈某")]
    assert [stage["label"] for stage in case.road] == [HEAD]


def test_what_the_head_agreed_to_is_done_at_once_in_one_passage(
    desk: Office, django_capture_on_commit_callbacks: Any
) -> None:
    asked(desk, "90.00")
    with django_capture_on_commit_callbacks(execute=True):
        desk.done("agree", desk.bureau.head)
    desk.case.refresh_from_db()
    assert desk.case.state == "done"
    done = desk.case.events.get(verb="系统办结")
    assert done.receipt == served(desk.case).id


def test_a_failure_is_told_and_tried_again_later_and_later(
    desk: Office, clock: Clock, broken: list[str]
) -> None:
    asked(desk, "20.00")
    assert serving.again() == 0
    assert "“自动清点”处理失败：清点机没有开机。" in desk.told()[-1]
    assert serving.again() == 0
    assert desk.case.events.filter(verb="未成").count() == 1
    clock.now += dt.timedelta(minutes=1)
    serving.again()
    clock.now += dt.timedelta(minutes=1)
    serving.again()
    assert desk.case.events.filter(verb="未成").count() == 2
    broken.clear()
    clock.now += dt.timedelta(minutes=1)
    assert serving.again() == 1
    desk.case.refresh_from_db()
    assert desk.case.state == "done"


def test_after_twelve_tries_it_waits_for_a_person(
    desk: Office, clock: Clock, broken: list[str]
) -> None:
    asked(desk, "20.00")
    for _ in range(serving.TRIES + 3):
        serving.again()
        clock.now += dt.timedelta(minutes=serving.LONGEST)
    assert desk.case.events.filter(verb="未成").count() == serving.TRIES
    desk.done("complete", desk.keeper, task=1, opinion="已人工清点")
    assert desk.case.state == "done"


def test_the_administrator_hears_of_it_once_and_finds_the_button(
    desk: Office, clock: Clock, broken: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        asked(desk, "20.00")
    clock.now += dt.timedelta(minutes=1)
    with django_capture_on_commit_callbacks(execute=True):
        serving.again()
    assert [m for m in inbox(desk.keeper) if "系统处理失败" in m] == [
        f"系统处理失败：自动清点——{desk.case.title}"
    ]
    page = desk.client(desk.keeper).get(f"/cases/{desk.case.pk}/").content.decode()
    assert "已失败 2 次" in page and "已由人工办理，继续流程" in page
    page = desk.client(desk.bureau.clerk).get(f"/cases/{desk.case.pk}/").content.decode()
    assert "已由人工办理" not in page


@pytest.mark.parametrize("who", ["clerk", "head", "stranger"])
@pytest.mark.parametrize("verb", ["complete", "fail"])
def test_nobody_else_may_say_that_it_is_done(
    desk: Office, broken: list[str], who: str, verb: str
) -> None:
    asked(desk, "20.00")
    with pytest.raises(Forbidden):
        desk.do(verb, getattr(desk.bureau, who), task=1, opinion="好了")


def test_a_paused_case_is_let_alone(desk: Office) -> None:
    asked(desk, "20.00")
    desk.done("pause", desk.keeper, opinion="等通知")
    assert serving.again() == 0
    desk.done("resume", desk.keeper)
    assert serving.again() == 1


def test_two_workers_do_it_once(desk: Office) -> None:
    case = asked(desk, "20.00")
    assert serving.serve(case.pk, 1) and not serving.serve(case.pk, 1)
    assert served(case).verdict == "pass"


def test_an_act_that_is_gone_is_told_and_holds_up_no_other_task(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = asked(desk, "20.00"), asked(desk, "30.00")
    state_of = serving.flowing.state_of

    def renamed(case: Case) -> Any:
        state = state_of(case)
        if case.pk != first.pk:
            return state
        tasks = {n: replace(task, act="shelf.book.gone") for n, task in state.tasks.items()}
        return replace(state, tasks=tasks)

    monkeypatch.setattr(serving.flowing, "state_of", renamed)
    assert serving.again() == 1
    second.refresh_from_db()
    assert second.state == "done"
    assert "没有业务动作“shelf.book.gone”" in first.events.get(verb="未成").words
