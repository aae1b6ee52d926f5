"""Several cases agreed to at once: seen first, decided one by one, each told where it went."""

from __future__ import annotations

from django.test import Client

from guanbiao.gate.models import Case, Receipt
from guanbiao.gate.perform import perform
from guanbiao.modules.cases.tests.conftest import Office
from tests.gate.makers import TODAY, add_book

AT = "/cases/agree/"


def text(client: Client, **posted: object) -> str:
    return str(client.post(AT, posted).content.decode())


def thin_book(office: Office) -> Case:
    """A book so thin that a clause asks why."""
    clerk, draft = office.bureau.actor(office.bureau.clerk), {"title": "薄册", "price": "8"}
    asked = perform("shelf.book.add", clerk, draft={**draft, "pages": "10"}, on=TODAY)
    reasons = {asked.wanting[0]: "只有这么多内容"}
    perform("shelf.book.add", clerk, draft={**draft, "pages": "10"}, on=TODAY, reasons=reasons)
    return Case.objects.exclude(pk=office.case.pk).get()


def test_nothing_is_agreed_to_before_it_was_shown(office: Office) -> None:
    said = text(office.client(office.bureau.head), case=[office.case.pk])
    office.case.refresh_from_db()
    assert office.case.state == "running"
    assert office.case.title in said and office.bureau.clerk.name in said and "已选" in said


def test_each_is_judged_kept_and_told_by_itself(office: Office) -> None:
    add_book(office.bureau.actor(office.bureau.clerk), title="能源消耗定额")
    keys = list(Case.objects.values_list("pk", flat=True))
    said = text(office.client(office.bureau.head), case=[*keys, 9999], opinion="同意", filled="1")
    assert "已同意 2 件" in said and said.count("办件办结") == 2
    assert set(Case.objects.values_list("state", flat=True)) == {"done"}
    for number in Receipt.objects.filter(act="cases.case.agree").values_list("number", flat=True):
        assert f"/receipts/{number}/" in said
    assert Receipt.objects.filter(act="cases.case.agree").count() == 2


def test_what_clauses_asked_stands_there_and_is_answered_for_that_case_alone(
    office: Office,
) -> None:
    thin, head = thin_book(office), office.client(office.bureau.head)
    said = text(head, case=[office.case.pk, thin.pk])
    assert "申请人的理由：只有这么多内容" in said and "提示" in said
    assert f'name="opinion-{thin.pk}"' in said and f'name="opinion-{office.case.pk}"' not in said
    head.post(AT, {"case": [office.case.pk, thin.pk], "opinion": "同意", "filled": "1",
                   f"opinion-{thin.pk}": "内容虽少，确有用处"})  # fmt: skip
    told = {each.case_id: each.opinion for case in (office.case, thin)
            for each in case.events.filter(verb="同意")}  # fmt: skip
    assert told == {office.case.pk: "同意", thin.pk: "内容虽少，确有用处"}


def test_what_is_not_hers_is_said_and_left(office: Office) -> None:
    answer = office.client(office.bureau.clerk).post(AT, {"case": office.case.pk, "filled": "1"})
    assert answer.status_code == 422 and "没有等您同意的任务" in answer.content.decode()
    office.case.refresh_from_db()
    assert office.case.state == "running"


def test_a_stranger_finds_nothing_to_agree_to(office: Office) -> None:
    for keys in ([office.case.pk], [], ["9" * 30, "x"]):
        answer = office.client(office.bureau.stranger).post(AT, {"case": keys}, follow=True)
        assert "没有选中可以办理的办件" in answer.content.decode()
    assert Client().post(AT, {"case": office.case.pk}).status_code == 302
    assert Case.objects.get().state == "running"
