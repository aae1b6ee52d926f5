"""A score sheet of the sample bureau: what the platform knows filled in, two items by hand."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from guanbiao.project.sample.plan import Plan, do

TABLE = "Q/YCJG 112@2026@评价计分表"
BY_HAND = {
    "标准化工作机构和人员": ("4", "办公室承担标准化工作，各科有联络员，名单见局内文件（样例）"),
    "经验推广": ("3", "已报送一个典型案例，尚未在县区推开（样例）"),
}
"""Item → points and why."""
SPAN = dt.timedelta(days=365)


def make(plan: Plan) -> None:
    """The keeper of standards opens it for the year up to today and scores what she has seen."""
    keeper, today = plan.cast["supervisor"], timezone.localdate()
    sheet = do(keeper, today, "scoring.sheet.open", None, {
        "table": TABLE, "unit": plan.bureau.pk if plan.bureau else None,
        "from_day": (today - SPAN).isoformat(), "to_day": today.isoformat(),
    })  # fmt: skip
    for label, (score, reason) in BY_HAND.items():
        item = sheet.items.get(label=label)
        do(keeper, today, "scoring.item.score", item.pk, {"score": score, "reason": reason})
