"""Personal data at rest: sealed with SM4-GCM, found again by a keyed SM3 mark.

SM4: GB/T 32907-2016; GCM with SM4: RFC 8998; SM3: GB/T 32905-2016; HMAC: RFC 2104. A sealed
value is ``key name.base64(nonce ‖ ciphertext ‖ tag)`` and holds only for the field it was
sealed for.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from guanbiao.people import keys

NONCE, TAG = 12, 16


class Unreadable(ValueError):
    """A sealed value was changed, moved to another field, or its key is gone."""


def seal(text: str, field: str) -> str:
    """Seal a value of a field; the empty text stays empty."""
    if not text:
        return ""
    name, nonce = keys.store().current(), secrets.token_bytes(NONCE)
    work = Cipher(algorithms.SM4(keys.store().key(name)), modes.GCM(nonce)).encryptor()
    work.authenticate_additional_data(field.encode())
    body = work.update(text.encode()) + work.finalize()
    return f"{name}.{base64.b64encode(nonce + body + work.tag).decode()}"


def unseal(sealed: str, field: str) -> str:
    """The value again; raises `Unreadable`."""
    if not sealed:
        return ""
    name, _, body = sealed.partition(".")
    try:
        raw = base64.b64decode(body, validate=True)
        mode = modes.GCM(raw[:NONCE], raw[-TAG:])
        work = Cipher(algorithms.SM4(keys.store().key(name)), mode).decryptor()
        work.authenticate_additional_data(field.encode())
        return (work.update(raw[NONCE:-TAG]) + work.finalize()).decode()
    except (InvalidTag, LookupError, ValueError) as failure:
        raise Unreadable(f"{field} 的密文不能解开：{failure or '内容被改动'}") from failure


def key_of(sealed: str) -> str:
    """Name of the key a value was sealed with."""
    return sealed.partition(".")[0]


@lru_cache(maxsize=1)
def _hmac() -> Callable[[], hmac.HMAC]:
    base = hmac.HMAC(keys.store().index_key(), hashes.SM3())
    return base.copy


def mark(text: str, field: str) -> str:
    """The search mark of a value: HMAC-SM3, hexadecimal; the empty text has none.

    Equal values of one field have equal marks, so marks tell who shares a number, and nothing
    else without the key.
    """
    if not text:
        return ""
    work = _hmac()()
    work.update(f"{field}\0{text}".encode())
    return work.finalize().hex()
