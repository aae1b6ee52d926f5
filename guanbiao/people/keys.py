"""Keys for personal data: a file of the installation, or whatever ``GUANBIAO_KEY_STORE`` names.

A key never leaves through a page or the database; a sealed value names the key it was sealed
with, so that keys can change one after another.
"""

from __future__ import annotations

import base64
import json
import secrets
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.utils.module_loading import import_string

SIZE = 16
"""Octets of an SM4 key (GB/T 32907-2016)."""


class KeyStore(Protocol):
    """What holds the keys: the seam behind which a key management system stands."""

    def current(self) -> str:
        """Name of the key new values are sealed with."""

    def key(self, name: str) -> bytes:
        """The SM4 key called ``name``; raises `LookupError`."""

    def index_key(self) -> bytes:
        """The key of search marks; it stays when the others change."""

    def rotate(self) -> str:
        """Make another key the current one and return its name; old ones stay readable."""


class FileKeys:
    """Keys in ``data.keys`` of the installation, a JSON file its owner alone may read."""

    def __init__(self) -> None:
        self.path = Path(settings.DATA_KEY_FILE)
        self.read_at = 0
        self.read: dict[str, Any] = {}

    def kept(self) -> dict[str, Any]:
        """What the file says now: another process may have changed the key meanwhile."""
        changed = self.path.stat().st_mtime_ns
        if changed != self.read_at:
            self.read_at, self.read = changed, json.loads(self.path.read_text(encoding="utf-8"))
        return self.read

    def current(self) -> str:
        """Name of the newest key."""
        return str(self.kept()["current"])

    def key(self, name: str) -> bytes:
        """The key called ``name``; raises `LookupError`, in Chinese."""
        known = self.kept()["keys"]
        if name not in known:
            raise LookupError(f"密钥文件 {self.path.name} 里没有密钥“{name}”，请从备份恢复。")
        return base64.b64decode(known[name])

    def index_key(self) -> bytes:
        """The key of search marks."""
        return base64.b64decode(self.kept()["index"])

    def rotate(self) -> str:
        """Add a key and make it current; the file is swapped whole."""
        kept = self.kept()
        name = f"k{len(kept['keys']) + 1}"
        changed = {**kept, "keys": {**kept["keys"], name: _fresh()}, "current": name}
        swap = self.path.with_suffix(".new")
        swap.touch(mode=0o600)
        swap.write_text(json.dumps(changed), encoding="utf-8")
        swap.replace(self.path)
        return name


def _fresh() -> str:
    return base64.b64encode(secrets.token_bytes(SIZE)).decode()


def first_keys() -> str:
    """What a new key file holds: a first key, and the one for search marks."""
    return json.dumps({"current": "k1", "keys": {"k1": _fresh()}, "index": _fresh()})


def rsa_key() -> str:
    """A private key that signs identity tokens (RS256), as PEM."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    form = serialization.PrivateFormat.PKCS8
    body = made.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    return body.decode()


@cache
def store() -> KeyStore:
    """The key store of this process."""
    made: KeyStore = import_string(settings.KEY_STORE)()
    return made
