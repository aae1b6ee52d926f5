"""A workbook from somewhere: read by a child that may die, told apart by what it is."""

from __future__ import annotations

import io
import struct
import zipfile

import openpyxl
import pytest

from guanbiao.exchange import opening

CELL = '<row r="{1}"><c r="{0}{1}"><v>2</v></c></row>'


def plain_book(sheet: str) -> bytes:
    """A workbook around hand-written XML of its sheet."""
    empty = openpyxl.Workbook()
    kept = io.BytesIO()
    empty.save(kept)
    made = io.BytesIO()
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
                content = f'<worksheet xmlns="{space}"><sheetData>{sheet}</sheetData></worksheet>'
            new.writestr(part.filename, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"plate,unit\n1,2\n", "不是 Excel 工作簿"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "不是 Excel 工作簿"),
        (b"PK\x03\x04 broken", "已损坏"),
        (b"", "不是 Excel 工作簿"),
    ],
)
def test_what_is_no_workbook_is_told_by_its_content(content: bytes, words: str) -> None:
    with pytest.raises(opening.SheetError, match=words):
        opening.rows(content)


def test_another_archive_called_xlsx_is_no_workbook() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(opening.SheetError, match="不是 Excel 工作簿"):
        opening.rows(made.getvalue())


def test_a_file_too_large_is_not_opened() -> None:
    with pytest.raises(opening.SheetError, match="20 MB"):
        opening.rows(b"PK\x03\x04" + b"\0" * opening.LARGEST)


def test_a_zip_bomb_is_not_unpacked() -> None:
    made = io.BytesIO(plain_book(CELL.format("A", 1)))
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * (opening.UNPACKED + 1))
    assert len(made.getvalue()) < opening.LARGEST
    with pytest.raises(opening.SheetError, match="异常巨大"):
        opening.rows(made.getvalue())


def test_a_bomb_that_lies_about_its_size_only_kills_its_reader() -> None:
    content = bytearray(plain_book("<!--" + " " * 300_000_000 + "-->" + CELL.format("A", 1)))
    whole = struct.pack("<I", zipfile.ZipFile(io.BytesIO(content)).getinfo(
        "xl/worksheets/sheet1.xml").file_size)  # fmt: skip
    place = content.rindex(whole)
    content[place : place + 4] = struct.pack("<I", 1000)
    with pytest.raises(opening.SheetError):
        opening.rows(bytes(content))


def test_one_cell_in_the_last_corner_does_not_take_the_memory() -> None:
    content = plain_book(CELL.format("A", 1) + CELL.format("XFD", 1048576))
    assert len(content) < 10_000
    with pytest.raises(opening.SheetError, match="异常巨大"):
        opening.rows(content)


def test_macros_are_turned_away() -> None:
    made = io.BytesIO(plain_book(CELL.format("A", 1)))
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(opening.SheetError, match="宏"):
        opening.rows(made.getvalue())


def test_more_lines_are_told_to_be_split() -> None:
    content = plain_book(CELL.format("A", 1) + CELL.format("B", opening.MOST_ROWS + 2))
    with pytest.raises(opening.SheetError, match="分成几个文件"):
        opening.rows(content)
