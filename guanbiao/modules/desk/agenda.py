"""What a person has to do or to attend beside the tasks of cases: each module says it of itself."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.utils import timezone

from guanbiao.gate import registry
from guanbiao.gate.days import morning
from guanbiao.gate.portal import Dated

ONE = dt.timedelta(days=1)
LATE, AHEAD = 30 * ONE, 7 * ONE
"""How long what is late is still shown, and how far one looks ahead."""


def between(actor: Any, first: dt.date, last: dt.date) -> list[Dated]:
    """All of these days, the earliest first."""
    since, until = morning(first), morning(last + ONE)
    found = [
        each
        for module in registry.modules()
        if module.dated and actor.person is not None
        for each in module.dated(actor, since, until)
    ]
    return sorted(found, key=lambda each: each.at)


def coming(actor: Any, today: dt.date) -> list[Dated]:
    """What is late, and what today and the next week bring."""
    found = between(actor, today - LATE, today + AHEAD)
    return [each for each in found if each.due or each.at >= morning(today)]


def by_day(actor: Any, first: dt.date, last: dt.date) -> Counter[dt.date]:
    """How much there is on each local day of a span."""
    return Counter(timezone.localdate(each.at) for each in between(actor, first, last))
