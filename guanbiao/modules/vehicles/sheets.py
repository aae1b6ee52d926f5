"""Excel files of the ledger: out for people, in with every safeguard an upload needs."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import rustpy_xlsxwriter

from guanbiao.modules.vehicles import opening
from guanbiao.modules.vehicles.forms import VehicleForm
from guanbiao.modules.vehicles.models import Vehicle
from guanbiao.modules.vehicles.opening import SheetError
from guanbiao.people.models import Unit
from rulebook.feel.source import suggest

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


@dataclass(frozen=True)
class Line:
    """A line of the file: its number there, the raw cells by heading, the draft for the gate.

    ``fault`` says what the form could not see, because the cell had to be understood first.
    """

    number: int
    cells: dict[str, Any]
    draft: dict[str, Any]
    fault: str = ""


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
    return neutral("" if value is None else value)


def read(content: bytes) -> list[Line]:
    """The lines of an uploaded ledger; raises `SheetError` for a file that is no such thing."""
    rows = opening.rows(content)
    headings = _headings(rows)
    units = {unit.name: unit for unit in Unit.objects.filter(closed_on=None)}
    return list(_lines(rows[1:], headings, units))


def _headings(rows: list[list[Any]]) -> dict[str, int]:
    named = [(str(cell).strip(), place) for place, cell in enumerate(rows[0])]
    found = {name: place for name, place in named if name}
    twice = [name for name in COLUMNS if sum(name == other for other, _ in named) > 1]
    if twice:
        raise SheetError(f"表头“{'、'.join(twice)}”出现了两次：请只留一列。")
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
    rows: list[list[Any]], headings: dict[str, int], units: dict[str, Unit]
) -> Iterator[Line]:
    for number, row in enumerate(rows, 2):
        cells = {name: row[place] if place < len(row) else "" for name, place in headings.items()}
        if not any(str(cell).strip() for cell in cells.values()):
            continue
        draft = {COLUMNS[name]: _typed(COLUMNS[name], cell) for name, cell in cells.items()}
        name = str(draft.get("unit", ""))
        draft["unit"] = units.get(name, name)
        yield Line(number, cells, draft, _fault(cells))


def _fault(cells: dict[str, Any]) -> str:
    """Yes-or-no cells that say neither."""
    odd = [
        f"{name}：“{cell}”看不懂，请填 是 或 否"
        for name, cell in cells.items()
        if COLUMNS[name] in FLAGS and str(cell).strip() not in BOOLEANS and cell not in (0, 1)
    ]
    return "；".join(odd)


def _typed(name: str, cell: Any) -> Any:
    """A cell as the act's form reads it."""
    text = str(cell).strip().lstrip("'")
    if name in FLAGS:
        return "on" if cell in (1, True) or BOOLEANS.get(text) else ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(Decimal(str(cell)))
    return text


FLAGS = {
    name
    for name, field in VehicleForm.base_fields.items()
    if type(field).__name__ == "BooleanField"
}
