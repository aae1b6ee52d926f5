"""Zones of times: ``Z``, ``+08:00`` and names such as ``Asia/Shanghai``."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)(?::(\d\d))?", re.ASCII)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+\-]*(?:/[A-Za-z0-9_+\-]+)*", re.ASCII)
_MAX_HOURS = 18


def zone_from_text(text: str) -> tzinfo | None:
    """The zone written behind a time: ``Z``, an offset, or ``@name``; None if there is none."""
    if text in ("Z", "z"):
        return UTC
    if text.startswith("@"):
        return named_zone(text[1:])
    found = _OFFSET.fullmatch(text)
    if found is None:
        return None
    sign, hours, minutes, seconds = found.groups()
    if int(hours) > _MAX_HOURS or int(minutes) > 59 or int(seconds or 0) > 59:
        return None
    length = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0))
    return offset_zone(-length if sign == "-" else length)


def offset_zone(offset: timedelta) -> tzinfo | None:
    """A fixed offset, None beyond eighteen hours."""
    if abs(offset) > timedelta(hours=_MAX_HOURS):
        return None
    return timezone(offset) if offset else UTC


def named_zone(name: str) -> tzinfo | None:
    """A zone of the IANA database."""
    if name in ("Z", "UTC"):
        return ZoneInfo("UTC") if name == "UTC" else UTC
    if not _NAME.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone_name(zone: tzinfo | None) -> str | None:
    """IANA name of a named zone."""
    return zone.key if isinstance(zone, ZoneInfo) else None


def zone_text(zone: tzinfo | None) -> str:
    """How it is written behind a time."""
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    offset = zone.utcoffset(datetime.now(UTC))
    return offset_text(offset) if offset is not None else ""


def offset_text(offset: timedelta) -> str:
    """``Z`` or ``+08:00``."""
    total = offset.days * 86_400 + offset.seconds
    if not total:
        return "Z"
    sign = "-" if total < 0 else "+"
    hours, rest = divmod(abs(total), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{sign}{hours:02d}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")
