"""What a service promises, in the words of the standard in force that day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from guanbiao.gate import deadlines
from guanbiao.gate.describe import Service
from guanbiao.library import in_force


def limit(minutes: int | None) -> str:
    """Working minutes in words."""
    if not minutes:
        return "不限时"
    if minutes % deadlines.DAY == 0:
        return f"{minutes // deadlines.DAY} 个工作日内"
    return f"{minutes // 60} 小时内" if minutes % 60 == 0 else f"{minutes} 分钟内"


def promise(service: Service, unit: Any, on: dt.date) -> tuple[str, str] | None:
    """What is done and within which limit; none where nothing in force says so."""
    value, done = service.promise
    found = in_force.value_on(value, unit, on) if value else None
    return (done, limit(int(str(found)))) if found is not None else None


def summary(service: Service, unit: Any, on: dt.date) -> str:
    """What the service is, with what it promises."""
    promised = promise(service, unit, on)
    return f"{promised[1]}{promised[0]}，{service.summary}" if promised else service.summary
