"""What somebody with the running role's password tries: the database refuses each of it."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from guanbiao.gate.models import Receipt
from guanbiao.gate.seal import seal, verify
from tests.gate.makers import Bureau, add_book
from tests.gate.test_guard import NO_PASSAGE, NO_RIGHT, run, sqlstate
from tests.shelf.models import Book

UNCLOSED, TWICE = "GB002", "23505"
CLOSE = "SELECT gate_close('a','b','',NULL,NULL,NULL,now()::date,'pass',1,'{}','','')"

HANDS = {
    "session variable": "SET LOCAL gate.receipt = '{0}'; UPDATE shelf_book SET price = 1",
    "merge": "MERGE INTO shelf_book b USING (SELECT 1) s ON true"
    " WHEN MATCHED THEN UPDATE SET price = 1",
    "upsert": "INSERT INTO shelf_book SELECT * FROM shelf_book"
    " ON CONFLICT (id) DO UPDATE SET price = 1",
    "block": "DO $$ BEGIN UPDATE shelf_book SET price = 1; END $$",
    "case": "UPDATE gate_case SET state = 'done'",
    "trace": "DELETE FROM gate_caseevent",
    "waiver": "INSERT INTO gate_waiver (standard, clause, act, key, reason, basis, from_day,"
    " to_day, granted_by_id, unit_id) SELECT 'Q', '1', 'a', '', '', '', now(), now(), p.id,"
    " p.unit_id FROM people_person p",
    "post": "UPDATE people_post SET is_head = true",
}


@pytest.mark.django_db
@pytest.mark.parametrize("statement", HANDS.values(), ids=HANDS.keys())
def test_no_statement_writes_without_a_passage(shelf: Bureau, statement: str) -> None:
    book = add_book(shelf.actor(shelf.clerk)).subject
    book.refresh_from_db()
    appends = "caseevent" in statement  # nobody may change those at all, passage or not
    refused = NO_RIGHT if appends else NO_PASSAGE
    assert sqlstate(lambda: run(statement.format(book.receipt_id))) == refused


POWERS = {
    "disable": "ALTER TABLE shelf_book DISABLE TRIGGER ALL",
    "other trigger": "CREATE TRIGGER mine BEFORE UPDATE ON shelf_book"
    " EXECUTE FUNCTION gate_refuse()",
    "replace guard": "CREATE OR REPLACE FUNCTION gate_guard() RETURNS trigger LANGUAGE plpgsql"
    " AS $$ BEGIN RETURN NEW; END $$",
    "drop guard": "DROP FUNCTION gate_guard() CASCADE",
    "column": "ALTER TABLE shelf_book DROP COLUMN receipt_id",
    "rename": "ALTER TABLE shelf_book RENAME TO shelf_other",
    "shadow": "CREATE TEMP TABLE gate_passage (xid xid8, receipt_id uuid)",
    "schema": "CREATE SCHEMA mine",
    "owner": "SET ROLE guanbiao_owner",
    "programme": "COPY shelf_book FROM PROGRAM 'echo'",
    "file": "COPY shelf_book TO '/tmp/out'",
    "receipt": "INSERT INTO gate_receipt_rest SELECT * FROM gate_receipt",
    "receipt gone": "DELETE FROM gate_receipt",
    "month gone": "DROP TABLE gate_receipt_rest",
    "month aside": "ALTER TABLE gate_receipt DETACH PARTITION gate_receipt_rest",
    "refusal": "INSERT INTO gate_refusal (at, act, entity, key, day, content)"
    " VALUES (now(), 'a', 'b', '', now(), '{}')",
    "refusal gone": "DELETE FROM gate_refusal",
    "refusal changed": "UPDATE gate_refusal SET content = '{}'",
    "link": "INSERT INTO gate_seal VALUES (1, gen_random_uuid(), '', '', now())",
    "link gone": "DELETE FROM gate_seal",
    "sign-in forgotten": "DELETE FROM people_loginevent",
    "sign-in changed": "UPDATE people_loginevent SET outcome = 'success'",
    "number": "SELECT setval('gate_receipt_number', 1)",
    "passage": "SELECT * FROM gate_passage",
    "rights": "SELECT gate_rights('guanbiao_app')",
}


@pytest.mark.django_db
@pytest.mark.parametrize("statement", POWERS.values(), ids=POWERS.keys())
def test_the_running_role_has_no_such_power(shelf: Bureau, statement: str) -> None:
    assert sqlstate(lambda: run(statement)) == NO_RIGHT


COPY = "COPY shelf_book (title, price, unit_id, bought_on) FROM STDIN"


@pytest.mark.django_db
def test_copying_rows_in_is_writing(shelf: Bureau) -> None:
    def copy() -> None:
        with connection.cursor() as cursor, cursor.copy(COPY) as stream:
            stream.write(f"走后门\t1\t{shelf.office.pk}\t2026-06-03\n")

    with pytest.raises((DatabaseError, psycopg.Error)) as caught, transaction.atomic():
        copy()
    failure = caught.value.__cause__ or caught.value
    assert getattr(failure, "sqlstate", "") == NO_PASSAGE


@pytest.mark.django_db
def test_one_transaction_has_one_passage_at_a_time(shelf: Bureau) -> None:
    assert sqlstate(lambda: run("SELECT gate_open(); SELECT gate_open()")) == TWICE


@pytest.fixture
def book(committed_shelf: Bureau) -> Book:
    made: Book = add_book(committed_shelf.actor(committed_shelf.clerk)).subject
    made.refresh_from_db()
    return made


def committed(*statements: str) -> str:
    """SQLSTATE with which a whole transaction ends; empty when it was kept."""
    try:
        with transaction.atomic():
            for statement in statements:
                run(statement)
    except DatabaseError as failure:
        return str(getattr(failure.__cause__, "sqlstate", ""))
    return ""


WRITE = "UPDATE shelf_book SET price = 1"
TRICKS = {
    "never closed": (WRITE,),
    "closed and taken back": ("SAVEPOINT a", WRITE, CLOSE, "ROLLBACK TO a", WRITE),
    "asked early and taken back": (
        "SAVEPOINT a", WRITE, CLOSE, "SET CONSTRAINTS ALL IMMEDIATE", "ROLLBACK TO a", WRITE,
    ),
    "told to look now": ("SET CONSTRAINTS ALL IMMEDIATE", WRITE),
}  # fmt: skip


@pytest.mark.parametrize("statements", TRICKS.values(), ids=TRICKS.keys())
def test_no_write_is_kept_without_its_receipt(book: Book, statements: tuple[str, ...]) -> None:
    before = Receipt.objects.count()
    assert committed("SELECT gate_open()", *statements) == UNCLOSED
    book.refresh_from_db()
    assert book.price == 80 and Receipt.objects.count() == before


def test_a_write_after_the_receipt_needs_another(book: Book) -> None:
    assert committed("SELECT gate_open()", CLOSE, WRITE) == NO_PASSAGE
    book.refresh_from_db()
    assert book.price == 80


def test_the_evidence_of_one_receipt_serves_no_other(book: Book) -> None:
    true = Receipt.objects.get(pk=book.receipt_id)
    with transaction.atomic():
        run("SELECT gate_open()")
        run(WRITE)
        run(
            "SELECT gate_close(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            true.act, true.entity, true.key, true.actor_id, true.unit_id, true.case_id, true.day,
            true.verdict, true.rows, true.content, true.digest, true.mac,
        )  # fmt: skip
    seal()
    broken = verify().broken
    assert broken is not None and "另一张凭条" in broken.reason


@pytest.mark.parametrize("column", ["entity = 'x'", "actor_id = 999", "unit_id = 999",
                                    "case_id = 999", "day = '2020-01-01'", "rows = 7",
                                    "at = at + interval '1 minute'"])  # fmt: skip
def test_no_column_of_a_receipt_can_be_bent(
    book: Book, as_superuser: Callable[[str], None], column: str
) -> None:
    seal()
    as_superuser(f"UPDATE gate_receipt SET {column} WHERE act = 'shelf.book.add'")
    broken = verify().broken
    assert broken is not None and broken.reason
