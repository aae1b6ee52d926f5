"""Being told how personal data is handled, and agreeing, before the first work.

Personal Information Protection Law of the PRC, articles 14, 17 and 35: who handles which data
for what and how long, and the rights one has, told in clear words beforehand.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.http import HttpRequest

from guanbiao.people.models import Account, Consent

NOTICE = Path(__file__).resolve().parent / "templates" / "people" / "notice.html"


@cache
def notice() -> str:
    """Version of the notice: the SM3 digest of its words, so that other words ask anew."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(NOTICE.read_bytes())
    return digest.finalize().hex()


def given(account: Account) -> Consent | None:
    """The consent to the notice of today."""
    return Consent.objects.filter(account=account, notice=notice()).first()


def wanting(account: Account) -> bool:
    """Whether somebody must be told first."""
    return settings.PRIVACY_NOTICE and given(account) is None


def agree(request: HttpRequest, account: Account) -> None:
    """Keep that somebody read the notice and agreed."""
    address = request.META.get("REMOTE_ADDR") or None
    Consent.objects.get_or_create(account=account, notice=notice(), defaults={"address": address})
