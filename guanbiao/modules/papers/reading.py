"""Reads cells and words of an office file, as a process of its own: the file is a stranger's.

Run as a script: the file comes in by standard input, ``cells`` or ``words`` as JSON go out. A
workbook of a few hundred bytes can ask its reader for gigabytes, and the reader dies of it: here
only this process does. Old files (Word, Excel 97 to 2003, WPS) are storages of streams [MS-CFB].
"""

from __future__ import annotations

import io
import json
import re
import resource
import struct
import sys
from collections.abc import Iterator
from typing import Any

ROWS, COLUMNS, PARAGRAPHS = 100, 20, 300
SECONDS, OCTETS, TEXT = 20, 1024**3, 1024 * 1024
BOOKS = ("Workbook", "Book")
WORD, FIB, CLX_PAIR, TEXT_WORD = 0xA5EC, 32, 33, 3
"""[MS-DOC] 2.5: the sign of a document, the length of its base, where the text is told of."""
ENCRYPTED, SECOND_TABLE, COMPRESSED = 0x0100, 0x0200, 0x40000000
FIELD = re.compile(r"\x13[^\x13-\x15]*(?:\x14([^\x13-\x15]*))?\x15")
"""A field: what it is made by, and what it shows."""
ENDS, UNSEEN = re.compile(r"[\r\x07\x0b\x0c]"), re.compile(r"[\x00-\x08\x0e-\x1f]")


def cells(content: bytes) -> list[list[str]]:
    """The first cells of the first sheet."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - only where there is a sheet

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_index(0).to_python(nrows=ROWS)
    return [[_said(cell) for cell in row[:COLUMNS]] for row in rows]


def _said(cell: Any) -> str:
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell)) if whole else str(cell)


def words(main: bytes, tables: dict[str, bytes]) -> list[str]:
    """The paragraphs of the text itself, without notes, headers and the making of fields."""
    sign, flags = struct.unpack_from("<H", main)[0], struct.unpack_from("<H", main, 10)[0]
    if sign != WORD or flags & ENCRYPTED:
        return []
    length, at, size = _told(main)
    table = tables["1Table" if flags & SECOND_TABLE else "0Table"]
    text = "".join(_pieces(main, table[at : at + size], min(length, TEXT)))
    while (shown := FIELD.sub(lambda field: field[1] or "", text)) != text:  # one within another
        text = shown
    lines = (UNSEEN.sub("", line).strip() for line in ENDS.split(text))
    return [line for line in lines if line][:PARAGRAPHS]


def _told(main: bytes) -> tuple[int, int, int]:
    """Characters of the text; offset and length of the Clx that says where they are (2.5.1)."""
    shorts = FIB + 2
    longs = shorts + 2 * struct.unpack_from("<H", main, FIB)[0] + 2
    pairs = longs + 4 * struct.unpack_from("<H", main, longs - 2)[0] + 2
    length = struct.unpack_from("<i", main, longs + 4 * TEXT_WORD)[0]
    at, size = struct.unpack_from("<II", main, pairs + 8 * CLX_PAIR)
    return length, at, size


def _pieces(main: bytes, clx: bytes, length: int) -> Iterator[str]:
    """The text piece by piece (2.4.1): 8 bits a character where compressed, else 16."""
    start = 0
    while clx[start] == 1:  # what pieces are formatted by
        start += 3 + struct.unpack_from("<H", clx, start + 1)[0]
    size = struct.unpack_from("<I", clx, start + 1)[0]
    plc = clx[start + 5 : start + 5 + size]
    count = (len(plc) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}i", plc)
    for number in range(count):
        first, last = ends[number], min(ends[number + 1], length)
        where = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0]
        if where & COMPRESSED:
            at = (where & ~COMPRESSED) // 2
            yield main[at : at + max(last - first, 0)].decode("cp1252", "replace")
        else:
            yield main[where : where + 2 * max(last - first, 0)].decode("utf-16-le", "replace")


def read(content: bytes) -> dict[str, Any]:
    """What can be shown of the file."""
    if content.startswith(b"PK"):
        return {"cells": cells(content)}
    import olefile  # noqa: PLC0415 - only where the file is an old one

    with olefile.OleFileIO(io.BytesIO(content)) as storage:
        if any(storage.exists(name) for name in BOOKS):
            return {"cells": cells(content)}
        names = [name for name in ("0Table", "1Table") if storage.exists(name)]
        tables = {name: storage.openstream(name).read() for name in names}
        return {"words": words(storage.openstream("WordDocument").read(), tables)}


def main() -> None:
    """Answer and end."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (OCTETS, OCTETS))
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
