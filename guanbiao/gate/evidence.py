"""Evidence that can be checked later: canonical text, digest, mark.

Canonical JSON: keys sorted, no spaces, numbers of rules as decimal text, dates as ISO 8601.
The same content therefore always has the same bytes, whoever wrote it down.
"""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings


def canonical(content: Mapping[str, Any]) -> str:
    """Canonical JSON text of ``content``; what JSON has no form for is kept as its text."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_encode
    )


def _encode(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    return str(value)


def utc(moment: dt.datetime | None) -> str:
    """A moment as evidence writes it: UTC, to the microsecond; empty for none."""
    return "" if moment is None else moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def digest(text: str) -> str:
    """SHA-256 of the canonical text, hexadecimal (FIPS 180-4)."""
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _key() -> bytes:
    return Path(settings.SEAL_KEY_FILE).read_bytes()


def mark(text_digest: str) -> str:
    """HMAC-SHA256 of a digest under the installation's key, hexadecimal (RFC 2104)."""
    return hmac.new(_key(), text_digest.encode(), hashlib.sha256).hexdigest()


def link(previous: str, text_digest: str) -> str:
    """The next value of the chain: SHA-256(previous ‖ digest)."""
    return hashlib.sha256(f"{previous}{text_digest}".encode()).hexdigest()


PRINTED = 16
"""Hexadecimal digits of a digest in the code on paper: 64 bits, which nobody guesses."""


def genuine(receipt: Any) -> bool:
    """Whether a receipt's digest is that of its content, and its mark that of the digest."""
    whole, marked = digest(receipt.content), mark(receipt.digest)
    return (whole, marked) == (receipt.digest, receipt.mac)


def printed(receipt: Any, text: str) -> bool:
    """Whether ``text`` is what the code on paper says of this receipt."""
    return hmac.compare_digest(receipt.digest[:PRINTED].encode(), text.lower().encode())
