"""Whoever sends a case on is told who has it now and until when, and what waits for her next."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from guanbiao.gate import onward
from guanbiao.gate.models import Case
from guanbiao.modules.cases.tests.conftest import Office
from tests.gate.makers import add_book


def done(client: Client, case: Case, verb: str, **draft: str) -> str:
    """What the page says after a verb of the deck."""
    answer = client.post(f"/cases/{case.pk}/{verb}/", draft, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def limit(case: Case) -> str:
    due = timezone.localtime(case.tasks.get(state="open").due_at)
    return f"限 {due.month}月{due.day}日 {due:%H:%M}"


def test_whoever_submits_is_told_who_has_it_and_until_when(office: Office) -> None:
    assert onward.words(office.case) == f"，已送陈某，{limit(office.case)}"


def test_whoever_hands_it_on_is_told_to_whom_it_went(office: Office) -> None:
    said = done(office.client(office.bureau.head), office.case, "transfer", to_person="S0101")
    assert f"已转办，已送何建华，{limit(office.case)}，凭条" in said
    assert "下一件待办" not in said, "nothing else waits"


def test_whoever_decides_is_told_how_it_ended(office: Office) -> None:
    assert "已同意，办件办结，凭条" in done(office.client(office.bureau.head), office.case, "agree")


def test_whoever_returns_it_is_told_who_mends_it(office: Office) -> None:
    head = office.client(office.bureau.head)
    said = done(head, office.case, "send_back", opinion="请补充用途")
    assert f"，已退回{office.bureau.clerk.name}，凭条" in said


def test_the_next_thing_that_waits_is_one_step_away(office: Office) -> None:
    add_book(office.bureau.actor(office.bureau.clerk), title="标准化文件的起草")
    following = Case.objects.exclude(pk=office.case.pk).get()
    head = office.client(office.bureau.head)
    said = done(head, office.case, "agree")
    assert '<a class="btn" href="/todo/next/">下一件待办（还有 1 件）</a>' in said
    assert str(following.pk) in head.get("/todo/next/").headers["Location"]
    assert "下一件待办" not in done(head, following, "agree")
    assert head.get("/todo/next/").headers["Location"] == "/todo/"


def test_all_that_can_be_agreed_to_at_once_is_chosen_at_once(office: Office) -> None:
    page = office.client(office.bureau.head).get("/todo/").content.decode()
    assert "data-choose-all" in page and page.count(" data-choose ") == 1
