"""One write by plain Django against the same write through the gate, fifty clauses in force.

Both sides insert the same row in a transaction of their own, interleaved in one process, on
the same database. Prints medians in milliseconds and the ratio. Run: ``make bench-gate``.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

DATABASE = True
ROUNDS = 400
CLAUSES = 48
"""Besides the two of the shelf itself: fifty in all."""


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU milliseconds of one call."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3


def main() -> None:
    """Prepare a shelf with fifty clauses, then write turn by turn."""
    from django.db import transaction

    from guanbiao.gate.perform import perform
    from guanbiao.library.packs import read
    from guanbiao.library.publish import publish
    from tests.gate.makers import TODAY, bureau
    from tests.shelf import pack
    from tests.shelf.models import PlainBook

    with tempfile.TemporaryDirectory() as folder:
        publish(read(pack.write(Path(folder), CLAUSES)), by="bench")
    people = bureau()
    clerk = people.actor(people.clerk)

    def plain(n: int) -> None:
        with transaction.atomic():
            PlainBook.objects.create(
                title=f"p{n}",
                price=80,
                pages=300,
                unit=people.office,
                owner=people.clerk,
                bought_on=TODAY,
            )

    def gated(n: int) -> None:
        draft = {"title": f"g{n}", "price": "80", "pages": "300"}
        assert perform("shelf.book.record", clerk, draft=draft, on=TODAY).ok

    for n in range(20):
        plain(-n - 1)
        gated(-n - 1)
    rows = [(timed(lambda n=n: plain(n)), timed(lambda n=n: gated(n))) for n in range(ROUNDS)]
    for label, place in (("wall ms", 0), ("CPU ms", 1)):
        left = statistics.median(row[0][place] for row in rows)
        right = statistics.median(row[1][place] for row in rows)
        print(f"{label}: plain {left:.3f}  gate {right:.3f}  ratio {right / left:.2f}")
