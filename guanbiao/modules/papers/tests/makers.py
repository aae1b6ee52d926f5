"""Old office files, written byte by byte: a storage of streams, a document, a workbook."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

SECTOR, SMALL = 512, 4096
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
"""[MS-CFB] 2.1: the last sector of a chain, one that is free, one of the table of sectors."""


def storage(streams: Mapping[str, bytes]) -> bytes:
    """Up to three streams in one file; each is filled up so that none is kept as a small one."""
    table, body, entries = [TABLE, END], b"", [_entry("Root Entry", 5, END, 0, child=1)]
    for number, (name, content) in enumerate(streams.items(), 1):
        full = content.ljust(SMALL, b"\0")
        count, start = -(-len(full) // SECTOR), len(table)
        table += [*range(start + 1, start + count), END]
        body += full.ljust(count * SECTOR, b"\0")
        after = number + 1 if number < len(streams) else FREE
        entries.append(_entry(name, 2, start, len(full), right=after))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<5H6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, SMALL, END, 0, END, 0)
    head += struct.pack("<109I", 0, *[FREE] * 108)
    sectors = struct.pack("<128I", *(table + [FREE] * 128)[:128])
    return head + sectors + b"".join(entries).ljust(SECTOR, b"\0") + body


def _entry(
    name: str, kind: int, start: int, size: int, right: int = FREE, child: int = FREE
) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBIII", len(text), kind, 1, FREE, right, child)
    return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)


def document(*pieces: str | bytes, length: int | None = None, flags: int = 0x0200) -> bytes:
    """A Word file whose text lies in pieces: texts of 16 bits, bytes of 8 bits a character."""
    main, ends, places = bytearray(1024), [0], []
    for piece in pieces:
        packed = isinstance(piece, bytes)
        raw = piece if isinstance(piece, bytes) else piece.encode("utf-16-le")
        at = len(main) * 2 | 0x40000000 if packed else len(main)
        places.append(struct.pack("<HIH", 0, at, 0))
        ends.append(ends[-1] + (len(raw) if packed else len(raw) // 2))
        main += raw
    plc = struct.pack(f"<{len(ends)}i", *ends) + b"".join(places)
    clx = b"\x01\x02\x00ab" + b"\x02" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<HH6xH", main, 0, 0xA5EC, 0xC1, flags)
    struct.pack_into("<H", main, 32, 14)
    struct.pack_into("<H", main, 62, 22)
    struct.pack_into("<i", main, 76, ends[-1] if length is None else length)
    struct.pack_into("<II", main, 418, 0, len(clx))
    return storage({"WordDocument": bytes(main), "1Table": clx})


def workbook(rows: Sequence[Sequence[str | float]], corner: bool = False) -> bytes:
    """An Excel file of one sheet; with ``corner`` one cell stands in its last one."""
    found = [_cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row)]
    found += [_cell(65535, 255, "远")] if corner else []
    begin = struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)
    sheet = _record(0x809, begin) + b"".join(found) + _record(0x0A, b"")
    whole = _record(0x809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    name = "名单".encode("utf-16-le")
    place = len(whole) + 4 + 8 + len(name) + 4
    whole += _record(0x85, struct.pack("<IBBBB", place, 0, 0, 2, 1) + name) + _record(0x0A, b"")
    return storage({"Workbook": whole + sheet})


def _cell(row: int, column: int, value: str | float) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return _record(0x204, place + struct.pack("<HB", len(value), 1) + text)
    return _record(0x203, place + struct.pack("<d", value))


def _record(number: int, content: bytes) -> bytes:
    return struct.pack("<HH", number, len(content)) + content
