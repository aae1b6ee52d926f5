"""Receipts have a table a month, made ahead; a month that was missed loses nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection

from guanbiao.gate import jobs
from guanbiao.gate.receipts import make_months
from guanbiao.gate.seal import seal, verify
from tests.gate.makers import Bureau, add_book

pytestmark = pytest.mark.usefixtures("fresh_database")


def ask(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def month(ahead: int) -> str:
    """Name of the table of a month."""
    year, rest = divmod(dt.datetime.now(dt.UTC).month - 1 + ahead, 12)
    return f"gate_receipt_{dt.datetime.now(dt.UTC).year + year}{rest + 1:02d}"


def test_a_year_ahead_is_there_and_the_clock_makes_what_is_missing(
    as_superuser: Callable[[str], None],
) -> None:
    assert make_months() == 0
    as_superuser(f"DROP TABLE {month(11)}, {month(12)}")
    jobs.hour(0)
    assert ask("SELECT count(*) FROM pg_inherits WHERE inhparent = 'gate_receipt'::regclass") == 14
    assert ask(f"SELECT has_table_privilege('{month(12)}', 'SELECT, INSERT, UPDATE')") is False
    hung = "SELECT count(*) FROM pg_trigger WHERE tgname = 'gate_append_only' AND tgrelid ="
    assert ask(f"{hung} '{month(12)}'::regclass") == 1


def test_months_begin_where_they_end_whatever_zone_the_asker_lives_in(
    as_superuser: Callable[[str], None],
) -> None:
    as_superuser(f"DROP TABLE {month(3)}, {month(4)}")
    ask("SELECT set_config('timezone', 'Pacific/Kiritimati', false)")
    assert make_months() == 2


def test_a_missed_month_keeps_its_receipts_in_the_rest_and_the_next_is_made(
    committed_shelf: Bureau, as_superuser: Callable[[str], None]
) -> None:
    seal()
    as_superuser(f"CREATE TABLE kept AS SELECT * FROM {month(0)}")
    as_superuser(f"DROP TABLE {month(0)}, {month(1)}")
    as_superuser("INSERT INTO gate_receipt SELECT * FROM kept")
    assert add_book(committed_shelf.actor(committed_shelf.clerk)).ok
    rest = "SELECT count(*) FROM gate_receipt WHERE tableoid = 'gate_receipt_rest'::regclass"
    assert ask(rest) == 2
    assert make_months() == 1
    seal()
    assert verify().broken is None
