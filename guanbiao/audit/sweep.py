"""The sweep: all records of a period, month by month, judged and written down."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from guanbiao.audit.earlier import Earlier
from guanbiao.audit.extract import Period, periods
from guanbiao.audit.models import AuditRun, RunState
from guanbiao.audit.parts import Manifest, Planned, alone
from guanbiao.audit.workbench import Task, Workbench
from guanbiao.gate import registry
from guanbiao.gate.describe import FactSet

ENGINES = ("duckdb", "spark", "python")
DIGEST_SPACE = 1 << 256
PART_ROWS = 50_000
"""Thin months are judged together up to so many records."""
Progress = Callable[[str, int, int], None]
"""Told the label of what is being judged, the rows done and the rows there are."""


def silent(_label: str, _done: int, _whole: int) -> None:
    """Tell nobody."""


class UnknownEngine(ValueError):
    """An engine nobody wrote."""


def audit_home() -> Path:
    """Where runs lie: ``audit`` below the installation's home."""
    return Path(settings.HOME) / "audit"


def sweep(
    entities: Sequence[str] | None,
    from_day: dt.date,
    to_day: dt.date,
    engine: str = "duckdb",
    *,
    by: Any = None,
    progress: Progress = silent,
) -> AuditRun:
    """Judge all records of these entities (None: all) whose day lies in the period.

    Each by the clauses in force on its own day for its own unit, of the acts it has passed. A
    run of the same question that was cut short is finished, not begun anew; a part whose facts,
    rules and exceptions are those of the last finished run is taken over from it. ``by`` is an
    actor (or None for the command line). Raises `UnknownEngine`,
    `registry.UnknownName`, `AlreadyRunning`.
    """
    if engine not in ENGINES:
        raise UnknownEngine(f"没有审计引擎“{engine}”：请用 {'、'.join(ENGINES)} 之一")
    names = sorted(entities or registry.fact_sets())
    sets = [_fact_set(name) for name in names]
    run = _run(names, from_day, to_day, engine, by)
    manifest = Manifest(audit_home() / run.folder)
    started = time.perf_counter()
    days, earlier = (from_day, to_day), Earlier.of(run, audit_home())
    with alone(manifest.folder), Workbench(engine, manifest.folder, *days, earlier) as bench:
        if not manifest.begun:
            manifest.begin(plan(sets, from_day, to_day))
        _do([_task(each) for each in manifest.plan], manifest, bench, progress)
    return _close(run, manifest, time.perf_counter() - started)


def plan(sets: Iterable[FactSet], from_day: dt.date, to_day: dt.date) -> Iterator[Planned]:
    """The parts of a sweep: months with records, thin ones joined up to `PART_ROWS`."""
    for fact_set in sets:
        name = fact_set.entity.name
        found: Planned | None = None
        for period, rows in periods(fact_set, from_day, to_day):
            begin, end = period.from_day.isoformat(), period.to_day.isoformat()
            if found is not None and found.rows + rows <= PART_ROWS:
                found = replace(found, to_day=end, rows=found.rows + rows)
                continue
            if found is not None:
                yield found
            found = Planned(name, begin, end, rows)
        if found is not None:
            yield found


def _task(planned: Planned) -> Task:
    days = (dt.date.fromisoformat(day) for day in (planned.from_day, planned.to_day))
    return Task(_fact_set(planned.entity), Period(*days), planned.rows)


def _fact_set(name: str) -> FactSet:
    registry.entity(name)
    return registry.fact_sets()[name]


def _run(names: list[str], from_day: dt.date, to_day: dt.date, engine: str, by: Any) -> AuditRun:
    question = {"entities": names, "from_day": from_day, "to_day": to_day, "engine": engine}
    open_run = AuditRun.objects.filter(state=RunState.RUNNING, **question).first()
    if open_run is not None:
        return open_run
    now = timezone.localtime()
    mark = hashlib.sha256(json.dumps(question, default=str).encode()).hexdigest()[:8]
    return AuditRun.objects.create(
        **question,
        state=RunState.RUNNING,
        folder=f"{now:%Y%m%d-%H%M%S-%f}-{mark}",
        by_id=getattr(by, "person_id", None),
        by_name=getattr(by, "name", ""),
    )


def _do(tasks: Sequence[Task], manifest: Manifest, bench: Workbench, progress: Progress) -> None:
    whole, done = sum(task.rows for task in tasks), 0
    for task in tasks:
        label = f"{task.fact_set.entity.label} {task.period.label}"
        progress(label, done, whole)
        if task.name not in manifest.parts:
            manifest.add(bench.part(task))
        done += task.rows
        progress(label, done, whole)


def _close(run: AuditRun, manifest: Manifest, seconds: float) -> AuditRun:
    parts = list(manifest.parts.values())
    counts: Counter[str] = Counter()
    for part in parts:
        counts.update(part.counts)
        run.unpushed |= part.unpushed
    run.rows = sum(part.rows for part in parts)
    run.unjudged = sum(part.unjudged for part in parts)
    run.findings = sum(part.findings for part in parts)
    run.counts = dict(counts)
    run.digest = f"{sum(part.digest for part in parts) % DIGEST_SPACE:064x}"
    run.seconds += seconds
    run.state, run.finished_at = RunState.DONE, timezone.now()
    run.save()
    return run
