"""Being told how personal data is handled, and agreeing, before the first work.

Personal Information Protection Law of the PRC, articles 14, 17 and 35: who handles which data
for what and how long, and the rights one has, told in clear words beforehand. What goes beyond
that (articles 15 and 47) is agreed to for its own purpose and may be withdrawn at any time.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from guanbiao.people.models import Account, Consent

NOTICE = Path(__file__).resolve().parent / "templates" / "people" / "notice.html"


@cache
def notice() -> str:
    """Version of the notice: the SM3 digest of its words, so that other words ask anew."""
    return _digest(NOTICE.read_bytes())


def _digest(words: bytes) -> str:
    digest = hashes.Hash(hashes.SM3())
    digest.update(words)
    return digest.finalize().hex()


def given(account: Account) -> Consent | None:
    """The consent to the notice of today."""
    return Consent.objects.filter(account=account, purpose="", notice=notice()).first()


def wanting(account: Account) -> bool:
    """Whether somebody must be told first."""
    return settings.PRIVACY_NOTICE and given(account) is None


def agree(request: HttpRequest, account: Account) -> None:
    """Keep that somebody read the notice and agreed."""
    address = request.META.get("REMOTE_ADDR") or None
    Consent.objects.get_or_create(
        account=account, purpose="", notice=notice(), defaults={"address": address}
    )


def stands(account: Account, purpose: str, words: str) -> bool:
    """Whether somebody agreed to exactly these words and has not withdrawn."""
    live = Consent.objects.filter(account=account, purpose=purpose, withdrawn_at=None)
    return live.filter(notice=_digest(words.encode())).exists()


def record(account: Account, purpose: str, words: str, address: str | None = None) -> None:
    """Keep that somebody agreed to these words for this purpose."""
    Consent.objects.get_or_create(
        account=account, purpose=purpose, notice=_digest(words.encode()), withdrawn_at=None,
        defaults={"words": words, "address": address},
    )  # fmt: skip


def withdraw(account: Account, purpose: str) -> None:
    """From now on it is not agreed to; whoever asks deletes what the consent was for."""
    live = Consent.objects.filter(account=account, purpose=purpose, withdrawn_at=None)
    live.update(withdrawn_at=timezone.now())
