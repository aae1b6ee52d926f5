"""A ledger of a hundred thousand rows taken out, and ten thousand tried on the way in.

Out: the export of the vehicles' ledger as Excel and as CSV, as its manager gets it (scope, hidden
fields, headings, watermark, log), turn by turn with the bare reading of the same rows as
dictionaries written by the same writer. In: the dry run of an Excel ledger of new vehicles, every
line through form and clauses and undone, beside inserting the same rows with `bulk_create`, undone
too; then the same lines where all vehicles are of one category, whose quota stops every line. CPU
and wall seconds. Aims: 5 s for the export, 20 s for each dry run. Run: ``make bench-exchange``
(``EXCHANGE_ROWS``, ``EXCHANGE_LINES`` for other numbers).
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from typing import Any

DATABASE = True
ROWS = int(os.environ.get("EXCHANGE_ROWS", "100000"))
LINES = int(os.environ.get("EXCHANGE_LINES", "10000"))
ROUNDS = 3
OLD = "应急保障"
"""The category of those that are there: the new ones have room in another."""
NEW = "其他"


def spent(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU seconds of one call."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def told(label: str, left: list[tuple[float, float]], right: list[tuple[float, float]]) -> None:
    """Medians of both sides."""
    bare, whole = ([statistics.median(e[n] for e in side) for n in (0, 1)]
                   for side in (left, right))  # fmt: skip
    print(f"{label}: bare {bare[0]:.1f} s ({bare[1]:.1f} CPU), platform {whole[0]:.1f} s "
          f"({whole[1]:.1f} CPU), ratio {whole[0] / bare[0]:.1f}")  # fmt: skip


def main() -> None:
    """A fleet, then out and in."""
    from django.conf import settings

    from guanbiao.library.publish import publish_all
    from guanbiao.modules.vehicles.models import Quota, Vehicle
    from guanbiao.modules.vehicles.tests import makers
    from tests.gate.makers import passage

    publish_all(settings.PACKS, lambda _: None)
    fleet = makers.make()
    (model,) = makers.cars(fleet, {})
    with passage():
        Quota.objects.update(number=32_767)
        Vehicle.objects.bulk_create(copies(model, ROWS - 1, 0), batch_size=5000)
    out(fleet.actor("manager"))
    back(fleet, model)


def copies(model: Any, many: int, first: int) -> list[Any]:
    """Unsaved vehicles like the first one, each with a plate of its own."""
    known = {f.attname: getattr(model, f.attname) for f in model._meta.concrete_fields}
    known.pop("id")
    rows = ({"plate": f"川{first + n:06d}", "category": OLD} for n in range(many))
    return [type(model)(**known | row) for row in rows]


def out(actor: Any) -> None:
    """The export beside the bare reading and writing."""
    from django.http import QueryDict

    from guanbiao.exchange import exports, sheets
    from guanbiao.modules.vehicles.models import Vehicle

    table = exports.table_of("vehicles.vehicle")

    def whole(form: str) -> None:
        made = exports.begin(table, actor, QueryDict(""), form)
        exports.carry_out(made.pk)
        made.delete()

    def plain() -> None:
        rows = Vehicle.objects.select_related("unit").values()
        sheets.workbook(("车辆", [{k: sheets.cell(v) for k, v in row.items() if k != "receipt_id"}
                                 for row in rows]))  # fmt: skip

    turns = [(spent(plain), spent(lambda: whole("xlsx")), spent(lambda: whole("csv")))
             for _ in range(ROUNDS)]  # fmt: skip
    told(f"{ROWS:,} rows out as Excel", [t[0] for t in turns], [t[1] for t in turns])
    told(f"{ROWS:,} rows out as CSV", [t[0] for t in turns], [t[2] for t in turns])


def back(fleet: Any, model: Any) -> None:
    """The dry run of new lines beside inserting them, both undone."""
    from django.db import transaction

    from guanbiao.exchange import imports, sheets
    from guanbiao.modules.vehicles.models import Quota
    from tests.exchange.test_imports import line
    from tests.gate.makers import passage

    book = sheets.workbook(("车辆", [line(fleet, n) for n in range(LINES)]))
    way = imports.Way.of("vehicles.vehicle", fleet.actor("manager"))
    fresh = copies(model, LINES, 2 * ROWS)

    def insert() -> None:
        with passage(), transaction.atomic():
            type(model).objects.bulk_create(fresh, batch_size=5000)
            transaction.set_rollback(True)
        for each in fresh:
            each.pk = None

    def tried(accepted: int) -> None:
        upload = imports.receive(way, "台账.xlsx", book)
        imports.match(way, upload, upload.columns)
        imports.rehearse(upload.pk)
        upload.refresh_from_db()
        assert upload.accepted == accepted, upload.problems[:1]
        upload.delete()

    both = [(spent(insert), spent(lambda: tried(LINES))) for _ in range(ROUNDS)]
    told(f"{LINES:,} lines tried", [t[0] for t in both], [t[1] for t in both])
    with passage():
        Quota.objects.update(number=1)
        type(model).objects.filter(category=OLD).update(category=NEW)
    both = [(spent(insert), spent(lambda: tried(0))) for _ in range(ROUNDS)]
    told(f"{LINES:,} lines stopped by the quota", [t[0] for t in both], [t[1] for t in both])
