"""Numbers of supervision and handling, each with its formula."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection

from guanbiao.gate.describe import Measure

ON_TIME = """
SELECT round(100.0 * count(*) FILTER (WHERE ended_on <= due_on) / nullif(count(*), 0), 1)
FROM oversight_matter WHERE state = '已销号' AND ended_on >= %s::date AND ended_on < %s::date
"""
AT_ONCE = """
SELECT round(100.0 * count(*) FILTER (WHERE NOT EXISTS (
           SELECT FROM gate_caseevent e WHERE e.case_id = c.id AND e.verb = '退回'))
       / nullif(count(*), 0), 1)
FROM gate_case c WHERE c.state = 'done' AND c.closed_at >= %s AND c.closed_at < %s
"""
HANDLING = """
SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes)::numeric, 1)
FROM gate_caseevent WHERE minutes IS NOT NULL AND at >= %s AND at < %s
"""


def _number(sql: str, start: dt.datetime, end: dt.datetime) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, [start, end])
        (value,) = cursor.fetchone()
    return value


MEASURES = (
    Measure("oversight.on_time", "督办按期办结率", "%", "期限内销号的事项 ÷ 全部销号的事项 × 100",
            lambda start, end: _number(ON_TIME, start, end), "Q/YCJG 105#5.9"),
    Measure("oversight.at_once", "一次办结率", "%", "从未退回的办结件 ÷ 全部办结件 × 100",
            lambda start, end: _number(AT_ONCE, start, end), "Q/YCJG 105#6.2"),
    Measure("oversight.handling", "办理用时中位数", "工作分钟",
            "各环节到达至办理的工作时间，取中位数",
            lambda start, end: _number(HANDLING, start, end), "Q/YCJG 105#6.1"),
)  # fmt: skip
