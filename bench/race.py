"""A thousand dispatches of one car, sixteen at a time: how long the slowest waits.

One wins, the others get the clause that forbids it. Prints the median, the 99th percentile and
the slowest in milliseconds. Run: ``make bench-race``; aim: the slowest under a second on an
idle machine.
"""

from __future__ import annotations

import statistics
from pathlib import Path

DATABASE = True
PACKS = Path(__file__).resolve().parents[1] / "packs"


def main() -> None:
    """Prepare the crowd, let it rush, tell the times."""
    from django.utils import timezone

    from guanbiao.library.publish import publish_all
    from guanbiao.modules.vehicles.tests import makers
    from guanbiao.modules.vehicles.tests.test_race import crowd

    publish_all(PACKS, lambda _: None)
    timezone.now = lambda: makers.NOW
    results = crowd(makers.make()).rush()
    assert sum(outcome.ok for outcome, _ in results) == 1
    times = sorted(seconds * 1e3 for _, seconds in results)
    print(
        f"{len(times)} attempts: median {statistics.median(times):.0f} ms,"
        f" 99 % within {times[-len(times) // 100]:.0f} ms, slowest {times[-1]:.0f} ms"
    )
