"""Excel files of the ledger: out for people, in with every safeguard an upload needs."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import python_calamine
import rustpy_xlsxwriter

from guanbiao.modules.vehicles.forms import VehicleForm
from guanbiao.modules.vehicles.models import Vehicle
from guanbiao.people.models import Unit
from rulebook.feel.source import suggest

LARGEST = 20 * 1024 * 1024
UNPACKED = 400 * 1024 * 1024
RATIO = 200
MOST_ROWS = 100_000
BOOLEANS = {"是": True, "否": False, "有": True, "无": False, "": False}
COLUMNS: dict[str, str] = {
    "车牌号": "plate", "使用单位": "unit", "车辆类别": "category", "车型": "body",
    "品牌型号": "model", "新能源": "new_energy", "国产": "domestic", "购置价格（元）": "price",
    "排气量（L）": "displacement", "特殊情况": "special_case", "核定载客（人）": "seats",
    "购置日期": "purchased_on", "登记所有人": "registered_to", "固定使用人": "fixed_user",
    "增加高档配置": "luxury_fitting", "年检有效期至": "inspection_to",
    "交强险有效期至": "insurance_to", "里程表读数（km）": "odometer",
    "月度燃油定额（L）": "month_quota", "百公里油耗定额（L）": "quota_100km",
}  # fmt: skip
"""Heading → field, in the order of the template."""
OPTIONAL = {"特殊情况", "固定使用人", "增加高档配置", "月度燃油定额（L）", "百公里油耗定额（L）"}


class SheetError(ValueError):
    """A file that cannot be taken at all; the words say why and what to do."""


@dataclass(frozen=True)
class Line:
    """A line of the file: its number there, the raw cells by heading, the draft for the gate."""

    number: int
    cells: dict[str, Any]
    draft: dict[str, Any]


def neutral(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula is kept as text (OWASP: CSV injection)."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def write(records: list[dict[str, Any]], sheet: str = "车辆台账") -> bytes:
    """Records as a workbook of one sheet."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.xlsx"
        rustpy_xlsxwriter.write_worksheet(records, str(path), sheet_name=sheet)
        return path.read_bytes()


def template() -> bytes:
    """An empty file with the right headings and one line that shows how they are filled."""
    shown = {
        "车牌号": "示A·10001", "使用单位": "单位全称", "车辆类别": "机要通信", "车型": "轿车",
        "品牌型号": "示例牌 1.5T", "新能源": "否", "国产": "是", "购置价格（元）": 118000,
        "排气量（L）": 1.5, "特殊情况": "否", "核定载客（人）": 5, "购置日期": "2022-03-01",
        "登记所有人": "单位全称", "固定使用人": "", "增加高档配置": "否",
        "年检有效期至": "2027-03-31", "交强险有效期至": "2027-02-28", "里程表读数（km）": 36000,
        "月度燃油定额（L）": 150, "百公里油耗定额（L）": 9,
    }  # fmt: skip
    return write([{heading: shown[heading] for heading in COLUMNS}])


def ledger_file(vehicles: Iterable[Vehicle]) -> bytes:
    """Vehicles as an Excel file that can be imported again."""
    return write([_record(vehicle) for vehicle in vehicles] or [dict.fromkeys(COLUMNS, "")])


def _record(vehicle: Vehicle) -> dict[str, Any]:
    return {heading: _cell(vehicle, name) for heading, name in COLUMNS.items()}


def _cell(vehicle: Vehicle, name: str) -> Any:
    value = getattr(vehicle, name)
    if name == "unit":
        return neutral(value.name)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return neutral("" if value is None else value)


def problems_file(lines: Iterable[tuple[Line, str]]) -> bytes:
    """The lines that were not taken, as they came, with a column 问题 in front."""
    records = [
        {"行号": line.number, "问题": words, **{h: _back(line.cells.get(h)) for h in COLUMNS}}
        for line, words in lines
    ]
    return write(records or [{"行号": "", "问题": "没有问题"}], "问题行")


