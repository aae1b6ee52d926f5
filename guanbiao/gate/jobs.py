"""Background work: a thin `enqueue` over procrastinate, so that another runner can follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from guanbiao.gate import events, receipts, registry, seal

OWN: dict[str, Callable[..., Any]] = {
    "gate.seal": seal.seal,
    "gate.deliver": events.deliver_waiting,
}
RETRIES = 3
ASKED, CLOCK = "asked", "clock"
"""What people ask for is done one after the other, and so is what clocks ring for; neither waits
for the other, however long an import takes."""
SILENT = 30.0
"""Seconds after which a worker that gave no sign of life counts as dead; it gives one every ten."""


def offer(work: Mapping[str, Callable[..., Any]]) -> None:
    """Make known the work of a room above the gate that is no module; told once, at start."""
    OWN.update(work)


def job(name: str) -> Callable[..., Any]:
    """The work called ``name``, of a module, the gate or the kit; raises LookupError."""
    for module in registry.modules():
        if name in module.jobs:
            return module.jobs[name]
    if name in OWN:
        return OWN[name]
    raise LookupError(f"no job is called {name!r}")


@app.task(name="guanbiao.run", queue="default", retry=RETRIES)
def run(name: str, options: dict[str, Any]) -> None:
    """Do a job by its name."""
    job(name)(**options)


@app.periodic(cron="* * * * *")
@app.task(name="guanbiao.minute", queue="default", queueing_lock="minute", lock=CLOCK)
def minute(timestamp: int) -> None:
    """Every minute: link new receipts into the chain, deliver what was left behind, ring clocks."""
    seal.seal()
    events.deliver_waiting()
    for name in ringing(timestamp // 60):
        run.configure(lock=CLOCK).defer(name=name, options={})


def ringing(minute_number: int) -> list[str]:
    """Jobs of modules whose clock rings in this minute (minutes since 1970-01-01 UTC)."""
    return [
        name
        for module in registry.modules()
        for name, every in module.clocks.items()
        if minute_number % every == 0
    ]


@app.periodic(cron="* * * * *")
@app.task(name="guanbiao.resume", queue="default", queueing_lock="resume")
async def resume(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells the planned moment
    """Every minute: what a worker had in hand when it died is queued again.

    Nobody else does that, and whoever waits for it would wait for ever. Work under whose hands
    workers die again and again is given up after as many times as work that fails; so is what a
    clock queues anyway.
    """
    jobs = app.job_manager
    for left in await jobs.get_stalled_jobs(seconds_since_heartbeat=SILENT):
        if left.queueing_lock or left.attempts >= RETRIES:
            await jobs.finish_job(left, Status.FAILED, delete_job=False)
        else:
            await jobs.retry_job(left)


@app.periodic(cron="7 * * * *")
@app.task(name="guanbiao.hour", queue="default", queueing_lock="hour", lock=CLOCK)
def hour(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells the planned moment
    """Every hour: see to it that the receipts of the next twelve months have their tables."""
    receipts.make_months()


def enqueue(name: str, **options: Any) -> None:
    """Queue a job within the caller's transaction; it runs once that commits."""
    job(name)
    run.configure(lock=ASKED).defer(name=name, options=options)
