"""Notices of the sample bureau."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from guanbiao.project.sample.plan import Plan, do

NOTICES = (
    (
        "节能宣传周活动安排",
        "本地区",
        "on",
        "on",
        "六月中旬开展公共机构节能宣传周活动，请各单位对照节能管理规范组织自查，按时报送活动总结。",
    ),
    (
        "机关食堂周末供餐时间调整",
        "本单位",
        "",
        "",
        "自本周起，周六、周日午餐供应时间调整为 11:30 至 12:30，请需要用餐的人员提前一天登记。",
    ),
    (
        "公务用车加油卡集中换发",
        "本单位",
        "on",
        "",
        "请各车辆驾驶员携带行驶证，到公务用车管理科换发加油卡，一车一卡，不得混用。",
    ),
)
"""Title, audience, to be confirmed, pinned, text."""


def make(plan: Plan) -> None:
    """One keeper of notices drafts, the other publishes."""
    today = timezone.localdate()
    for title, audience, confirm, pinned, content in NOTICES:
        notice = do(plan.cast["supervisor"], today, "notices.notice.draft", None, {
            "title": title, "content": content, "audience": audience, "confirm": confirm,
            "pinned": pinned, "from_day": today.isoformat(),
            "to_day": (today + dt.timedelta(days=29)).isoformat(),
        })  # fmt: skip
        do(plan.cast["rooms"], today, "notices.notice.publish", notice.pk, {})
