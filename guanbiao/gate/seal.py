"""The chain over all receipts, and the check that names its first broken link.

Sealing takes receipts that are not in the chain yet, in the order they happened, and adds one
link each. Whoever changes, removes or slips in a receipt later breaks the chain at that place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from guanbiao.gate.evidence import digest, link, mark
from guanbiao.gate.models import Receipt, Seal

GENESIS = "0" * 64
LOCK = 0x677561
"""Advisory lock: only one process adds links at a time."""

UNSEALED = """
SELECT r.id, r.digest FROM gate_receipt r
WHERE NOT EXISTS (SELECT FROM gate_seal s WHERE s.receipt_id = r.id)
ORDER BY r.at, r.id LIMIT %s
"""
LINKS = """
SELECT s.number, s.receipt_id, s.digest, s.chain, r.content, r.digest, r.mac, r.number,
       r.act, r.key, r.verdict
FROM gate_seal s LEFT JOIN gate_receipt r ON r.id = s.receipt_id
ORDER BY s.number
"""


@dataclass(frozen=True)
class Broken:
    """The first link that does not hold, and why."""

    number: int
    receipt: str
    reason: str


@dataclass(frozen=True)
class Checked:
    """Result of a check: links that hold, receipts still waiting for one, the broken link."""

    links: int
    waiting: int
    head: str
    broken: Broken | None


def seal(limit: int = 10_000) -> int:
    """Add a link for each receipt not yet in the chain; returns how many were added."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        last = Seal.objects.order_by("-number").first()
        number, chain = (last.number, last.chain) if last else (0, GENESIS)
        cursor.execute(UNSEALED, [limit])
        links = []
        for receipt_id, text_digest in cursor.fetchall():
            number, chain = number + 1, link(chain, text_digest)
            links.append(
                Seal(number=number, receipt_id=receipt_id, digest=text_digest, chain=chain)
            )
        Seal.objects.bulk_create(links, batch_size=1000)
    return len(links)


def verify(progress: Callable[[int], None] = lambda done: None) -> Checked:
    """Recompute every digest, mark and link from the beginning; stops at the first that fails."""
    expected, chain, broken = 0, GENESIS, None
    for row in _links():
        expected += 1
        reason = _fault(expected, chain, row)
        if reason:
            broken = Broken(expected, str(row[7] or row[1]), reason)
            break
        chain = str(row[3])
        if expected % 1000 == 0:
            progress(expected)
    return Checked(expected - bool(broken), _waiting(), chain, broken)


def _links() -> Iterator[tuple[object, ...]]:
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(LINKS)
        while rows := cursor.fetchmany(2000):
            yield from rows


def _fault(expected: int, chain: str, row: tuple[object, ...]) -> str:
    """Why this link does not hold, in Chinese; empty when it does."""
    number, _, sealed, value, content, kept, mac = row[:7]
    if number != expected:
        return f"链上缺少第 {expected} 张凭条"
    if content is None:
        return "凭条已不存在"
    if digest(str(content)) != kept or kept != sealed:
        return "凭条内容与入链时的摘要不一致"
    if mark(str(kept)) != mac:
        return "凭条不是由关口写入的（印记不符）"
    if link(chain, str(sealed)) != value:
        return "与上一张凭条的链接断开"
    return _index_fault(str(content), row[8:])


def _index_fault(content: str, columns: tuple[object, ...]) -> str:
    """The searchable columns must say what the evidence says."""
    kept = json.loads(content)
    if (kept["act"], kept.get("key", ""), kept["verdict"]) != columns:
        return "凭条的检索栏与内容不一致"
    return ""


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM gate_receipt r"
            " WHERE NOT EXISTS (SELECT FROM gate_seal s WHERE s.receipt_id = r.id)"
        )
        (count,) = cursor.fetchone()
    return int(count)


def standing(receipt: Receipt) -> Seal | None:
    """The link of a receipt, or none while it waits."""
    return Seal.objects.filter(receipt_id=receipt.pk).first()
