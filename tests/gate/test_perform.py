"""An act goes through the gate whole, or not at all."""

from __future__ import annotations

import json

import pytest

from guanbiao.gate.evidence import digest, mark
from guanbiao.gate.models import Case, Receipt, Refusal, Task
from guanbiao.gate.passage import Forbidden, NotFound
from guanbiao.gate.perform import perform
from rulebook.rules import Verdict
from tests.gate.makers import TODAY, Bureau, add_book
from tests.shelf.models import Book

pytestmark = pytest.mark.django_db


def test_a_lawful_book_is_kept_with_its_receipt(shelf: Bureau) -> None:
    outcome = add_book(shelf.actor(shelf.clerk))
    assert outcome.ok
    receipt = Receipt.objects.get(pk=outcome.receipt_id)
    book = Book.objects.get()
    assert book.receipt_id == receipt.pk
    assert receipt.digest == digest(receipt.content)
    assert receipt.mac == mark(receipt.digest)
    content = json.loads(receipt.content)
    assert content["facts"]["定价"] == "80.00"
    assert content["editions"][0]["standard"] == "Q/SHELF 1"
    assert {f["rule"] for f in content["findings"]} == {"Q/SHELF 1#4.1", "Q/SHELF 1#4.2"}


def test_a_book_too_dear_is_refused_with_clause_limit_and_way_out(shelf: Bureau) -> None:
    outcome = add_book(shelf.actor(shelf.clerk), price="120")
    assert outcome.stopped and not outcome.ok
    (finding,) = [f for f in outcome.findings if f.verdict is Verdict.BLOCK]
    assert (finding.clause, finding.limit, finding.actual) == ("4.1", 100, 120)
    (way,) = outcome.alternatives[finding.rule_id]
    assert way.changes == {"price": "100"}
    assert not Book.objects.exists()
    refusal = Refusal.objects.get(pk=outcome.refusal_id)
    assert json.loads(refusal.content)["draft"]["price"] == "120"


def test_a_warning_asks_for_a_reason_and_keeps_it(shelf: Bureau) -> None:
    clerk = shelf.actor(shelf.clerk)
    draft = {"title": "手册", "price": "10", "pages": "20"}
    asked = perform("shelf.book.add", clerk, draft=draft, on=TODAY)
    assert asked.wanting and not Book.objects.exists()
    reasons = {asked.wanting[0]: "只有这么多内容"}
    outcome = perform("shelf.book.add", clerk, draft=draft, on=TODAY, reasons=reasons)
    assert outcome.ok
    content = json.loads(Receipt.objects.get(pk=outcome.receipt_id).content)
    assert content["reasons"] == reasons


def test_unknown_pages_do_not_pass_a_recommendation_silently(shelf: Bureau) -> None:
    outcome = add_book(shelf.actor(shelf.clerk), pages="")
    (finding,) = [f for f in outcome.findings if f.clause == "4.2"]
    assert finding.verdict is Verdict.UNKNOWN and finding.missing == ("页数",)
    assert outcome.wanting == (finding.rule_id,)


def test_a_malformed_draft_gets_words_and_leaves_nothing(shelf: Bureau) -> None:
    outcome = add_book(shelf.actor(shelf.clerk), price="很贵")
    assert "price" in outcome.errors
    assert not Book.objects.exists() and not Receipt.objects.filter(act="shelf.book.add").exists()


def test_a_rehearsal_judges_and_leaves_nothing(shelf: Bureau) -> None:
    before = Receipt.objects.count()
    outcome = perform(
        "shelf.book.add",
        shelf.actor(shelf.clerk),
        draft={"title": "甲", "price": "120"},
        on=TODAY,
        rehearse=True,
    )
    assert outcome.stopped and outcome.refusal_id is None
    assert not Book.objects.exists() and Receipt.objects.count() == before


def test_half_a_form_is_judged_as_far_as_it_goes(shelf: Bureau) -> None:
    outcome = perform(
        "shelf.book.add",
        shelf.actor(shelf.clerk),
        draft={"title": "甲", "price": ""},
        on=TODAY,
        rehearse=True,
    )
    (finding,) = [f for f in outcome.findings if f.clause == "4.1"]
    assert finding.verdict is Verdict.UNKNOWN and outcome.stopped


def test_a_stranger_may_not_touch_the_book(shelf: Bureau) -> None:
    add_book(shelf.actor(shelf.clerk))
    stranger = shelf.actor(shelf.stranger)
    with pytest.raises(Forbidden, match="权限"):
        perform("shelf.book.price", stranger, Book.objects.get(), {"price": "1"}, on=TODAY)


def test_nobody_moves_a_record_out_of_her_own_reach(shelf: Bureau) -> None:
    add_book(shelf.actor(shelf.clerk))
    draft, head = {"unit": shelf.other.pk}, shelf.actor(shelf.head)
    with pytest.raises(Forbidden, match="数据范围"):
        perform("shelf.book.move", head, Book.objects.get(), draft, on=TODAY)
    assert Book.objects.get().unit == shelf.office


def test_a_missing_subject_is_said_so(shelf: Bureau) -> None:
    with pytest.raises(NotFound, match="没有找到"):
        perform("shelf.book.price", shelf.actor(shelf.clerk), 987654, {"price": "1"}, on=TODAY)


def test_the_receipt_of_a_change_holds_before_and_after(shelf: Bureau) -> None:
    clerk = shelf.actor(shelf.clerk)
    book = add_book(clerk).subject
    outcome = perform("shelf.book.price", clerk, book, {"price": "90"}, on=TODAY)
    content = json.loads(Receipt.objects.get(pk=outcome.receipt_id).content)
    assert (content["before"]["price"], content["after"]["price"]) == ("80.00", "90")


def test_a_new_book_becomes_a_case_for_the_head(shelf: Bureau) -> None:
    outcome = add_book(shelf.actor(shelf.clerk))
    case = Case.objects.get()
    assert outcome.case == case and case.state == "running"
    task = Task.objects.get()
    assert task.assignee == shelf.head and task.due_at is not None


def test_an_act_that_needs_all_of_its_draft_says_what_it_waits_for(shelf: Bureau) -> None:
    outcome = perform("shelf.loan.lend", shelf.actor(shelf.clerk), draft={}, rehearse=True)
    assert outcome.errors["__all__"] == ["还需填写：图书、借出、归还。填写完整后即逐条判定。"]
    assert not outcome.findings
