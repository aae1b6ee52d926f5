"""Devices mended together: a reason that a clause asks for is given once for all it concerns."""

from __future__ import annotations

import re
from typing import Any

from guanbiao.gate.models import Receipt
from guanbiao.modules.meetings.models import Device
from guanbiao.modules.meetings.tests.conftest import Clock
from guanbiao.modules.meetings.tests.makers import House


def test_a_reason_is_asked_for_once_and_kept_with_each(house: House, clock: Clock) -> None:
    room, made = house.room(), []
    for code, at in (("TY-1", "2026-06-03T10:00"), ("TY-2", "2026-06-03T10:00"),
                     ("TY-3", "2026-06-05T10:00")):  # fmt: skip
        clock.set(at)
        device = house.done("device.add", "keeper", code=code, name="投影仪", room=room.pk)
        made.append(house.done("device.report", "neighbour", device, fault="开机后没有画面"))
    clock.set("2026-06-05T10:30")
    steward = house.client("steward")
    posted: dict[str, Any] = {"verb": "mend", "chosen": [each.pk for each in made],
                              "filled": "1", "remedy": "更换灯泡"}  # fmt: skip
    answer = steward.post("/meetings/device/bulk/", posted)
    page = answer.content.decode()
    assert answer.status_code == 422 and "已修复 1 条" in page and "2 条没有办成" in page
    (name,) = re.findall(r'name="(reason:[^"]+)"', page)
    assert 'value="更换灯泡"' in page and page.count('name="chosen"') == 2
    posted |= {"chosen": [each.pk for each in made[:2]], name: "等待配件"}
    assert steward.post("/meetings/device/bulk/", posted).status_code == 302
    assert not Device.objects.exclude(state="正常").exists()
    kept = Receipt.objects.filter(act="meetings.device.mend", content__contains="等待配件")
    assert kept.count() == 2
