"""Opening somebody else's workbook: in a process of its own, with little memory and time.

A few hundred bytes can ask a reader for gigabytes (one cell in the last corner of a sheet, a
part that unpacks a thousandfold). The reader therefore runs as a child that may die; the parent
only takes rows of plain values from it, or tells in Chinese why there are none.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import subprocess
import sys
import zipfile
from typing import Any

LARGEST = 20 * 1024 * 1024
UNPACKED = 400 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 200
SECONDS = 60
MEMORY = 2 * 1024**3
"""Address space of the child; 100,000 rows of 20 columns need about a third of it."""
NO_WORKBOOK = "这不是 Excel 工作簿（.xlsx）。请用“下载模板”得到的文件填写，另存为 .xlsx。"
DAMAGED = "工作簿读不出来，可能已损坏或加了密码。请取消密码、重新保存后再上传。"
TOO_BIG = "文件展开后异常巨大，为安全起见没有打开。请重新从模板填写。"


class SheetError(ValueError):
    """A file that cannot be taken at all; the words say why and what to do."""


def rows(content: bytes) -> list[list[Any]]:
    """Texts, numbers and booleans of the first sheet; dates as ISO text. Raises `SheetError`."""
    refuse_unsafe(content)
    answer = _ask_child(content)
    if "fault" in answer:
        raise SheetError(answer["fault"])
    found: list[list[Any]] = answer["rows"]
    return found


def refuse_unsafe(content: bytes) -> None:
    """Judge a file by what it is, never by its name, before anything reads it."""
    if len(content) > LARGEST:
        raise SheetError("文件超过 20 MB：请分成几个文件导入。")
    if content[:4] != b"PK\x03\x04":
        raise SheetError(NO_WORKBOOK)
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile as failure:
        raise SheetError("文件已损坏，打不开。请重新保存后再上传。") from failure
    if sum(part.file_size for part in parts) > UNPACKED:
        raise SheetError(TOO_BIG)
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise SheetError(NO_WORKBOOK)
    if any("vbaProject" in name for name in names):
        raise SheetError("文件带有宏，不予接收。请另存为不带宏的 .xlsx。")


def _ask_child(content: bytes) -> dict[str, Any]:
    command = [sys.executable, "-I", __file__]
    try:
        child = subprocess.run(  # noqa: S603 - our own file, read by our own interpreter
            command, input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as failure:
        raise SheetError(TOO_BIG) from failure
    if child.returncode:
        raise SheetError(TOO_BIG if child.returncode < 0 else DAMAGED)
    answer: dict[str, Any] = json.loads(child.stdout)
    return answer


def main() -> int:
    """The child: a workbook on standard input, its rows or a fault on standard output."""
    import resource  # noqa: PLC0415 - the child's alone, absent on some systems

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    json.dump(_read(sys.stdin.buffer.read()), sys.stdout, ensure_ascii=True)
    return 0


def _read(content: bytes) -> dict[str, Any]:
    import python_calamine  # noqa: PLC0415 - loaded in the child only

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
    except (python_calamine.CalamineError, ValueError, IndexError):
        return {"fault": DAMAGED}
    fault = _fault(sheet)
    if fault:
        return {"fault": fault}
    return {"rows": [[_plain(c) for c in row] for row in sheet.to_python(skip_empty_area=False)]}


def _fault(sheet: Any) -> str:
    if sheet.start is None:
        return "工作表是空的：请在模板里填写后再上传。"
    last_row, last_column = sheet.end
    if last_row > MOST_ROWS:
        return f"超过 {MOST_ROWS:,} 行：请分成几个文件导入，并删去末尾的空行。"
    if last_column >= MOST_COLUMNS:
        return f"超过 {MOST_COLUMNS} 列：请用“下载模板”得到的文件填写。"
    for (row, column), _ in sheet.merged_cell_ranges or []:
        return (
            f"第 {row + 1} 行第 {column + 1} 列有合并单元格：请取消全部合并"
            "（选中全表→取消合并），每条记录占一行。"
        )
    return ""


def _plain(cell: Any) -> Any:
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, dt.timedelta) else cell


if __name__ == "__main__":
    sys.exit(main())
