"""The seal of a file that left: who took it out, when, what of; and whether it is still that file.

A seal is a text beside the file, never part of it, so that the file opens like any other and its
digest covers every byte. The file itself bears the number of its export only, by which its seal is
found again. Digest: SM3 (GB/T 32905-2016); signature: a suite of `gate.signing`.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from html import unescape
from typing import Any, Protocol

from cryptography.hazmat.primitives import hashes
from pypdf import PdfReader

from guanbiao.gate import signing
from guanbiao.gate.evidence import canonical

FORMAT = "guanbiao-export-seal/1"
SUFFIX = ".seal.json"
NUMBER = re.compile(r"导出编号：(\d{8}-\d{6,})")
ABOUT = "导出说明"
"""The sheet of a workbook that says where it comes from."""
LARGEST_PART = 200 * 1024 * 1024
"""Bytes of a part of a workbook that is still searched."""
FIELDS = (
    "number", "file", "label", "filter", "rows", "person", "staff_no", "unit", "site", "at",
    "sm3", "suite", "key", "signature",
)  # fmt: skip


class Checker(Protocol):
    """A key that can tell whether a signature is its own."""

    def key(self) -> str:
        """Its fingerprint."""

    def holds(self, text: str, signature: str) -> bool:
        """Whether the signature is this key's over this text."""


Keys = Callable[[str], Checker | None]
"""Name of a suite → the key to check with, where there is one."""


class Standing(Enum):
    """What a check says of a file."""

    GENUINE = "核验通过"
    ALTERED = "已被改动"
    UNKNOWN = "无法核验"


@dataclass(frozen=True)
class Verdict:
    """Outcome of a check, with words in Chinese; ``seal`` where its own signature holds."""

    standing: Standing
    words: str
    seal: Mapping[str, Any] = field(default_factory=dict)


def sm3(content: bytes) -> str:
    """SM3 digest, hexadecimal."""
    work = hashes.Hash(hashes.SM3())
    work.update(content)
    return work.finalize().hex()


def make(said: Mapping[str, Any], content: bytes) -> str:
    """The seal of a file as JSON text; ``said`` are the fields that tell where it comes from."""
    signer = signing.sealer()
    seal = {
        "format": FORMAT, **said, "sm3": sm3(content), "suite": signer.name, "key": signer.key()
    }  # fmt: skip
    signed = {**seal, "signature": signer.sign(canonical(seal))}
    return json.dumps(signed, ensure_ascii=False, indent=1)


def check(content: bytes, text: str, keys: Keys) -> Verdict:
    """Whether a file is the one its seal speaks of, byte for byte."""
    seal = _read(text)
    if seal is None:
        return Verdict(Standing.UNKNOWN, "封签读不出来：请使用导出时一并下载的封签文件。")
    fault = _fault(seal, keys)
    if fault is not None:
        return fault
    if sm3(content) == seal["sm3"]:
        return Verdict(Standing.GENUINE, "文件与封签逐字节一致。", seal)
    own = number_in(content)
    if own and own != seal["number"]:
        return Verdict(
            Standing.UNKNOWN,
            f"封签不是这个文件的：文件的导出编号是 {own}，封签的是 {seal['number']}。"
            "请用这个文件自己的封签核验。",
        )
    return Verdict(Standing.ALTERED, "文件内容与封签的摘要不符，导出后被改动过。", seal)


def _read(text: str) -> dict[str, Any] | None:
    try:
        seal = json.loads(text)
    except ValueError:
        return None
    whole = isinstance(seal, dict) and seal.get("format") == FORMAT and {*FIELDS} <= {*seal}
    return seal if whole else None


def _fault(seal: dict[str, Any], keys: Keys) -> Verdict | None:
    """Why the seal itself proves nothing; none when its signature holds."""
    key = keys(str(seal["suite"]))
    if key is None:
        return Verdict(
            Standing.UNKNOWN,
            "封签不能用公钥核验：它以平台的密钥加盖（HMAC），请在导出它的平台上核验。"
            if seal["suite"] == signing.Hmac.name
            else "这里没有核验这种封签的密钥：请用 --key 给出签发单位的公钥。",
        )
    if key.key() != seal["key"]:
        return Verdict(
            Standing.UNKNOWN,
            "封签由另一把密钥签发：请用 --key 给出签发单位的公钥，或到签发平台核验。",
        )
    signed = {name: value for name, value in seal.items() if name != "signature"}
    if not key.holds(canonical(signed), str(seal["signature"])):
        return Verdict(Standing.ALTERED, "封签被改动过，签名不成立，不能证明任何文件。")
    return None


def number_in(content: bytes) -> str:
    """The number of the export as the file bears it; empty where it bears none or is unreadable."""
    try:
        found = NUMBER.search(_words(content))
    except Exception:  # noqa: BLE001 - a damaged file fails in many ways: it bears no number then
        return ""
    return found[1] if found else ""


def _words(content: bytes) -> str:
    if content.startswith(b"PK"):
        return "\n".join(_parts(content))
    if content.startswith(b"%PDF"):
        about = PdfReader(io.BytesIO(content)).metadata
        return str(about.get("/Keywords", "") if about else "")
    end = content[-2000:]
    return "\n".join(end.decode(each, errors="ignore") for each in ("utf-8", "gb18030"))


def _parts(content: bytes) -> Iterator[str]:
    """The parts of a workbook that can still be read, last first; a damaged one hides no other."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in reversed(archive.infolist()):
            with suppress(zipfile.BadZipFile, zlib.error):
                if part.file_size <= LARGEST_PART:
                    yield unescape(archive.read(part).decode(errors="ignore"))
