"""What a start has prepared, so that the next one with the same files need not look again.

Preparing reads all of Django and every pack, which takes longer than serving the first page. The
mark lies in the database's own folder and counts its migrations: another database, a restored
copy, a new pack, another version of the platform or another sample are prepared as ever.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import psycopg

from guanbiao.project.postgres import Server

ROOT = Path(__file__).resolve().parent.parent.parent
NAME = "guanbiao.prepared"


def mark(server: Server, sample: str) -> str:
    """SHA-256 over migrations, packs, acts and facts, the sample's size and what is applied."""
    total = hashlib.sha256(f"{sample} {_applied(server)}".encode())
    packs = Path(os.environ.get("GUANBIAO_PACKS", ROOT / "packs"))
    for folder, pattern in ((ROOT / "guanbiao", "*.py"), (ROOT / "rulebook", "*.py"), (packs, "*")):
        for path in sorted(folder.rglob(pattern)):
            if path.is_file():
                state = path.stat()
                total.update(f"{path} {state.st_size} {state.st_mtime_ns}".encode())
    return total.hexdigest()


def _applied(server: Server) -> int:
    """How many migrations the database has seen; -1 for one without any."""
    with psycopg.connect(server.dsn("superuser")) as link:
        table = link.execute("SELECT to_regclass('django_migrations')").fetchone()
        if table is None or table[0] is None:
            return -1
        row = link.execute("SELECT count(*) FROM django_migrations").fetchone()
        return int(row[0]) if row else -1


def as_before(server: Server, sample: str) -> bool:
    """Whether the last start left everything as this one would."""
    kept = server.data / NAME
    return kept.exists() and kept.read_text(encoding="ascii") == mark(server, sample)


def remember(server: Server, sample: str) -> None:
    """Keep the mark for the next start."""
    (server.data / NAME).write_text(mark(server, sample), encoding="ascii")
