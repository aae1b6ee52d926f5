"""What can be shown of a file without opening it elsewhere: words of documents, cells of sheets."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree as ET

from python_calamine import CalamineWorkbook

from guanbiao.gate.papers import OFFICE

MOST_BYTES = 5 * 1024 * 1024
"""An unpacked part larger than this is not read: a small archive may hold gigabytes."""
ROWS, COLUMNS, PARAGRAPHS = 100, 20, 300
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def paragraphs(kind: str, content: bytes) -> list[str]:
    """The words of a text or Word document; empty for anything else or what cannot be read."""
    if kind == "text/plain":
        return _text(content).splitlines()[:PARAGRAPHS]
    if kind == f"{OFFICE}wordprocessingml.document":
        return _word(content)
    return []


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _word(content: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.getinfo("word/document.xml").file_size > MOST_BYTES:
                return []
            part = archive.read("word/document.xml").decode("utf-8")
        if "<!DOCTYPE" in part or "<!ENTITY" in part:
            return []
        root = ET.fromstring(part)  # noqa: S314 - no document type, so no entities
    except Exception:  # noqa: BLE001 - a broken archive fails in many ways: no preview then
        return []
    texts = ("".join(t.text or "" for t in p.iter(f"{WORD}t")) for p in root.iter(f"{WORD}p"))
    return [text for text in texts if text.strip()][:PARAGRAPHS]


def sheet(kind: str, content: bytes) -> list[list[str]]:
    """The first cells of the first sheet of an Excel workbook; empty for anything else."""
    if kind != f"{OFFICE}spreadsheetml.sheet" or _unpacked(content) > MOST_BYTES * 4:
        return []
    try:
        book = CalamineWorkbook.from_object(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(nrows=ROWS)
    except Exception:  # noqa: BLE001 - the reader's own kinds of failure are many: no preview then
        return []
    return [[str(cell) for cell in row[:COLUMNS]] for row in rows]


def _unpacked(content: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(each.file_size for each in archive.infolist())
    except zipfile.BadZipFile:
        return MOST_BYTES * 100
