"""A feed file: JSON with English names, or a workbook with three sheets and Chinese headings."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from guanbiao.people.models import Level, UnitKind

Line = Mapping[str, str]
HEADINGS = {
    "units": {
        "名称": "name", "简称": "short_name", "类别": "kind", "统一社会信用代码": "uscc",
        "层级": "level", "行政区划": "region", "上级": "parent", "人员编制": "staff_quota",
    },
    "persons": {
        "工号": "staff_no", "姓名": "name", "职级": "rank", "联系电话": "phone",
        "公民身份号码": "identity", "单位": "unit",
    },
    "posts": {
        "工号": "staff_no", "单位": "unit", "岗位": "role", "单位负责人": "is_head",
        "任职日期": "from_day",
    },
}  # fmt: skip
SHEETS = {"单位": "units", "人员": "persons", "任职": "posts"}
NEEDED = {"units": ("name",), "persons": ("staff_no", "name"), "posts": ("staff_no", "role")}
CODES = {each.label: each.value for kind in (Level, UnitKind) for each in kind} | {
    "是": "on", "否": "", "True": "on", "False": "", "true": "on", "false": "",
}  # fmt: skip


class Unreadable(ValueError):
    """The file is no feed; the message says in Chinese where and why."""


@dataclass(frozen=True)
class Feed:
    """Units, persons and posts as they came; a kind that was not sent is None."""

    units: Sequence[Line] | None
    persons: Sequence[Line] | None
    posts: Sequence[Line] | None


def read(content: bytes) -> Feed:
    """The feed in a file; raises `Unreadable`."""
    tables = _workbook(content) if content.startswith(b"PK") else _json(content)
    return Feed(**{kind: _lines(kind, tables.get(kind)) for kind in HEADINGS})


def _json(content: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as failure:
        raise Unreadable(f"文件不是有效的 JSON：{failure}") from failure
    if not isinstance(found, dict) or not set(found) & set(HEADINGS):
        raise Unreadable("文件里没有 units、persons、posts 中的任何一项。")
    return found


def _workbook(content: bytes) -> dict[str, list[dict[str, Any]]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except CalamineError as failure:
        raise Unreadable(f"工作簿打不开：{failure}") from failure
    found = {}
    for sheet, kind in SHEETS.items():
        if sheet in book.sheet_names:
            rows = book.get_sheet_by_name(sheet).to_python()
            found[kind] = [dict(zip(_names(kind, rows[0]), row, strict=False)) for row in rows[1:]]
    if not found:
        raise Unreadable("工作簿里没有名为“单位”“人员”“任职”的工作表。")
    return found


def _names(kind: str, headings: Iterable[Any]) -> list[str]:
    return [HEADINGS[kind].get(str(each).strip(), "") for each in headings]


def _lines(kind: str, rows: Any) -> list[Line] | None:
    if rows is None:
        return None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unreadable(f"{kind} 应为一组对象。")
    known = set(HEADINGS[kind].values())
    lines: list[Line] = [{n: _text(row[n]) for n in row if n in known} for row in rows]
    for number, line in enumerate(lines, 1):
        missing = [name for name in NEEDED[kind] if not line.get(name)]
        if missing:
            raise Unreadable(f"{kind} 第 {number} 条缺 {'、'.join(missing)}。")
    return lines


def _text(value: Any) -> str:
    """A cell as a form takes it; whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    return CODES.get(text, text)
