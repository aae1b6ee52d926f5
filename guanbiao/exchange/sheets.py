"""Excel and CSV files: written for people, read with every safeguard an upload needs."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import rustpy_xlsxwriter
from django.utils import timezone

from guanbiao.exchange import opening
from guanbiao.exchange.opening import SheetError

DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
RUN = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings of a text that a spreadsheet would run (OWASP: CSV injection)."""
REMARK = "#"
"""A line of a CSV file that begins so is no record: the mark of an export."""
WIDE = 7
"""Over how many columns more a line at the head of a sheet reaches."""
Record = Mapping[str, Any]


def neutral(text: str) -> str:
    """Text that a spreadsheet would run as a formula is kept as text."""
    return f"'{text}" if text.startswith(RUN) else text


def cell(value: Any) -> Any:
    """A value as a typed cell: number, date, local moment; yes and no in words; text kept text."""
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).replace(tzinfo=None) if value.tzinfo else value
    if value is None or isinstance(value, int | float | dt.date):
        return value
    return neutral(str(value))


def workbook(
    *sheets: tuple[str, Iterable[Record]], days: Iterable[str] = (), head: Sequence[str] = ()
) -> bytes:
    """Records as a workbook, one sheet for each name; ``days`` are headings of dates.

    The headings are those of a sheet's first record; ``head`` are lines above those of the first
    sheet, each over several columns.
    """
    first, day = sheets[0][0], rustpy_xlsxwriter.Format().set_num_format(DAY)
    formats: dict[str, Any] = {first: dict.fromkeys(days, day)}
    above = {first: len(head)}
    lines: dict[str, Any] = {first: [(n, 0, n, WIDE, text) for n, text in enumerate(head)]}
    frozen: dict[str, Any] = {name: {"row": above.get(name, 0) + 1} for name, _ in sheets}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.xlsx"
        rustpy_xlsxwriter.write_worksheets(
            list(sheets), str(path), datetime_format=MOMENT, column_formats=formats,
            bold_headers=True, freeze_panes=frozen, header_row=above, merge_ranges=lines,
        )  # fmt: skip
        return path.read_bytes()


def comma_separated(
    headings: Sequence[str], rows: Iterable[Sequence[Any]], remark: str = "",
    head: Iterable[str] = (),
) -> bytes:  # fmt: skip
    """Rows as CSV in UTF-8 with the mark by which Excel knows it; ``remark`` as last line.

    The lines of the ``head`` stand above the headings, as remarks too.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([f"{REMARK} {line}"] for line in head)
    writer.writerow(headings)
    writer.writerows([_plain(value) for value in row] for row in rows)
    if remark:
        writer.writerow([f"{REMARK} {remark}"])
    return text.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> Any:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, dt.datetime) else value


def read(content: bytes, name: str = "") -> list[list[Any]]:
    """Rows of an uploaded file, headings first; raises `SheetError`. ``name`` tells a CSV apart."""
    if not name.lower().endswith(".csv"):
        return opening.rows(content)
    if len(content) > opening.LARGEST:
        raise SheetError("文件超过 20 MB：请分成几个文件导入。")
    try:
        lines = csv.reader(io.StringIO(_decoded(content), newline=""), strict=True)
        rows = [list[Any](line) for line in lines if line and not line[0].startswith(REMARK)]
    except csv.Error as failure:
        raise SheetError("CSV 文件有残缺的引号或换行，读不出来。请重新保存后再上传。") from failure
    if not rows:
        raise SheetError("文件是空的：请在模板里填写后再上传。")
    if len(rows) > opening.MOST_ROWS + 1 or max(map(len, rows)) > opening.MOST_COLUMNS:
        raise SheetError(
            f"超过 {opening.MOST_ROWS:,} 行或 {opening.MOST_COLUMNS} 列：请分成几个文件导入。"
        )
    return rows


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SheetError("CSV 文件的编码认不出来。请另存为 UTF-8 编码的 CSV 或 .xlsx。")
