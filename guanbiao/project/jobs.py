"""Background work: a thin `enqueue` over procrastinate, so that another runner can follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from procrastinate.contrib.django import app

from guanbiao.gate import events, seal

QUEUE = "default"
JOBS: dict[str, Callable[..., Any]] = {
    "gate.seal": seal.seal,
    "gate.deliver": events.deliver_waiting,
}
"""Every job by name; a name never changes once it may wait in a queue."""


@app.task(name="guanbiao.run", queue=QUEUE, retry=3)
def run(job: str, **options: Any) -> None:
    """Do a job by its name."""
    JOBS[job](**options)


@app.periodic(cron="* * * * *")
@app.task(name="guanbiao.minute", queue=QUEUE, queueing_lock="minute")
def minute(timestamp: int) -> None:
    """Every minute: link new receipts into the chain, deliver what was left behind."""
    seal.seal()
    events.deliver_waiting()


def enqueue(job: str, **options: Any) -> None:
    """Queue a job within the caller's transaction; it runs when that commits."""
    if job not in JOBS:
        raise LookupError(f"no job is called {job!r}")
    run.defer(job=job, **options)
