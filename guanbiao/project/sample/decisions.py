"""Decisions of the sample bureau that somebody must carry out."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from guanbiao.project.sample.plan import Plan

MATTERS = (
    ("完成政务中心照明节能改造", "会议议定", "2026年第12次局长办公会纪要", "clerk", 21),
    ("核清全部封存车辆的去向并报处置意见", "领导批示", "分管负责人批示", "fleet", 9),
    ("修订公务用车使用管理规范征求意见稿", "文件部署", "市标准化工作方案", "head", 45),
    ("完成驾驶员年度体检和安全培训", "会议议定", "2026年第12次局长办公会纪要", "fleet", 2),
)
"""Title, source, basis, who of the cast is in charge, days to its term."""


def make(plan: Plan) -> None:
    """A few matters, registered on the day the sample is made."""
    today = timezone.localdate()
    drafts = [
        {"title": title, "source": source, "basis": basis, "owner": plan.cast[who].pk,
         "unit": plan.cast[who].unit_id, "due_on": (today + dt.timedelta(days=days)).isoformat()}
        for title, source, basis, who, days in MATTERS
    ]  # fmt: skip
    plan.take("oversight.matter.register", drafts)
