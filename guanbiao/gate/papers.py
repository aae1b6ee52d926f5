"""Files with a record: what kinds are taken, how they are kept, what of them may be shown.

What a file is, is read from its first bytes, never from its name or from what the browser says.
Their bytes lie in the database, in the transaction of the act (ADR attachments-in-the-database).
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Model

from guanbiao.gate import allowance
from guanbiao.gate.authority import unit_of
from guanbiao.gate.describe import Entity
from guanbiao.gate.models import Attachment, Blob
from guanbiao.gate.passage import Invalid, Passage, key_of

PDF, SVG = "application/pdf", "image/svg+xml"
OLD = "application/x-ole-storage"
OFFICE = "application/vnd.openxmlformats-officedocument."
STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"), (b"GIF89a", "image/gif"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD),
)  # fmt: skip
INSIDE = {
    "word/document.xml": f"{OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{OFFICE}presentationml.presentation",
    "OFD.xml": "application/ofd",
}
"""The member of a zip archive that makes it an office document (ECMA-376, GB/T 33190)."""
PICTURES = ("image/png", "image/jpeg", "image/gif", SVG)
ENDINGS = {
    PDF: ("pdf",), "image/png": ("png",), "image/jpeg": ("jpg", "jpeg"), "image/gif": ("gif",),
    OLD: ("doc", "xls", "ppt", "wps", "et", "dps"),
    f"{OFFICE}wordprocessingml.document": ("docx",), f"{OFFICE}spreadsheetml.sheet": ("xlsx",),
    f"{OFFICE}presentationml.presentation": ("pptx",), "application/ofd": ("ofd",),
    "text/plain": ("txt", "csv"), SVG: ("svg",),
}  # fmt: skip
TAKEN = "PDF、OFD、Word、Excel、PPT、WPS、JPG、PNG、GIF、TXT"
CONTROL = re.compile(r"[\x00-\x1f\x7f/\\\\:*?\"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Refused(ValueError):
    """The file is not taken; the message is Chinese and says why and what to do."""


@dataclass(frozen=True)
class Paper:
    """A file that was found good: a clean name, what it is, its bytes."""

    name: str
    kind: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def checked(name: str, content: bytes) -> Paper:
    """The file as it may be kept; raises `Refused`."""
    clean = clean_name(name)
    most = settings.ATTACHMENT_MB
    if not content:
        raise Refused(f"“{clean}”是空文件，请核对后重新选择。")
    if len(content) > most * 1024 * 1024:
        raise Refused(f"“{clean}”超过 {most} MB，请压缩或分成几个文件。")
    kind = kind_of(content)
    if kind is None:
        raise Refused(f"“{clean}”不是可以上传的文件，请上传 {TAKEN} 文件。")
    if clean.rpartition(".")[2].lower() not in ENDINGS[kind]:
        raise Refused(f"“{clean}”的内容与扩展名不符，请用正确的扩展名保存后再上传。")
    return Paper(clean, kind, content)


def clean_name(name: str) -> str:
    """The bare name, without folders, control characters and marks that turn text around."""
    bare = re.split(r"[/\\\\]", unicodedata.normalize("NFC", name))[-1]
    bare = CONTROL.sub("", bare).strip(" .")
    stem, dot, ending = bare.rpartition(".")
    return f"{stem[:100]}{dot}{ending[:10]}" if dot else bare[:100] or "未命名"


def kind_of(content: bytes) -> str | None:
    """The media type by the bytes; none for what is not taken."""
    for start, kind in STARTS:
        if content.startswith(start):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _inside(content)
    return "text/plain" if _is_text(content) else None


def _inside(content: bytes) -> str | None:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except Exception:  # noqa: BLE001 - what cannot be read as an archive is none of ours
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((kind for member, kind in INSIDE.items() if member in names), None)


def _is_text(content: bytes) -> bool:
    """Plain words: UTF-8 or GB 18030, no control characters, nothing a browser takes for markup."""
    for encoding in ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        plain = all(c in "\t\r\n" or unicodedata.category(c) != "Cc" for c in text[:100_000])
        return plain and not text.lstrip("\ufeff \t\r\n").startswith("<")
    return False


def attach(
    passage: Passage, entity: Entity, record: Model, papers: Iterable[Paper]
) -> list[Attachment]:
    """Keep files with a record, within the passage; the receipt names them."""
    made, papers = [], list(papers)
    _allowed(passage, entity, record, papers)
    for paper in papers:
        Blob.objects.get_or_create(digest=paper.digest, defaults={"content": paper.content})
        made.append(
            Attachment.objects.create(
                entity=entity.name, key=key_of(record), unit=unit_of(entity, record),
                name=paper.name, kind=paper.kind, size=len(paper.content), digest=paper.digest,
                person=passage.actor.me, at=passage.now,
            )
        )  # fmt: skip
        passage.papers.append((paper.name, paper.digest))
    return made


def _allowed(passage: Passage, entity: Entity, record: Model, papers: list[Paper]) -> None:
    """What is drawn here, such as a signature, is small and never stands in an opinion's way."""
    size = sum(len(paper.content) for paper in papers if paper.kind != SVG)
    if not size:
        return
    try:
        allowance.to_record(passage.actor.me, entity.name, key_of(record), size)
    except allowance.Exceeded as too_much:
        raise Invalid(sent=str(too_much)) from too_much


def content_of(attachment: Attachment) -> bytes:
    """Its bytes; raises `Refused` where they are no longer those that were kept."""
    content = bytes(Blob.objects.get(digest=attachment.digest).content)
    if hashlib.sha256(content).hexdigest() != attachment.digest:
        raise Refused(f"“{attachment.name}”的内容与登记的摘要不符，已停止提供，请联系系统管理员。")
    return content


def of(entity: str, key: object) -> list[Attachment]:
    """The files with a record, the latest last."""
    rows = Attachment.objects.filter(entity=entity, key=str(key), state="在册")
    return list(rows.select_related("person").order_by("at", "pk"))
