"""Region codes (GB/T 2260): two digits a province, two a city, two a county."""

from __future__ import annotations

import re

CODE = re.compile(r"[0-9]{6}")
LEVELS = ("province", "city", "county")


def fault(code: str) -> str:
    """What is wrong with a code, in Chinese; empty when its structure is right."""
    if not CODE.fullmatch(code):
        return "行政区划代码应为 6 位数字"
    if code[:2] == "00" or (code[2:4] == "00" and code[4:] != "00"):
        return "行政区划代码的层次不对：省、市、县各两位，上级为空时下级也应为空"
    return ""


def level_of(code: str) -> str:
    """``province``, ``city`` or ``county``."""
    if code[2:] == "0000":
        return "province"
    return "city" if code[4:] == "00" else "county"


def prefix(code: str) -> str:
    """The digits that all codes within the region share."""
    return {"province": code[:2], "city": code[:4], "county": code}[level_of(code)]
