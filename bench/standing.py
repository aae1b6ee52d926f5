"""Asking what is in force: microseconds a question, answered from memory and for the first time.

The shelf holds all packs of the repository. Run: ``make bench-standing``; aim ≤ 2 µs a question
already answered, against one look-up in a dictionary by the same key.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable
from pathlib import Path

DATABASE = True
ROUNDS, CALLS = 31, 20_000
ACT, DAY = "vehicles.trip.dispatch", dt.date(2026, 6, 3)
PACKS = Path(__file__).resolve().parents[1] / "packs"


class Office:
    """A unit as the library sees one."""

    pk, region_id = 1, "990100"

    def identities(self) -> tuple[str, ...]:
        return ()


def main() -> None:
    """Publish, then measure turn by turn; medians over the rounds."""
    from guanbiao.gate import registry
    from guanbiao.library import in_force
    from guanbiao.library.publish import publish_all

    publish_all(PACKS, lambda _: None)
    in_force.everything()
    unit, scope, known = Office(), registry.scope_of(ACT), {(ACT, 1, DAY): object()}
    began = time.perf_counter()
    rules = in_force.in_force(ACT, unit, DAY, scope)
    first = time.perf_counter() - began
    subjects: dict[str, Callable[[], object]] = {
        "dictionary": lambda: known.get((ACT, unit.pk, DAY)),
        "in_force": lambda: in_force.in_force(ACT, unit, DAY, scope),
        "standards_in_force": lambda: in_force.standards_in_force(unit, DAY),
        "grants_in_force": lambda: in_force.grants_in_force(unit, DAY),
    }
    times: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(ROUNDS):
        for name, ask in subjects.items():
            began = time.perf_counter()
            for _ in range(CALLS):
                ask()
            times[name].append((time.perf_counter() - began) / CALLS)
    print(f"{len(rules)} rules, compiled for the first question in {first * 1e3:.0f} ms")
    reload, again = in_force.everything()[0].number, []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        in_force.at_least(-reload - 1)
        in_force.in_force(ACT, unit, DAY, scope)
        again.append(time.perf_counter() - began)
    print(f"the first question after a reload: {statistics.median(again) * 1e3:.1f} ms")
    for name, found in times.items():
        print(f"{name:20} {statistics.median(found) * 1e6:6.2f} µs")
