"""What can be shown of a file without opening it elsewhere: words of documents, cells of sheets."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from guanbiao.gate import papers
from guanbiao.gate.papers import OFFICE
from guanbiao.modules.papers import child

MOST_BYTES = 5 * 1024 * 1024
"""An unpacked part larger than this is not read: a small archive may hold gigabytes."""
PARAGRAPHS, PAGES = 300, 50
SHEET, SCRIPT = f"{OFFICE}spreadsheetml.sheet", Path(__file__).with_name("reading.py")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class Words:
    """Where an archive keeps its words: the members in order, the elements around and within."""

    member: re.Pattern[str]
    line: str
    word: str


DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
OFD = "{http://www.ofdspec.org/2016}"
WORDS = {
    f"{OFFICE}wordprocessingml.document": Words(
        re.compile(r"word/document\.xml"), f"{WORD}p", f"{WORD}t"
    ),
    f"{OFFICE}presentationml.presentation": Words(
        re.compile(r"ppt/slides/slide(\d+)\.xml"), f"{DRAWN}p", f"{DRAWN}t"
    ),
    "application/ofd": Words(
        re.compile(r"Doc_\d+/Pages/Page_(\d+)/Content\.xml"), f"{OFD}TextObject", f"{OFD}TextCode"
    ),
}
"""By kind: ECMA-376 for Word and PowerPoint, GB/T 33190 for OFD."""


def paragraphs(kind: str, content: bytes) -> list[str]:
    """The words of a text, of slides or of a document; empty for anything else or broken files."""
    if kind == "text/plain":
        return _text(content).splitlines()[:PARAGRAPHS]
    return _read(WORDS[kind], content) if kind in WORDS else []


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _read(where: Words, content: bytes) -> list[str]:
    found: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in _members(archive, where.member):
                found += _lines(where, archive.read(name).decode("utf-8"))
                if len(found) >= PARAGRAPHS:
                    break
    except Exception:  # noqa: BLE001 - a broken archive fails in many ways: no preview then
        return []
    return found[:PARAGRAPHS]


def _members(archive: zipfile.ZipFile, wanted: re.Pattern[str]) -> list[str]:
    """The parts with words, page by page, as far as they are of a size to be read."""
    found = [(wanted.fullmatch(each.filename), each) for each in archive.infolist()]
    parts = [(match, each) for match, each in found if match and each.file_size <= MOST_BYTES]
    parts.sort(key=lambda part: int(part[0][1]) if part[0].groups() else 0)
    return [each.filename for _, each in parts[:PAGES]]


def _lines(where: Words, part: str) -> list[str]:
    if "<!DOCTYPE" in part or "<!ENTITY" in part:
        return []
    root = ET.fromstring(part)  # noqa: S314 - no document type, so no entities
    lines = ("".join(t.text or "" for t in p.iter(where.word)) for p in root.iter(where.line))
    return [line for line in lines if line.strip()]


def asked(kind: str, content: bytes) -> tuple[list[str], list[list[str]]]:
    """Words, or the first cells of the first sheet; neither of anything else or broken files."""
    safe = _unpacked(content) <= MOST_BYTES * 4 if kind == SHEET else kind == papers.OLD
    told = child.asked(SCRIPT, content) if safe else None
    if told is None:
        return paragraphs(kind, content), []
    found = json.loads(told)
    return found.get("words", []), found.get("cells", [])


def _unpacked(content: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(each.file_size for each in archive.infolist())
    except zipfile.BadZipFile:
        return MOST_BYTES * 100
