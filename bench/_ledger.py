"""A ledger to import, and what is seen of a served platform from outside its pages."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

BUREAU, CATEGORY = "云川市机关事务管理局", "其他"
"""Of all new vehicles; the bureau is the sample's."""
PLATE = "示B·"
"""No vehicle of the sample has a plate that begins so."""
THERE = "SELECT count(*), count(DISTINCT plate) FROM vehicles_vehicle WHERE plate LIKE %s"
EVIDENCE = """
SELECT sum(rows) FROM gate_receipt
WHERE entity = 'vehicles.vehicle' AND actor_id = (SELECT person_id FROM exchange_upload)
"""
"""Rows the manager had written, by any act; the sample's own came from a feed."""
BEGUN = """
SELECT extract(epoch FROM e.at)::float FROM procrastinate_events e
JOIN procrastinate_jobs j ON j.id = e.job_id
WHERE e.type = 'started' AND j.args->>'name' = 'exchange.import' ORDER BY e.at
"""
WAITED = """
SELECT max(extract(epoch FROM s.at - d.at))::float FROM procrastinate_jobs j
JOIN procrastinate_events d ON d.job_id = j.id AND d.type = 'deferred'
JOIN procrastinate_events s ON s.job_id = j.id AND s.type = 'started'
WHERE j.task_name = 'guanbiao.minute'
"""


def book(lines: int) -> bytes:
    """A workbook of lawful new vehicles."""
    from guanbiao.exchange import sheets

    later = f"{dt.date.today() + dt.timedelta(days=200)}"  # noqa: DTZ011 - the day people see
    same = {
        "使用单位": BUREAU, "车辆类别": CATEGORY, "车型": "轿车", "品牌型号": "示例牌",
        "新能源": "否", "国产": "是", "购置价格（元）": 150000.0, "排气量（L）": 1.5,
        "特殊情况（大型客车、越野等）": "", "核定载客（人）": 5, "购置日期": "2022-03-01",
        "登记所有人": BUREAU, "固定使用人": "", "增加高档配置或豪华内饰": "",
        "年检有效期至": later, "交强险有效期至": later, "里程表读数（km）": 36000,
        "月度燃油定额（L）": "", "百公里油耗定额（L）": "",
    }  # fmt: skip
    rows = ({"车牌号": f"{PLATE}{n:06d}", **same} for n in range(lines))
    return sheets.workbook(("车辆", rows))


def workers() -> Iterator[int]:
    """The processes of the platform below this one that do the work of the background."""
    for platform in children(os.getpid()):
        for each in children(platform):
            if b"procrastinate" in Path(f"/proc/{each}/cmdline").read_bytes():
                yield each


def children(pid: int) -> list[int]:
    """The processes a process started."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def database(home: Path) -> psycopg.Connection[Any]:
    """The database of a platform that runs, past all its roles."""
    from guanbiao.project.postgres import Server

    port = json.loads((home / "database.json").read_text(encoding="utf-8"))["port"]
    return psycopg.connect(Server(home, port=port).dsn("superuser"))


def counted(home: Path, lines: int, died: float) -> None:
    """Every line there once, by rows and by evidence; how long who waited for the worker."""
    with database(home) as link:
        rows, plates = link.execute(THERE, [f"{PLATE}%"]).fetchone() or (0, 0)
        (proved,) = link.execute(EVIDENCE).fetchone() or (0,)
        begun = [float(at) for (at,) in link.execute(BEGUN)]
        (waited,) = link.execute(WAITED).fetchone() or (0.0,)
    assert (rows, plates, proved) == (lines, lines, lines), (rows, plates, proved)
    assert len(begun) == 2, begun
    print(f"each line is there once, in the evidence too; taken up again {begun[1] - died:.0f} s"
          f" after the death; the work of each minute waited up to {waited:.0f} s")  # fmt: skip
