"""A rehearsal as a piece of work: planned once, done part by part, taken up where it was cut."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone

from guanbiao.audit.models import Rehearsal, RehearsalState
from guanbiao.audit.parts import Manifest, Planned, alone
from guanbiao.audit.rehearsal import past
from guanbiao.audit.rehearsal.bench import RehearsalBench
from guanbiao.audit.rehearsal.editions import Candidate
from guanbiao.audit.sweep import audit_home, plan
from guanbiao.gate import registry
from guanbiao.library.pack import Pack
from guanbiao.library.packs import parse

log = logging.getLogger("guanbiao.audit")
LEDGER = "ledger"
Told = Callable[[int, int], None]


def begin(
    pack: Pack, from_day: dt.date, to_day: dt.date, *, units: Sequence[str] = (), by: Any = None,
    engine: str = "duckdb",
) -> Rehearsal:  # fmt: skip
    """Note what is to be tried on which days; `carry_out` does it.

    ``by`` is an actor; ``engine`` ``python`` spares the SQL.
    """
    now = timezone.localtime()
    mark = hashlib.sha256(f"{pack.digest}{from_day}{to_day}{units}".encode()).hexdigest()[:8]
    return Rehearsal.objects.create(
        number=pack.head.number, edition=pack.head.edition, title=pack.head.title,
        files=pack.files, digest=pack.digest, units=list(units), from_day=from_day, to_day=to_day,
        engine=engine, folder=f"rehearsal-{now:%Y%m%d-%H%M%S-%f}-{mark}",
        by_id=getattr(by, "person_id", None), by_name=getattr(by, "name", ""),
    )  # fmt: skip


def store_home() -> Path:
    """Where the past lies as Parquet."""
    home = audit_home() / "past"
    home.mkdir(parents=True, exist_ok=True)
    return home


def folder_of(rehearsal: Rehearsal) -> Path:
    """Where the files of a rehearsal lie."""
    return audit_home() / rehearsal.folder


def carry_out(key: int, told: Told = lambda done, whole: None) -> Rehearsal:
    """Do what is left of a rehearsal. Raises `AlreadyRunning`; a failure is noted and raised."""
    rehearsal = Rehearsal.objects.get(pk=key)
    if rehearsal.state == RehearsalState.DONE:
        return rehearsal
    manifest, started = Manifest(folder_of(rehearsal)), time.perf_counter()
    with alone(manifest.folder):
        try:
            _work(rehearsal, manifest, told)
        except Exception as failure:
            rehearsal.state = RehearsalState.FAILED
            rehearsal.words = f"{type(failure).__name__}：{failure}"[:500]
            rehearsal.save(update_fields=["state", "words"])
            log.exception("rehearsal %s failed", rehearsal.pk)
            raise
        return _close(rehearsal, manifest, time.perf_counter() - started)


def _work(rehearsal: Rehearsal, manifest: Manifest, told: Told) -> None:
    candidate = Candidate(parse(rehearsal.files), tuple(rehearsal.units))
    if not manifest.begun:
        manifest.begin(_plan(candidate, rehearsal.from_day, rehearsal.to_day))
    rehearsal.rows = sum(each.rows for each in manifest.plan)
    rehearsal.done_rows = 0
    rehearsal.state, rehearsal.words = RehearsalState.RUNNING, ""
    rehearsal.save(update_fields=["rows", "state", "words"])
    days = (rehearsal.from_day, rehearsal.to_day)
    with RehearsalBench(candidate, manifest.folder, store_home(), days, rehearsal.engine) as bench:
        for planned in manifest.plan:
            if bench.name(planned) not in manifest.parts:
                manifest.add(bench.part(planned))
            rehearsal.done_rows += planned.rows
            rehearsal.save(update_fields=["done_rows"])
            told(rehearsal.done_rows, rehearsal.rows)


def _plan(candidate: Candidate, from_day: dt.date, to_day: dt.date) -> Iterator[Planned]:
    """Receipts and refusals month by month, then the ledgers of the same entities."""
    acts = candidate.acts
    if not acts:
        return
    for source in (past.RECEIPT, past.REFUSAL):
        for month in past.months(source, acts, from_day, to_day):
            days = (month.period.from_day.isoformat(), month.period.to_day.isoformat())
            yield Planned(f"{source}.{month.act}", *days, month.rows)
    names = {registry.act(act).entity.name for act in acts}
    sets = [registry.fact_sets()[name] for name in sorted(names)]
    for each in plan(sets, from_day, to_day):
        yield Planned(f"{LEDGER}.{each.entity}", each.from_day, each.to_day, each.rows)


def _close(rehearsal: Rehearsal, manifest: Manifest, seconds: float) -> Rehearsal:
    counts: dict[str, Counter[str]] = {}
    for part in manifest.parts.values():
        source = part.name.partition(".")[0]
        counts.setdefault(source, Counter()).update(part.counts)
        rehearsal.unpushed |= part.unpushed
    rehearsal.counts = {source: dict(count) for source, count in counts.items()}
    rehearsal.seconds += seconds
    rehearsal.state, rehearsal.finished_at = RehearsalState.DONE, timezone.now()
    rehearsal.save()
    return rehearsal
