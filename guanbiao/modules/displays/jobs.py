"""The clock of displays: whoever looks after one is told before its days are over."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from guanbiao.library import in_force
from guanbiao.modules.desk.public import send
from guanbiao.modules.displays.models import Display, Guess, State
from guanbiao.people.models import Post

WATCH, PROLONG = "displays.watch", "displays.display.prolong"
AHEAD = (3, 14)
"""Days before the last one from which it is told: once at each."""
KEPT = dt.timedelta(days=1)


def watch() -> int:
    """Tell of each display that is soon over; returns how many were told of.

    What was told is not told again, and a day without the clock loses nothing.
    """
    today = timezone.localdate()
    Guess.objects.filter(used_at__lt=timezone.now() - KEPT).delete()
    soon = Display.objects.filter(
        state=State.LIVE, to_day__gte=today, to_day__lte=today + dt.timedelta(days=max(AHEAD))
    )
    for display in soon.select_related("unit"):
        left = (display.to_day - today).days
        step = next(each for each in AHEAD if left <= each)
        words = f"展示屏还有 {left} 天到期" if left else "展示屏今天到期"
        mark = f"display:{display.pk}:{display.to_day}:{step}"
        title = f"{words}：{display.name}（{display.place}），还要用的请延长有效期"
        send(keepers(display, today), mark, title, "displays.display", display.pk)
    return len(soon)


def keepers(display: Display, on: dt.date) -> set[int]:
    """Whoever registered it, as long as she may prolong it; else all who may."""
    roles = [each.role for each in in_force.grants_for(PROLONG, display.unit, on)]
    holding = Post.objects.in_force(on).filter(role__in=roles, person__active=True)
    found = set(holding.values_list("person_id", flat=True))
    return found & {display.made_by_id} or found


JOBS = {WATCH: watch}
