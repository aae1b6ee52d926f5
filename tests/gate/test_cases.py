"""A case walks the stages its clause prescribes, and every step leaves its trace."""

from __future__ import annotations

import datetime as dt

import pytest

from guanbiao.gate.cases import open_tasks
from guanbiao.gate.models import Case, Task
from guanbiao.gate.passage import Forbidden
from guanbiao.gate.perform import perform
from guanbiao.people.models import Delegation, Post
from tests.gate.makers import TODAY, Bureau, add_book, passage

pytestmark = pytest.mark.django_db


def agree(bureau: Bureau, who: object, opinion: str = "同意") -> Case:
    """Someone agrees to the only case there is."""
    book = Case.objects.get().key
    actor = bureau.actor(who)  # type: ignore[arg-type]
    perform("shelf.book.agree", actor, int(book), {"opinion": opinion}, on=TODAY)
    return Case.objects.get()


def test_the_head_agrees_and_the_case_is_done(shelf: Bureau) -> None:
    add_book(shelf.actor(shelf.clerk))
    case = agree(shelf, shelf.head)
    assert case.state == "done" and case.closed_at is not None
    told = case.events.filter(quiet=False).order_by("number")
    assert list(told.values_list("verb", flat=True)) == ["提交", "同意", "办结"]
    assert told[1].words == "陈某同意“单位负责人审批”：同意"
    assert Task.objects.get().done_by == shelf.head


def test_the_clerk_cannot_agree_to_her_own_request(shelf: Bureau) -> None:
    add_book(shelf.actor(shelf.clerk))
    with pytest.raises(Forbidden):
        agree(shelf, shelf.clerk)
    assert Case.objects.get().state == "running"


def test_nobody_agrees_twice(shelf: Bureau) -> None:
    add_book(shelf.actor(shelf.clerk))
    agree(shelf, shelf.head)
    with pytest.raises(Forbidden, match="办结"):
        agree(shelf, shelf.head)


def test_a_head_does_not_approve_herself(shelf: Bureau) -> None:
    add_book(shelf.actor(shelf.head))
    task = Task.objects.get()
    assert task.vacant and task.role == "流程管理员" and task.unit == shelf.bureau
    with pytest.raises(Forbidden):
        agree(shelf, shelf.head)


def test_the_head_of_the_unit_above_steps_in(shelf: Bureau) -> None:
    with passage():
        Post.objects.create(
            person=shelf.stranger,
            unit=shelf.bureau,
            role="局长",
            is_head=True,
            from_day=dt.date(2020, 1, 1),
        )
    add_book(shelf.actor(shelf.head))
    assert Task.objects.get().assignee == shelf.stranger


def test_the_task_stands_in_the_head_s_list_only(shelf: Bureau) -> None:
    add_book(shelf.actor(shelf.clerk))
    assert Task.objects.filter(open_tasks(shelf.actor(shelf.head), TODAY)).count() == 1
    assert not Task.objects.filter(open_tasks(shelf.actor(shelf.stranger), TODAY)).exists()


def test_a_delegate_acts_for_the_head_and_the_trace_says_so(shelf: Bureau) -> None:
    add_book(shelf.actor(shelf.clerk))
    with passage():
        Delegation.objects.create(
            from_person=shelf.head,
            to_person=shelf.stranger,
            roles=["科长"],
            from_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC),
            to_at=dt.datetime(2026, 6, 9, tzinfo=dt.UTC),
            reason="出差",
        )
    case = agree(shelf, shelf.stranger)
    event = case.events.get(verb="同意")
    assert (event.actor, event.on_behalf) == (shelf.stranger, shelf.head)
