"""Days and months as they stand in an address and as fields hold them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""The years anybody can mean."""


def day_of_text(text: str) -> dt.date | None:
    """The day written as YYYY-MM-DD; none for what cannot be meant."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def month_of(text: str, today: dt.date) -> dt.date:
    """The first day of the month written as YYYY-MM, of this month where none can be meant.

    Not of the very first and last year, so that what stands beside a month can be meant too.
    """
    found = day_of_text(f"{text}-01")
    inside = found and FIRST_YEAR < found.year < LAST_YEAR
    return found if found and inside else today.replace(day=1)


def morning(day: dt.date) -> dt.datetime:
    """The first moment of a local day."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def edge(day: dt.date, moments: bool) -> dt.date:
    """The beginning of a local day: a moment for a field that holds a time too."""
    return morning(day) if moments else day
