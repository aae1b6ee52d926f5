"""Signatures over the head of the chain, by a suite of the installation's choice.

The mark of each receipt (HMAC) convinces whoever holds the key; a signature convinces anybody
with the public key. One signature over a head covers every link before it, since each link holds
the digest of all earlier ones. Suite ``sm2``: GB/T 32918.2-2016 with SM3 (GB/T 32905-2016) on the
curve of GB/T 32918.5-2017; the signer's identity is the default of GB/T 35276-2017.
"""

from __future__ import annotations

import base64
import hmac
import textwrap
from functools import cache
from pathlib import Path
from typing import Protocol

import gmalg
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from django.conf import settings

from guanbiao.gate.evidence import digest, mark

SIGNER = b"1234567812345678"
SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
"""DER head of an SM2 public key (RFC 5480, curve 1.2.156.10197.1.301); the point follows."""
WIDTH = 32


class Suite(Protocol):
    """What signs heads; a cryptographic machine would stand behind the same four names."""

    name: str

    def key(self) -> str:
        """Fingerprint of the public key: its SHA-256."""

    def sign(self, text: str) -> str:
        """Signature of a text, DER in base64."""

    def holds(self, text: str, signature: str) -> bool:
        """Whether the signature is this key's over this text."""

    def public(self) -> str:
        """The public key as PEM, for whoever checks."""


class PublicKey:
    """An SM2 public key: enough to check what its owner signed."""

    name = "sm2"

    def __init__(self, point: bytes) -> None:
        self.point = point
        self._checks = gmalg.SM2(None, SIGNER, point)

    @classmethod
    def read(cls, pem: str) -> PublicKey:
        """Out of the text that `public` gives; raises `ValueError` for anything else."""
        body = "".join(line for line in pem.split("\n") if "-----" not in line)
        raw = base64.b64decode("".join(body.split()), validate=True)
        if not raw.startswith(SPKI) or len(raw) != len(SPKI) + 1 + 2 * WIDTH:
            raise ValueError("no SM2 public key")
        return cls(raw[len(SPKI) :])

    def key(self) -> str:
        """SHA-256 of the PEM text."""
        return digest(self.public())

    def holds(self, text: str, signature: str) -> bool:
        """Check; what is no signature at all does not hold either."""
        try:
            r, s = decode_dss_signature(base64.b64decode(signature, validate=True))
            parts = (part.to_bytes(WIDTH, "big") for part in (r, s))
            return bool(self._checks.verify(text.encode(), *parts))
        except (ValueError, OverflowError):
            return False

    def public(self) -> str:
        """SubjectPublicKeyInfo in PEM."""
        body = base64.b64encode(SPKI + self.point).decode()
        lines = "\n".join(textwrap.wrap(body, 64))
        return f"-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n"


class Sm2(PublicKey):
    """SM2 with a key file of the installation."""

    def __init__(self) -> None:
        secret = bytes.fromhex(Path(settings.SM2_KEY_FILE).read_text(encoding="utf-8").strip())
        self._core = gmalg.SM2(secret, SIGNER)
        super().__init__(bytes(self._core.generate_pk(secret)))

    def sign(self, text: str) -> str:
        """Sign; r and s as a DER sequence."""
        r, s = (int.from_bytes(part, "big") for part in self._core.sign(text.encode()))
        return base64.b64encode(encode_dss_signature(r, s)).decode()


class Hmac:
    """The mark of receipts as a signature: only whoever holds the installation's key can check."""

    name = "hmac"

    def key(self) -> str:
        """What tells this key from another without giving it away."""
        return mark(digest("guanbiao"))

    def sign(self, text: str) -> str:
        """HMAC of the text's digest."""
        return mark(digest(text))

    def holds(self, text: str, signature: str) -> bool:
        """Check, in constant time."""
        return hmac.compare_digest(self.sign(text).encode(), signature.encode())

    def public(self) -> str:
        """There is none."""
        return ""


@cache
def suite() -> Suite | None:
    """The suite that ``GUANBIAO_SEAL_SUITE`` names; none for ``hmac``."""
    return Sm2() if settings.SEAL_SUITE == "sm2" else None


def sealer() -> Suite:
    """What seals a file that leaves: the suite, or else the mark of receipts."""
    return suite() or Hmac()


def checker(name: str) -> Suite | PublicKey | None:
    """What checks a seal of the suite ``name`` here, also after the setting was changed."""
    if name == Sm2.name and Path(settings.SM2_KEY_FILE).exists():
        return Sm2()
    return Hmac() if name == Hmac.name else None


def text_of(number: int, chain: str) -> str:
    """What is signed: how many links there are, and the value of the last."""
    return f"guanbiao:{number}:{chain}"
