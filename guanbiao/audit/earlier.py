"""A sweep after a sweep: parts of which nothing changed are taken over, not judged again.

What decides a part are its facts, the acts its records have passed, the rules in force for them
and the exceptions granted. Their common mark is kept with the part; the facts themselves are read
anew each time, so that nothing that was changed in a ledger is overlooked.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from guanbiao.audit.models import AuditRun, RunState
from guanbiao.audit.parts import Manifest, Part
from guanbiao.audit.rulebooks import Book, Library
from guanbiao.audit.waivers import Waivers
from rulebook.rules import RuleSet

KINDS = ("findings", "summary")
ROWS = """
SELECT count(*), bit_xor(hash(r)), sum(hash(r)) FROM (SELECT * EXCLUDE (_book) FROM audited) r
"""
PLACES = "SELECT DISTINCT unit_id, _since::VARCHAR, _acts, _book FROM audited ORDER BY ALL"


def marked(duck: duckdb.DuckDBPyConnection, library: Library, waivers: Waivers, engine: str) -> str:
    """SHA-256 of all that decides the rows of ``audited``."""
    total = hashlib.sha256(f"{engine} {duckdb.__version__}".encode())
    total.update(repr(duck.execute(ROWS).fetchone()).encode())
    for unit, since, acts, number in duck.execute(PLACES).fetchall():
        total.update(repr((unit, since, acts, _said(library.books[number]))).encode())
    for each in sorted(waivers.granted, key=lambda one: one.pk):
        told = (each.standard, each.clause, each.act, each.unit_id, each.key, each.reason,
                each.from_day, each.to_day)  # fmt: skip
        total.update(repr(told).encode())
    return total.hexdigest()


def _said(book: Book) -> tuple[object, ...]:
    return tuple(_rules(each) for each in book.sets)


def _rules(rules: RuleSet) -> tuple[object, ...]:
    """Editions by digest, values of the day, and which rules: a compiled set says no more."""
    values = tuple(sorted((name, str(value)) for name, value in rules.constants.items()))
    return rules.editions, values, tuple(rule.id for rule in rules.rules)


@dataclass(frozen=True)
class Earlier:
    """The last finished run with the same engine: where it lies, and its parts."""

    folder: Path
    parts: Mapping[str, Part]

    @classmethod
    def of(cls, run: AuditRun, home: Path) -> Earlier | None:
        """What there is to take over from; nothing before the first run."""
        done = AuditRun.objects.filter(state=RunState.DONE, engine=run.engine)
        last = done.exclude(pk=run.pk).order_by("-pk").first()
        if last is None or not (home / last.folder / "manifest.json").exists():
            return None
        return cls(home / last.folder, Manifest(home / last.folder).parts)

    def part(self, name: str, mark: str, folder: Path) -> Part | None:
        """The part of that name, its files linked into ``folder``; none unless the marks agree."""
        known = self.parts.get(name)
        if known is None or known.mark != mark:
            return None
        files = [self.folder / f"{name}.{kind}.parquet" for kind in KINDS]
        if not all(file.exists() for file in files):
            return None
        for file in files:
            fresh = folder / file.name
            fresh.unlink(missing_ok=True)
            os.link(file, fresh)
        return replace(known, taken=True)
