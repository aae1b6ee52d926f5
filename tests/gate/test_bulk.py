"""Bulk acts judge row by row and leave out only what is unlawful."""

from __future__ import annotations

import json

import pytest

from guanbiao.gate.bulk import Row, perform_bulk
from guanbiao.gate.models import Case, Receipt
from guanbiao.gate.passage import Forbidden
from guanbiao.people.actor import Actor
from guanbiao.people.models import Post
from tests.gate.makers import TODAY, Bureau, add_book, passage
from tests.shelf.models import Book

pytestmark = pytest.mark.django_db


def rows(*prices: object) -> list[dict[str, object]]:
    """A draft a price."""
    return [{"title": f"第{n}本", "price": p, "pages": 99} for n, p in enumerate(prices)]


def test_unlawful_and_malformed_rows_are_named_and_the_rest_is_kept(shelf: Bureau) -> None:
    outcome = perform_bulk(
        "shelf.book.add", shelf.actor(shelf.clerk), rows(10, 120, "贵", 20), on=TODAY
    )
    assert outcome.accepted == 2
    assert {problem.index for problem in outcome.problems} == {1, 2}
    assert "4.1" in next(p for p in outcome.problems if p.index == 1).words
    assert set(Book.objects.values_list("title", flat=True)) == {"第0本", "第3本"}


def test_a_duplicate_in_the_file_is_named(shelf: Bureau) -> None:
    twice = [{"title": "同名", "price": 1, "pages": 99}] * 2
    outcome = perform_bulk("shelf.book.add", shelf.actor(shelf.clerk), twice, on=TODAY)
    assert outcome.accepted == 1 and len(outcome.problems) == 1


def test_one_receipt_a_chunk_holds_every_key(shelf: Bureau) -> None:
    outcome = perform_bulk(
        "shelf.book.add", shelf.actor(shelf.clerk), rows(*range(1, 8)), on=TODAY, chunk=5
    )
    assert len(outcome.receipts) == 2
    receipts = [Receipt.objects.get(number=number) for number in outcome.receipts]
    keys = [key for receipt in receipts for key in json.loads(receipt.content)["keys"]]
    assert sorted(map(int, keys)) == sorted(Book.objects.values_list("pk", flat=True))
    assert {book.receipt_id for book in Book.objects.all()} == {r.pk for r in receipts}


def test_a_dry_run_leaves_nothing(shelf: Bureau) -> None:
    outcome = perform_bulk(
        "shelf.book.add", shelf.actor(shelf.clerk), rows(10, 120), on=TODAY, rehearse=True
    )
    assert outcome.accepted == 1 and len(outcome.problems) == 1
    assert not Book.objects.exists() and not Case.objects.exists()


def test_a_row_of_another_unit_is_not_drawn_over(shelf: Bureau) -> None:
    book = add_book(shelf.actor(shelf.clerk)).subject
    with passage():
        Post.objects.create(
            person=shelf.stranger, unit=shelf.other, role="局长", is_head=True, from_day=TODAY
        )
    mine = [Row(7, {"unit": shelf.other.pk}, book.pk)]
    outcome = perform_bulk("shelf.book.move", shelf.actor(shelf.stranger), mine, on=TODAY)
    assert outcome.accepted == 0 and "数据范围" in outcome.problems[0].words
    assert Book.objects.get().unit == shelf.office


def test_a_feed_without_the_right_is_refused(shelf: Bureau) -> None:
    with pytest.raises(Forbidden):
        perform_bulk("shelf.book.add", Actor.feed("陌生系统"), rows(1), on=TODAY)
