"""The second factor: one-time passwords by time, and recovery codes for a lost device.

RFC 6238 (TOTP) over RFC 4226 (HOTP) with HMAC-SHA-1, six digits, thirty seconds: what every
authenticator speaks. A code is taken once: the step it belongs to is kept and must grow.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from guanbiao.people import cipher
from guanbiao.people.models import Account, Factor, Post, RecoveryCode

PERIOD, DIGITS, DRIFT = 30, 6, 1
"""Seconds of a step, digits of a code, steps by which the clocks may differ."""
CODES, FIELD = 10, "account.factor"


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of a step (RFC 4226, 5.3)."""
    mac = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    start = mac[-1] & 15
    (word,) = struct.unpack(">I", mac[start : start + 4])
    return f"{(word & 0x7FFFFFFF) % 10**digits:0{digits}d}"


def enrolled(account: Account) -> Factor | None:
    """The factor an account has confirmed; none when it has none."""
    return Factor.objects.filter(account=account).exclude(confirmed_at=None).first()


def demanded(account: Account) -> bool:
    """Whether a post its person holds today must have a second factor (``GUANBIAO_TOTP_ROLES``)."""
    if not settings.TOTP_ROLES or account.person_id is None:
        return False
    held = Post.objects.in_force(timezone.localdate()).filter(person_id=account.person_id)
    return held.filter(role__in=settings.TOTP_ROLES).exists()


def begin(account: Account) -> Factor:
    """The factor being enrolled, with its secret; asked again, the same until confirmed."""
    fresh = base64.b32encode(secrets.token_bytes(20)).decode()
    defaults = {"secret_sealed": cipher.seal(fresh, FIELD)}
    found, _ = Factor.objects.get_or_create(account=account, defaults=defaults)
    return found


def secret_of(factor: Factor) -> str:
    """The secret as an authenticator takes it (base32)."""
    return cipher.unseal(factor.secret_sealed, FIELD)


def picture(factor: Factor) -> str:
    """QR code of the enrolment, as a data address."""
    label = quote(f"{settings.SITE_NAME}:{factor.account.login}")
    query = urlencode({"secret": secret_of(factor), "issuer": settings.SITE_NAME})
    return str(segno.make(f"otpauth://totp/{label}?{query}", error="m").svg_data_uri(scale=4))


def accepts(factor: Factor, code: str) -> bool:
    """Whether a code is right now and was not used before; a right one is used up."""
    now = int(timezone.now().timestamp()) // PERIOD
    secret = base64.b32decode(secret_of(factor))
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step), code):
            fresh = Factor.objects.filter(pk=factor.pk, last_step__lt=step)
            return bool(fresh.update(last_step=step))
    return False


def confirm(factor: Factor, code: str) -> list[str]:
    """Finish the enrolment with a first code; the recovery codes, or none when it is wrong."""
    if not accepts(factor, code):
        return []
    Factor.objects.filter(pk=factor.pk).update(confirmed_at=timezone.now())
    return renew(factor.account)


def renew(account: Account) -> list[str]:
    """New recovery codes; the old ones hold no more. Only their marks are kept."""
    RecoveryCode.objects.filter(account=account).delete()
    codes = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, mark=cipher.mark(code, f"{FIELD}.{account.pk}"))
        for code in codes
    )
    return codes


def recovers(account: Account, code: str) -> bool:
    """Whether this is an unused recovery code; a right one is used up."""
    mark = cipher.mark(code.strip().lower(), f"{FIELD}.{account.pk}")
    rows = RecoveryCode.objects.filter(Q(account=account, mark=mark, used_at=None))
    return bool(rows.update(used_at=timezone.now()))


def remove(account: Account) -> None:
    """Take the factor away with its recovery codes."""
    RecoveryCode.objects.filter(account=account).delete()
    Factor.objects.filter(account=account).delete()
