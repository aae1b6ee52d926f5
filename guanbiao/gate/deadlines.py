"""How a deadline stands, in the words and colour of a lamp, in working time where known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from guanbiao.gate.flowing import worked_minutes

SOON = dt.timedelta(hours=4)
DAY = 420
"""Minutes of a working day: 08:30–12:00 and 14:00–17:30 (`rulebook.calendar`)."""


@dataclass(frozen=True)
class Light:
    """A deadline: kind and words."""

    kind: str
    words: str


def light(due: dt.datetime | None, now: dt.datetime | None = None) -> Light | None:
    """How a deadline stands: overdue, due within hours, or working time left."""
    if due is None:
        return None
    now, local = now or timezone.localtime(), timezone.localtime(due)
    today = local.date() == now.date()
    day = "今日" if today else f"{local.month}月{local.day}日"
    when = f"{day} {local:%H:%M} 到期"
    span = _span(min(now, due), max(now, due))
    if due < now:
        return Light("block", f"超期 {span}" if span else f"{when}，已过")
    soon = due - now < SOON or not span
    return Light("warn" if soon else "pass", f"剩 {span}，{when}" if span else when)


def _span(start: dt.datetime, end: dt.datetime) -> str:
    """Working time between two moments, plain time where no calendar says; empty for none."""
    worked = worked_minutes(start, end)
    minutes = int((end - start).total_seconds() // 60) if worked is None else worked
    kind, day = ("", 1440) if worked is None else ("工作", DAY)
    if minutes < 60:
        return f"{minutes} {kind}分钟" if minutes else ""
    if minutes < day:
        rest = f" {minutes % 60} 分" if minutes % 60 else ""
        return f"{minutes // 60} {kind}小时{rest}"
    return f"{minutes / day:.1f} {'个工作日' if kind else '天'}"
