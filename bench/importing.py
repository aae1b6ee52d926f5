"""A hundred thousand lines imported in the background, and everybody else meanwhile.

The import runs in a process of its own, as the worker runs it. Beside it the manager reads a page
of her list and a clerk submits a request, turn by turn in this process: median and 95th percentile
in milliseconds, without the import and with it. In the middle the worker is killed, and another
one goes on: every line must be there once. Run: ``make bench-importing`` (``EXCHANGE_LINES`` for
another number of lines).
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import statistics
import time
from collections.abc import Callable
from typing import Any

DATABASE = True
LINES = int(os.environ.get("EXCHANGE_LINES", "100000"))
ALONE = 60
"""So many turns without the import."""
PAUSE = 0.1
"""Seconds between two turns: people, not a flood."""
Times = dict[str, list[float]]


def main() -> None:
    """Prepare, measure alone, import with one death in the middle, measure meanwhile, count."""
    from django.conf import settings
    from django.utils import timezone

    from guanbiao.library.publish import publish_all
    from guanbiao.modules.vehicles.models import Quota, Vehicle
    from guanbiao.modules.vehicles.tests import makers
    from tests.gate.makers import passage

    publish_all(settings.PACKS, lambda _: None)
    timezone.now = lambda: makers.NOW
    fleet = makers.make()
    makers.cars(fleet, {})
    with passage():
        Quota.objects.update(number=10 * LINES)
    upload = _ready(fleet)
    turn = _turns(fleet)
    alone: Times = {}
    beside: Times = {}
    for _ in range(ALONE):
        turn(alone)
    began = time.perf_counter()
    _through(upload.pk, turn, beside)
    wall = time.perf_counter() - began
    upload.refresh_from_db()
    there = Vehicle.objects.exclude(receipt_id=None).count() - 1
    assert (upload.state, upload.accepted, there) == ("done", LINES, LINES), upload.problems[:1]
    print(f"{LINES:,} lines imported in {wall:.0f} s, {LINES / wall:.0f} a second, the worker "
          f"killed once in the middle: each line is there once")  # fmt: skip
    for name, times in alone.items():
        print(f"{name}: alone {_told(times)}, beside the import {_told(beside[name])}")


def _ready(fleet: Any) -> Any:
    """A file that was tried: the dry run itself is measured in `bench.exchange`."""
    from guanbiao.exchange import imports, sheets
    from guanbiao.exchange.models import Upload
    from tests.exchange.test_imports import line

    records = ({**line(fleet, 0), "车牌号": _plate(n)} for n in range(LINES))
    way = imports.Way.of("vehicles.vehicle", fleet.actor("manager"))
    upload = imports.receive(way, "台账.xlsx", sheets.workbook(("车辆", records)))
    imports.match(way, upload, upload.columns)
    Upload.objects.filter(pk=upload.pk).update(state=Upload.State.CHECKED)
    assert imports.begin(upload.pk)
    return upload


def _plate(number: int) -> str:
    return f"示B·{number:06d}"


def _turns(fleet: Any) -> Callable[[Times], None]:
    """One page of a list and one request; both are noted with their milliseconds."""
    from django.test import Client

    from guanbiao.modules.vehicles.tests import makers

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(fleet.account("manager"))

    def read() -> bool:
        return client.get("/vehicles/vehicle/").status_code == 200

    def submit() -> bool:
        return bool(fleet.do("request.submit", "clerk", **makers.wish()).ok)

    def turn(times: Times) -> None:
        for name, work in (("list page", read), ("submit", submit)):
            began = time.perf_counter()
            assert work(), name
            times.setdefault(name, []).append((time.perf_counter() - began) * 1e3)
        time.sleep(PAUSE)

    return turn


def _through(key: int, turn: Callable[[Times], None], times: Times) -> None:
    """Workers until the import is done; the first dies when half of it is."""
    from guanbiao.exchange.models import Upload

    worker, killed = _worker(key), False
    while worker.is_alive():
        turn(times)
        done = Upload.objects.values_list("done_rows", flat=True).get(pk=key)
        if not killed and done > LINES // 2:
            os.kill(worker.pid or 0, signal.SIGKILL)
            worker.join()
            print(f"killed at line {done:,}")
            worker, killed = _worker(key), True
    assert killed and worker.exitcode == 0


def _worker(key: int) -> Any:
    """A process of its own, with connections of its own."""
    from django.db import connection

    connection.close()
    connection.close_pool()
    worker = multiprocessing.get_context("fork").Process(target=_carry_out, args=(key,))
    worker.start()
    return worker


def _carry_out(key: int) -> None:
    from guanbiao.exchange import imports

    imports.carry_out(key)


def _told(times: list[float]) -> str:
    ordered = sorted(times)
    return (f"{statistics.median(ordered):.0f} ms, 95 % within "
            f"{ordered[int(len(ordered) * 0.95)]:.0f} ms ({len(ordered)} times)")  # fmt: skip
