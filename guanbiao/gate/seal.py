"""The chain over all receipts, and the check that names its first broken link.

Sealing takes receipts that are not in the chain yet, in the order they happened, and adds one
link each; the database does it, so that nobody writes links by hand. Whoever changes, removes,
copies or slips in a receipt later breaks the chain at that place.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from guanbiao.gate import signing
from guanbiao.gate.evidence import digest, link, mark, utc
from guanbiao.gate.models import HeadSignature, Receipt, Seal

GENESIS = "0" * 64
LINKS = """
SELECT s.number, s.receipt_id, s.digest, s.chain, r.content, r.digest, r.mac, r.number,
       r.id, r.at, r.act, r.entity, r.key, r.actor_id, r.unit_id, r.case_id, r.day, r.verdict,
       r.rows
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
        cursor.execute("SELECT gate_link(%s)", [limit])
        (added,) = cursor.fetchone()
        _sign()
    return int(added)


def _sign() -> None:
    """Sign the head, once, where the installation signs."""
    signer, head = signing.suite(), Seal.objects.order_by("-number").first()
    if signer is None or head is None:
        return
    if not HeadSignature.objects.filter(number=head.number).exists():
        signature = signer.sign(signing.text_of(head.number, head.chain))
        HeadSignature.objects.create(
            number=head.number, chain=head.chain, suite=signer.name, key=signer.key(),
            signature=signature,
        )  # fmt: skip


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
    broken = broken or _signature_fault(expected)
    return Checked(expected - bool(broken), _waiting(), chain, broken)


def _signature_fault(links: int) -> Broken | None:
    """The first signed head that the chain does not bear out, or a last one that does not hold.

    The last signature covers all links before it, so one costly check is enough.
    """
    for head in HeadSignature.objects.order_by("number").iterator(2000):
        if not Seal.objects.filter(number=head.number, chain=head.chain).exists():
            return Broken(head.number, head.signature[:16], "链值与已签名的链头不符")
    signer, last = signing.suite(), HeadSignature.objects.order_by("-number").first()
    if signer is None or not links:
        return None
    if last is None or last.number != links:
        return Broken(links, "", "链头没有签名")
    if last.key != signer.key():
        return Broken(links, last.key[:16], "链头由另一把密钥签名")
    if not signer.holds(signing.text_of(last.number, last.chain), last.signature):
        return Broken(links, last.signature[:16], "链头的签名不成立")
    return None


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


def _index_fault(content: str, columns: tuple[Any, ...]) -> str:
    """The columns must say what the evidence says: one receipt's evidence serves no other."""
    kept = json.loads(content)
    key, at, *rest = columns
    if (kept["id"], kept["at"]) != (str(key), utc(at)):
        return "凭条内容是另一张凭条的（编号或时间不符）"
    said = (
        kept["act"], kept["entity"], kept.get("key", ""), kept["actor"]["id"], kept.get("unit"),
        kept.get("case"), dt.date.fromisoformat(kept["day"]), kept["verdict"], kept.get("rows", 1),
    )  # fmt: skip
    return "" if said == tuple(rest) else "凭条的检索栏与内容不一致"


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
