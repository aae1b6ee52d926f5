"""Every side door is shut by the database itself."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from guanbiao.gate.models import Receipt, Seal
from guanbiao.gate.seal import seal
from tests.gate.makers import Bureau, add_book
from tests.shelf.models import Book

pytestmark = pytest.mark.django_db

NO_PASSAGE, NO_RIGHT = "GB001", "42501"


def sqlstate(attempt: Callable[[], object]) -> str:
    """What the database answers to an attempt."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        attempt()
    return str(getattr(caught.value.__cause__, "sqlstate", ""))


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def book(shelf: Bureau) -> Book:
    found: Book = add_book(shelf.actor(shelf.clerk)).subject
    found.refresh_from_db()
    assert found.receipt_id
    return found


def test_save_is_refused(book: Book) -> None:
    book.price = 1
    assert sqlstate(book.save) == NO_PASSAGE


def test_create_is_refused(book: Book) -> None:
    again = Book(title="又一本", price=1, unit=book.unit, bought_on=book.bought_on)
    assert sqlstate(again.save) == NO_PASSAGE


def test_bulk_create_is_refused(book: Book) -> None:
    rows = [Book(title="又一本", price=1, unit=book.unit, bought_on=book.bought_on)]
    assert sqlstate(lambda: Book.objects.bulk_create(rows)) == NO_PASSAGE


def test_a_queryset_update_is_refused(book: Book) -> None:
    assert sqlstate(lambda: Book.objects.update(price=1)) == NO_PASSAGE


def test_delete_is_refused(book: Book) -> None:
    assert sqlstate(book.delete) == NO_PASSAGE


def test_raw_sql_is_refused(book: Book) -> None:
    assert sqlstate(lambda: run("UPDATE shelf_book SET price = 1")) == NO_PASSAGE


def test_truncate_is_refused(book: Book) -> None:
    assert sqlstate(lambda: run("TRUNCATE shelf_book CASCADE")) == NO_RIGHT


def test_an_old_receipt_opens_nothing(book: Book) -> None:
    sql = "UPDATE shelf_book SET price = 1, receipt_id = %s"
    assert sqlstate(lambda: run(sql, book.receipt_id)) == NO_PASSAGE


def test_an_invented_receipt_opens_nothing(book: Book) -> None:
    sql = "UPDATE shelf_book SET price = 1, receipt_id = %s"
    assert sqlstate(lambda: run(sql, uuid.uuid4())) == NO_PASSAGE


def test_nobody_writes_a_passage_by_hand(book: Book) -> None:
    sql = "INSERT INTO gate_passage VALUES (pg_current_xact_id(), %s, now())"
    assert sqlstate(lambda: run(sql, book.receipt_id)) == NO_RIGHT


def test_nobody_writes_a_receipt_by_hand(book: Book) -> None:
    sql = "INSERT INTO gate_receipt SELECT * FROM gate_receipt"
    assert sqlstate(lambda: run(sql)) == NO_RIGHT


def test_a_passage_closes_once(book: Book) -> None:
    def twice() -> None:
        run("SELECT gate_open()")
        close = "SELECT gate_close('a','b','',NULL,NULL,NULL,now()::date,'pass',1,'{}','','')"
        run(close)
        run(close)

    assert sqlstate(twice) == NO_PASSAGE


def test_a_receipt_is_never_changed(book: Book) -> None:
    assert sqlstate(lambda: Receipt.objects.update(verdict="pass")) == NO_RIGHT
    assert sqlstate(lambda: Receipt.objects.all().delete()) == NO_RIGHT


def test_a_seal_is_never_changed(book: Book) -> None:
    seal()
    assert sqlstate(lambda: Seal.objects.update(chain="0")) == NO_RIGHT


def test_the_guard_cannot_be_taken_off(book: Book) -> None:
    assert sqlstate(lambda: run("ALTER TABLE shelf_book DISABLE TRIGGER gate_guard")) == NO_RIGHT
    assert sqlstate(lambda: run("DROP TRIGGER gate_guard ON shelf_book")) == NO_RIGHT
    assert sqlstate(lambda: run("SET session_replication_role = replica")) == NO_RIGHT


def test_a_case_is_not_approved_by_a_side_door(book: Book) -> None:
    sql = "UPDATE gate_task SET state = 'done'"
    assert sqlstate(lambda: run(sql)) == NO_PASSAGE
