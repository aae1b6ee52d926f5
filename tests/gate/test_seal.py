"""The chain holds, and names the first link that does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from guanbiao.gate.evidence import digest
from guanbiao.gate.seal import seal, verify
from tests.gate.makers import Bureau, add_book

pytestmark = pytest.mark.usefixtures("fresh_database")


@pytest.fixture
def chain(committed_shelf: Bureau) -> int:
    for number in range(3):
        add_book(committed_shelf.actor(committed_shelf.clerk), title=f"第{number}本")
    return seal()


def test_an_untouched_chain_holds(chain: int) -> None:
    checked = verify()
    assert checked.broken is None and checked.links == chain and checked.waiting == 0


def test_a_new_receipt_waits_for_its_link(chain: int, committed_shelf: Bureau) -> None:
    shelf = committed_shelf
    add_book(shelf.actor(shelf.clerk), title="又一本")
    assert verify().waiting == 1
    assert seal() == 1
    assert verify().waiting == 0


TAMPERINGS = {
    "content": ("UPDATE gate_receipt SET content = replace(content, '80', '81')", "摘要不一致"),
    "gone": ("DELETE FROM gate_receipt WHERE act = 'shelf.book.add'", "已不存在"),
    "index": ("UPDATE gate_receipt SET verdict = 'warn' WHERE act LIKE 'shelf%'", "检索栏"),
    "link": ("UPDATE gate_seal SET chain = repeat('0', 64) WHERE number = 2", "断开"),
    "missing link": ("DELETE FROM gate_seal WHERE number = 2", "缺少第 2"),
}


@pytest.mark.parametrize(("sql", "reason"), TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_tampering_past_every_trigger_shows(
    chain: int, as_superuser: Callable[[str], None], sql: str, reason: str
) -> None:
    as_superuser(sql)
    broken = verify().broken
    assert broken is not None and reason in broken.reason


def test_a_receipt_forged_through_the_functions_lacks_the_mark(chain: int) -> None:
    text = '{"act":"a","key":"","verdict":"pass"}'
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT gate_open()")
        cursor.execute(
            "SELECT gate_close('a', 'b', '', NULL, NULL, NULL, now()::date, 'pass', 1, %s, %s,"
            " 'forged')",
            [text, digest(text)],
        )
    seal()
    broken = verify().broken
    assert broken is not None and "印记" in broken.reason
