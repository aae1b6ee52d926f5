"""Numbers of the fleet, each with its formula."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection

from guanbiao.gate.describe import Measure

RESPONSE = """
SELECT round(percentile_cont(0.5) WITHIN GROUP (
    ORDER BY extract(epoch FROM t.dispatched_at - r.submitted_at) / 60)::numeric, 1)
FROM vehicles_trip t JOIN vehicles_request r ON r.id = t.request_id
WHERE t.state <> 'cancelled' AND t.dispatched_at >= %s AND t.dispatched_at < %s
"""
SATURATION = """
SELECT round(100.0 * count(DISTINCT t.vehicle_id)
    / nullif((SELECT count(*) FROM vehicles_vehicle WHERE state = '在用'), 0), 1)
FROM vehicles_trip t WHERE t.state <> 'cancelled' AND t.planned && tstzrange(%s, %s)
"""
DISTANCE = """
SELECT round(sum(odometer_in - odometer_out) / nullif(count(DISTINCT vehicle_id), 0), 1)
FROM vehicles_trip WHERE returned_at >= %s AND returned_at < %s
"""


def _number(sql: str, start: dt.datetime, end: dt.datetime) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, [start, end])
        (value,) = cursor.fetchone()
    return value


MEASURES = (
    Measure("vehicles.response", "响应中位数", "分钟", "派车时间 − 提交时间，取中位数",
            lambda start, end: _number(RESPONSE, start, end), "Q/YCJG 203#5.6.1"),
    Measure("vehicles.saturation", "车辆使用率", "%", "有出车任务的车辆 ÷ 在用车辆 × 100",
            lambda start, end: _number(SATURATION, start, end)),
    Measure("vehicles.distance", "车均里程", "km", "回场读数 − 出车读数之和 ÷ 出车车辆数",
            lambda start, end: _number(DISTANCE, start, end)),
)  # fmt: skip
