"""Citizen identity numbers (GB 11643-1999)."""

from __future__ import annotations

import datetime as dt
import re

LENGTH = 18
CHECKS = "10X98765432"
SHAPE = re.compile(r"[1-9]\d{16}[\dX]")


def check_character(first: str) -> str:
    """The 18th character for the first 17: ISO 7064 MOD 11-2, as GB 11643-1999 4.4 demands."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(first))
    return CHECKS[total % 11]


def fault(number: str) -> str:
    """Why a number is none, in Chinese; empty when it is well formed."""
    if not SHAPE.fullmatch(number):
        return f"公民身份号码应为 {LENGTH} 位，前 17 位是数字，末位是数字或大写 X。"
    try:
        dt.datetime.strptime(number[6:14], "%Y%m%d").replace(tzinfo=dt.UTC)
    except ValueError:
        return "公民身份号码里的出生日期不存在，请核对第 7 至 14 位。"
    if check_character(number[:17]) != number[17]:
        return "公民身份号码的校验码不对，请逐位核对。"
    return ""