def _back(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return neutral("" if value is None else value)


def read(content: bytes) -> list[Line]:
    """The lines of an uploaded ledger; raises `SheetError` for a file that is no such thing."""
    _refuse_unsafe(content)
    rows = _rows(content)
    headings = _headings(rows)
    units = dict(Unit.objects.filter(closed_on=None).values_list("name", "pk"))
    return list(_lines(rows[1:], headings, units))


def _refuse_unsafe(content: bytes) -> None:
    if len(content) > LARGEST:
        raise SheetError("文件超过 20 MB：请分成几个文件导入。")
    if content[:4] != b"PK\x03\x04":
        raise SheetError(
            "这不是 Excel 工作簿（.xlsx）。请用“下载模板”得到的文件填写，另存为 .xlsx。"
        )
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile as failure:
        raise SheetError("文件已损坏，打不开。请重新保存后再上传。") from failure
    unpacked = sum(part.file_size for part in parts)
    if unpacked > UNPACKED or unpacked > RATIO * max(len(content), 100_000):
        raise SheetError("文件解压后异常巨大，为安全起见没有打开。请重新从模板填写。")
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise SheetError("这不是 Excel 工作簿（.xlsx）。请用“下载模板”得到的文件填写。")
    if any("vbaProject" in part.filename for part in parts):
        raise SheetError("文件带有宏，不予接收。请另存为不带宏的 .xlsx。")


def _rows(content: bytes) -> list[list[Any]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        merged = sheet.merged_cell_ranges or []
        rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, ValueError, IndexError) as failure:
        raise SheetError(
            "工作簿读不出来，可能已损坏或加了密码。请取消密码、重新保存后再上传。"
        ) from failure
    if merged:
        (row, column), _ = merged[0]
        raise SheetError(
            f"第 {row + 1} 行第 {column + 1} 列有合并单元格：请取消全部合并（选中全表→取消合并），"
            "每辆车占一行。"
        )
    if not rows:
        raise SheetError("工作表是空的：请在模板里填写后再上传。")
    if len(rows) - 1 > MOST_ROWS:
        raise SheetError(f"超过 {MOST_ROWS:,} 行：请分成几个文件导入。")
    return rows


def _headings(rows: list[list[Any]]) -> dict[str, int]:
    found = {str(cell).strip(): place for place, cell in enumerate(rows[0]) if str(cell).strip()}
    missing = [name for name in COLUMNS if name not in found and name not in OPTIONAL]
    if not missing:
        return {name: place for name, place in found.items() if name in COLUMNS}
    unknown = [name for name in found if name not in COLUMNS]
    hints = [f"“{name}”{suggest(name, tuple(unknown))}" for name in missing]
    raise SheetError(
        f"表头缺少 {len(missing)} 列：{'、'.join(hints)}。"
        f"{'多出的列：' + '、'.join(unknown[:8]) + '。' if unknown else ''}"
        "请以“下载模板”的表头为准。"
    )


def _lines(
    rows: list[list[Any]], headings: dict[str, int], units: dict[str, int]
) -> Iterator[Line]:
    for number, row in enumerate(rows, 2):
        cells = {name: row[place] if place < len(row) else "" for name, place in headings.items()}
        if not any(str(cell).strip() for cell in cells.values()):
            continue
        draft = {COLUMNS[name]: _typed(COLUMNS[name], cell) for name, cell in cells.items()}
        name = str(draft.get("unit", ""))
        draft["unit"] = units.get(name, f"没有单位“{name}”")
        yield Line(number, cells, draft)


def _typed(name: str, cell: Any) -> Any:
    """A cell as the act's form reads it."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(Decimal(str(cell)))
    text = str(cell).strip().lstrip("'")
    if name in FLAGS:
        return "on" if BOOLEANS.get(text, True) else ""
    return text


FLAGS = {
    name
    for name, field in VehicleForm.base_fields.items()
    if type(field).__name__ == "BooleanField"
}
