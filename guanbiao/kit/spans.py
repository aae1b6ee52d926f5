"""Days as they stand in an address and as fields hold them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from guanbiao.gate.forms import FIRST_YEAR, LAST_YEAR


def day_of_text(text: str) -> dt.date | None:
    """The day written as YYYY-MM-DD; none for what cannot be meant."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def edge(day: dt.date, moments: bool) -> dt.date:
    """The beginning of a local day: a moment for a field that holds a time too."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time())) if moments else day
