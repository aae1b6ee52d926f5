"""A real-looking Excel ledger, to try the import with: about 1 % of its lines are wrong."""

from __future__ import annotations

from random import Random
from typing import Any

from guanbiao.exchange import drafts, sheets
from guanbiao.modules.vehicles.forms import VehicleForm
from guanbiao.people import regions
from guanbiao.people.models import Unit
from guanbiao.project.sample import fleet
from guanbiao.project.sample.organisation import CITY

FIRST = 40_000
"""Plates of the file start here, beyond those of the sample itself."""


def file(rows: int, dice: Random) -> bytes:
    """An Excel file of ``rows`` vehicles of the city's units."""
    inside = Unit.objects.filter(region__code__startswith=regions.prefix(CITY[0]), closed_on=None)
    units = list(inside.filter(kind__in=["organ", "bureau"]).order_by("pk"))
    names = {unit.pk: unit.name for unit in units}
    back = drafts.takes(VehicleForm())
    records = []
    for number, draft in enumerate(fleet.vehicles(dice, rows, units)):
        green = bool(draft["new_energy"])
        draft["plate"] = fleet.plate(FIRST + number, green)
        draft["unit"] = names[draft["unit"]]
        record = {back[name]: _cell(value) for name, value in draft.items()}
        full = {heading: record.get(heading, "") for heading in back.values()}
        records.append(_spoilt(full, dice, number) if dice.random() < 0.01 else full)
    return sheets.workbook(("车辆台账", records))


def _cell(value: Any) -> Any:
    """A value of a draft as people write it; a ticked box is the word."""
    return "是" if value == "on" else sheets.cell(value)


def _spoilt(record: dict[str, Any], dice: Random, number: int) -> dict[str, Any]:
    """One of the mistakes people make."""
    spoil = dice.choice(("plate", "price", "unit", "date", "category"))
    changes: dict[str, dict[str, Any]] = {
        "plate": {"车牌号": f"A{number}"},
        "price": {"车辆类别": "机要通信", "购置价格（元）": 268000.0, "新能源": "否"},
        "unit": {"使用单位": "不存在的单位"},
        "date": {"购置日期": "去年三月"},
        "category": {"车辆类别": "领导专车"},
    }
    return {**record, **changes[spoil]}
